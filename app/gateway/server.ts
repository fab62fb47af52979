import cookie from "@fastify/cookie";
import { fastify, type FastifyInstance } from "fastify";

import { roleEntry } from "../../models/roles.ts";
import { stepLabel } from "../runtime/steps.ts";
import { words } from "../community/words.ts";
import { answerRoutes } from "./answers/routes.ts";
import { dataRoutes } from "./data/routes.ts";
import { distributionRoutes } from "./distributions/routes.ts";
import { HOOKS, hookRoutes } from "./hooks/routes.ts";
import { codeRoutes } from "./identity/code-routes.ts";
import { signInProofRoutes } from "./identity/sign-in-routes.ts";
import { peopleRoutes } from "./identity/routes.ts";
import { keyRoutes } from "./keys/routes.ts";
import { modelRoutes } from "./models/routes.ts";
import { limit } from "./limits.ts";
import { ownPages, progressScript } from "./sign-in/pages.ts";
import type { GatewayOptions } from "./options.ts";
import { roleRoutes } from "./roles/routes.ts";
import { commonHeaders, plainPolicy } from "./security.ts";
import { signInRoutes } from "./sign-in/routes.ts";
import { guards } from "./sign-in/who.ts";
import { verdictRoutes } from "./verdicts/routes.ts";
import { walletRoutes } from "./wallets/routes.ts";

/** A request body is a digest and a signature at the most, but where its address says more. */
const BODY_BYTES_MAX = 16 * 1024;

/** What only a restored ledger mends. */
const LEDGER_BROKEN = ["LedgerBrokenError", "LedgerCorruptError"];

/**
 * The one server people open: sign-in, the shell, each principal's own data, and signatures.
 *
 * It never reads the live warehouse; what it hands out is a published snapshot, filtered for whom
 * it is for, and what the ledger says of distributions and verdicts.
 */
export async function createGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const { limits } = options;
  const server = fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    http: { connectionsCheckingInterval: limits.check_ms },
  });
  limit(server.server, limits);
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
    // Nothing a visitor can mend, but something the committee has to know.
    if (LEDGER_BROKEN.includes(error.name)) return reply.code(503).send({ error: "ledger_broken" });
    return reply.code(status).send({ error: status >= 500 ? "internal" : "bad_request" });
  });

  const said = words[options.locale];
  // Before all else: what is told to a name that is not ours is told to another site.
  server.addHook("onRequest", async (request, reply) => {
    const { host } = request.headers;
    if (options.addresses.isOwnHost(host)) return;
    const name = JSON.stringify(host?.slice(0, 100) ?? "");
    return reply
      .code(421)
      .type("text/plain; charset=utf-8")
      .send(`${said.unknownHost} ${name}.\n${said.unknownHostText}\n`);
  });

  const pages = ownPages(options.locale);
  const ready = () => options.published() !== null && options.site() !== null;
  server.get("/api/progress", async () => ({
    ready: ready(),
    steps: options.steps().map(({ name, state, detail }) => ({
      label: stepLabel(name, options.locale),
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
    // What systems tell is kept from the first moment on.
    if (path.startsWith(HOOKS)) return;
    const wantsPage = request.method === "GET" && !/^\/(api|data|_app)\//.test(path);
    if (wantsPage) return reply.type("text/html; charset=utf-8").send(pages.progress());
    return reply.code(503).header("retry-after", "2").send({ error: "not_ready" });
  });

  const who = guards(options);
  signInRoutes(server, options, who);
  dataRoutes(server, options, who);
  answerRoutes(server, options, who);
  distributionRoutes(server, options, who);
  keyRoutes(server, options, who);
  roleRoutes(server, options, who);
  peopleRoutes(server, options, who);
  codeRoutes(server, options, who);
  signInProofRoutes(server, options, who);
  walletRoutes(server, options, who);
  verdictRoutes(server, options, who);
  modelRoutes(server, options, who);
  await hookRoutes(server, options.hooks);
  server.get("/", (request, reply) => {
    const principal = who.principal(request);
    if (principal === null) return who.refuse(request, reply);
    const [first] = principal.roles;
    if (first !== undefined) return reply.redirect(`/${roleEntry(first).pages}/`);
    return reply
      .code(403)
      .type("text/html; charset=utf-8")
      .send(pages.message(said.noPagesTitle, said.noPagesText));
  });
  server.get("/*", (request, reply) => {
    const site = options.site();
    if (site === null) return reply.code(503).send({ error: "not_ready" });
    if (who.principal(request) === null) return who.refuse(request, reply);
    return site.send(request, reply);
  });
  return server;
}
