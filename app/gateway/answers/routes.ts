import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";

import type { GatewayOptions } from "../options.ts";
import type { Who } from "../sign-in/who.ts";
import type { Packed } from "./child.ts";
import { type NoAnswer, NoAnswerError } from "./pool.ts";

const unpack = promisify(brotliDecompress);

const STATUS: Readonly<Record<NoAnswer, number>> = {
  answers_busy: 503,
  answer_too_long: 503,
  answer_too_large: 500,
  answer_failed: 500,
};

/** The longest part of an address that anything of ours has is a digest. */
const VALUE_CHARACTERS_MAX = 500;

const Value = z.string().max(VALUE_CHARACTERS_MAX);

const Asking = z.strictObject({
  /** Of the data that the page's session speaks of. */
  at: z.string(),
  language: z.string(),
  value: z
    .union([Value.transform((one) => [one]), z.array(Value)])
    .default([])
    // No text of DuckDB's holds it.
    .transform((values) => values.map((value) => value.replaceAll("\0", "\u{fffd}"))),
});

/**
 * What a page asks, by the hash that the build gave its query: answered from the asker's own file of
 * the role whose page it is, and from nothing else.
 */
export function answerRoutes(server: FastifyInstance, options: GatewayOptions, who: Who): void {
  server.get<{ Params: { hash: string } }>("/data/answers/:hash", async (request, reply) => {
    const principal = who.principal(request);
    if (principal === null) return who.refuse(request, reply);
    const published = options.published();
    const answers = options.answers();
    const query = answers?.queryFor(principal, request.params.hash) ?? null;
    // 404 and not 403: what others may ask is nobody's business.
    if (published === null || answers === null || query === null)
      return reply.code(404).send({ error: "not_found" });
    const asking = Asking.safeParse(request.query);
    const { at, language, value: values } = asking.data ?? { at: "", language: "", value: [] };
    if (!asking.success || !answers.isWhole({ query, values, language }))
      return reply.code(400).send({ error: "bad_request" });
    const file = await published.fileOf(principal, query.role);
    // One page's queries are answered from one state of the data, or not at all.
    if (at !== file.etag) return reply.code(409).send({ error: "data_moved" });
    const asked = { query, values, language, file, asOf: published.asOf };
    const tag = answers.tagOf(asked);
    // The right was checked before the tag, so that a tag learnt elsewhere opens nothing.
    void reply
      .header("etag", `"${tag}"`)
      .header("cache-control", "private, no-cache")
      .header("vary", "cookie, accept-encoding");
    if (request.headers["if-none-match"] === `"${tag}"`) return reply.code(304).send();
    try {
      return await send(request, reply, await answers.answer(principal, asked));
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error;
      options.log.write("no_answer", { error: error.within ?? error.code, step: query.page });
      for (const name of ["etag", "cache-control"]) void reply.removeHeader(name);
      const status = STATUS[error.code];
      if (status === 503) void reply.header("retry-after", "2");
      return reply.code(status).send({ error: error.code });
    }
  });
}

async function send(request: FastifyRequest, reply: FastifyReply, { body, isBrotli }: Packed) {
  void reply.type("application/json; charset=utf-8");
  if (!isBrotli) return reply.send(body);
  if (!/\bbr\b/.test(request.headers["accept-encoding"] ?? ""))
    return reply.send(await unpack(body));
  return reply.header("content-encoding", "br").send(body);
}
