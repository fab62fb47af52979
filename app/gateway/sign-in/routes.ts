import { randomBytes } from "node:crypto";

import type { FastifyInstance, FastifyReply } from "fastify";

import { words } from "../../community/words.ts";
import { cookiesOf } from "./cookies.ts";
import { ownPages } from "./pages.ts";
import type { GatewayOptions } from "../options.ts";
import { ownPath } from "./own-path.ts";
import type { Who } from "./who.ts";

/** Signing in, by the demo's switcher or through the club, and out. */
export function signInRoutes(server: FastifyInstance, options: GatewayOptions, who: Who): void {
  const { addresses, demo, club, sessions } = options;
  const cookies = cookiesOf(addresses);
  const pages = ownPages(options.locale);
  const said = words[options.locale];
  const html = (reply: FastifyReply, page: string) =>
    reply.type("text/html; charset=utf-8").send(page);
  const signIn = (reply: FastifyReply, account: string, next: string) => {
    const holder = options.published()?.principalOf(account) ?? null;
    if (holder === null)
      return html(reply.code(403), pages.message(said.signInFailedTitle, said.unknownPersonText));
    return reply
      .setCookie(cookies.session, sessions.open(holder).id, cookies.options)
      .redirect(next, 303);
  };

  server.get<{ Querystring: { next?: string } }>("/auth/login", (request, reply) => {
    const next = ownPath(request.query.next);
    if (demo !== null) return html(reply, pages.demoSignIn(demo.people(), next));
    return html(reply, pages.signIn(`/auth/discourse?next=${encodeURIComponent(next)}`));
  });

  if (demo !== null)
    server.post<{ Body: { person?: string; next?: string } }>("/auth/demo", (request, reply) => {
      if (!addresses.isOwnOrigin(request.headers))
        return reply.code(403).send({ error: "foreign_origin" });
      const account = demo.accountOf(`${request.body?.person}`);
      if (account === null) return reply.code(404).send({ error: "no_such_person" });
      return signIn(reply, account, ownPath(request.body?.next));
    });

  if (club !== null) {
    server.get<{ Querystring: { next?: string } }>("/auth/discourse", (request, reply) => {
      // The same for each of its tabs: a sign-in begun in one must not undo another's.
      const known = request.cookies[cookies.browser] ?? "";
      const browser = /^[0-9a-f]{32}$/.test(known) ? known : randomBytes(16).toString("hex");
      return reply
        .setCookie(cookies.browser, browser, { ...cookies.options, maxAge: 600 })
        .redirect(club.connect.begin(ownPath(request.query.next), browser));
    });
    server.get<{ Querystring: { sso?: string; sig?: string } }>(
      "/auth/discourse/return",
      (request, reply) => {
        const { sso = "", sig = "" } = request.query;
        const answer = club.connect.finish(sso, sig, request.cookies[cookies.browser] ?? "");
        if (answer === null)
          return html(
            reply.code(403),
            pages.message(said.signInFailedTitle, said.signInFailedText),
          );
        return signIn(reply, club.accountOf(answer.nativeId), answer.next);
      },
    );
  }

  server.post("/auth/logout", (request, reply) => {
    const session = who.session(request);
    if (session === null || who.acting(request) === null)
      return reply.code(403).send({ error: "not_signed_in" });
    sessions.close(session.id);
    return reply
      .clearCookie(cookies.session, cookies.options)
      .header("clear-site-data", '"cache"')
      .code(204)
      .send();
  });
  server.get("/auth/bye", (_request, reply) => html(reply, pages.signedOut()));
}
