import cookie from "@fastify/cookie";
import { fastify, type FastifyInstance } from "fastify";

import type { Log } from "../logs.ts";
import type { Step } from "../steps.ts";
import { stepLabel } from "../steps.ts";
import { words } from "../words.ts";
import { dataRoutes } from "./data.ts";
import type { DiscourseConnect } from "./discourse-connect.ts";
import type { DistributionDesk } from "./distribution-desk.ts";
import { distributionRoutes } from "./distribution-routes.ts";
import { messagePage, progressPage, progressScript, type DemoPerson } from "./pages.ts";
import type { Published } from "./principal.ts";
import { commonHeaders, plainPolicy } from "./security.ts";
import type { Sessions } from "./sessions.ts";
import { signInRoutes } from "./sign-in.ts";
import type { Site } from "./site.ts";
import { guards } from "./who.ts";

export interface GatewayOptions {
  readonly sessions: Sessions;
  /** Null until the first snapshot is published. */
  readonly published: () => Published | null;
  /** Null until the shell is built. */
  readonly site: () => Site | null;
  readonly steps: () => readonly Step[];
  readonly desk: DistributionDesk;
  readonly timeZone: string;
  /** Streams that did not answer in the last run, and since when their data is old. */
  readonly stale: () => readonly { readonly stream: string; readonly since: string }[];
  /** Present in the demo only, on loopback only. */
  readonly demo: {
    readonly people: () => readonly DemoPerson[];
    accountOf(id: string): string | null;
  } | null;
  readonly club: { readonly connect: DiscourseConnect; accountOf(nativeId: string): string } | null;
  readonly log: Log;
}

/** A request body is a digest and a signature at the most. */
const BODY_BYTES_MAX = 16 * 1024;

/**
 * The one server people open: sign-in, the shell, each principal's own data, and signatures.
 *
 * It never reads the live warehouse; what it hands out is a published snapshot, filtered for whom
 * it is for, and the ledger's state of distributions.
 */
export async function createGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const server = fastify({ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: true });
  await server.register(cookie);
  server.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(`${body}`))),
  );
  server.addHook("onSend", async (_request, reply) => {
    for (const [name, value] of Object.entries(commonHeaders)) void reply.header(name, value);
    if (!reply.hasHeader("content-security-policy"))
      void reply.header("content-security-policy", plainPolicy);
    if (!reply.hasHeader("cache-control")) void reply.header("cache-control", "no-store");
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) options.log.write("gateway_failed", { error: error.name });
    return reply.code(status).send({ error: status >= 500 ? "internal" : "bad_request" });
  });

  const ready = () => options.published() !== null && options.site() !== null;
  server.get("/api/progress", async () => ({
    ready: ready(),
    steps: options.steps().map(({ name, state, detail }) => ({
      label: stepLabel(name, "ru"),
      state,
      detail,
    })),
  }));
  server.get("/auth/progress.js", (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").send(progressScript),
  );
  server.addHook("onRequest", async (request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "/";
    if (ready() || path === "/api/progress" || path === "/auth/progress.js") return;
    const wantsPage = request.method === "GET" && !/^\/(api|data|_app)\//.test(path);
    if (wantsPage) return reply.type("text/html; charset=utf-8").send(progressPage());
    return reply.code(503).header("retry-after", "2").send({ error: "not_ready" });
  });

  const who = guards(options);
  signInRoutes(server, options, who);
  dataRoutes(server, options, who);
  distributionRoutes(server, options, who);
  server.get("/", (request, reply) => {
    const principal = who.principal(request);
    if (principal === null) return who.refuse(request, reply);
    const [first] = principal.roles;
    if (first !== undefined) return reply.redirect(`/${first}/`);
    return reply
      .code(403)
      .type("text/html; charset=utf-8")
      .send(messagePage(words.ru.noPagesTitle, words.ru.noPagesText));
  });
  server.get("/*", (request, reply) => {
    const site = options.site();
    if (site === null) return reply.code(503).send({ error: "not_ready" });
    if (who.principal(request) === null) return who.refuse(request, reply);
    return site.send(request, reply);
  });
  return server;
}
