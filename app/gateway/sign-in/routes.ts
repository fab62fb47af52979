import { randomBytes } from "node:crypto";

import type { FastifyInstance, FastifyReply } from "fastify";

import { words } from "../../community/words.ts";
import { demoSignInPage, messagePage, signedOutPage, signInPage } from "./pages.ts";
import type { GatewayOptions } from "../options.ts";
import { ownPath } from "./own-path.ts";
import { isOwnOrigin, SESSION_COOKIE, type Who } from "./who.ts";

const BROWSER_COOKIE = "vklad_browser";
const cookieOptions = { httpOnly: true, sameSite: "lax", path: "/" } as const;

/** Signing in, by the demo's switcher or through the club, and out. */
export function signInRoutes(server: FastifyInstance, options: GatewayOptions, who: Who): void {
  const { demo, club, sessions } = options;
  const html = (reply: FastifyReply, page: string) =>
    reply.type("text/html; charset=utf-8").send(page);
  const signIn = (reply: FastifyReply, account: string, next: string) => {
    if (options.published()?.principalOf(account) === null)
      return html(
        reply.code(403),
        messagePage(words.ru.signInFailedTitle, words.ru.unknownPersonText),
      );
    return reply
      .setCookie(SESSION_COOKIE, sessions.open(account).id, cookieOptions)
      .redirect(next, 303);
  };

  server.get<{ Querystring: { next?: string } }>("/auth/login", (request, reply) => {
    const next = ownPath(request.query.next);
    if (demo !== null) return html(reply, demoSignInPage(demo.people(), next));
    return html(reply, signInPage(`/auth/discourse?next=${encodeURIComponent(next)}`));
  });

  if (demo !== null)
    server.post<{ Body: { person?: string; next?: string } }>("/auth/demo", (request, reply) => {
      if (!isOwnOrigin(request)) return reply.code(403).send({ error: "foreign_origin" });
      const account = demo.accountOf(`${request.body?.person}`);
      if (account === null) return reply.code(404).send({ error: "no_such_person" });
      return signIn(reply, account, ownPath(request.body?.next));
    });

  if (club !== null) {
    server.get<{ Querystring: { next?: string } }>("/auth/discourse", (request, reply) => {
      const browser = randomBytes(16).toString("hex");
      return reply
        .setCookie(BROWSER_COOKIE, browser, { ...cookieOptions, maxAge: 600 })
        .redirect(club.connect.begin(ownPath(request.query.next), browser));
    });
    server.get<{ Querystring: { sso?: string; sig?: string } }>(
      "/auth/discourse/return",
      (request, reply) => {
        const { sso = "", sig = "" } = request.query;
        const answer = club.connect.finish(sso, sig, request.cookies[BROWSER_COOKIE] ?? "");
        if (answer === null)
          return html(
            reply.code(403),
            messagePage(words.ru.signInFailedTitle, words.ru.signInFailedText),
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
      .clearCookie(SESSION_COOKIE, cookieOptions)
      .header("clear-site-data", '"cache"')
      .code(204)
      .send();
  });
  server.get("/auth/bye", (_request, reply) => html(reply, signedOutPage()));
}
