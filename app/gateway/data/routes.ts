import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createBrotliCompress, constants } from "node:zlib";

import type { FastifyInstance } from "fastify";

import { roleEntry, roleOfPages } from "../../../models/roles.ts";
import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";

/** A fast setting: a snapshot is compressed while it is sent. */
const BROTLI_QUALITY = 5;

/** What a principal may read: the session, and one database file for each role held. */
export function dataRoutes(server: FastifyInstance, options: GatewayOptions, who: Who): void {
  server.get("/data/session.json", async (request, reply) => {
    const principal = who.principal(request);
    const published = options.published();
    const session = who.session(request);
    if (principal === null || published === null || session === null)
      return who.refuse(request, reply);
    const roles: Record<string, unknown> = {};
    for (const role of principal.roles) {
      const { pages } = roleEntry(role);
      roles[pages] = {
        url: `/data/${pages}.duckdb`,
        asOf: published.asOf,
        tables: await published.tablesOf(principal, role),
      };
    }
    return {
      name: principal.name,
      memberId: principal.memberId,
      csrf: session.csrf,
      timeZone: options.timeZone,
      token: options.token,
      locale: options.locale,
      explorers: options.explorers,
      genesis: options.genesis,
      demo: options.demo !== null,
      asOf: published.asOf,
      systems: options.systems,
      stale: options.stale(),
      roles,
    };
  });

  server.get<{ Params: { file: string } }>("/data/:file", async (request, reply) => {
    const folder = /^(.+)\.duckdb$/.exec(request.params.file)?.[1];
    const role = folder === undefined ? null : roleOfPages(folder);
    if (who.principal(request) === null) return who.refuse(request, reply);
    const principal = role === null ? null : who.holding(request, role);
    const published = options.published();
    // 404 and not 403: that a file exists for others is nobody's business.
    if (role === null || principal === null || published === null)
      return reply.code(404).send({ error: "not_found" });
    const { path, etag } = await published.fileOf(principal, role);
    // The right was checked before the tag, so that a tag learnt elsewhere opens nothing.
    void reply
      .header("etag", `"${etag}"`)
      .header("cache-control", "private, no-cache")
      .header("vary", "cookie, accept-encoding");
    if (request.headers["if-none-match"] === `"${etag}"`) return reply.code(304).send();
    void reply.type("application/octet-stream");
    if (!/\bbr\b/.test(request.headers["accept-encoding"] ?? ""))
      return reply.header("content-length", (await stat(path)).size).send(createReadStream(path));
    const packed = createReadStream(path).pipe(
      createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
    );
    return reply.header("content-encoding", "br").send(packed);
  });
}
