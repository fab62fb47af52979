import type { FastifyReply, FastifyRequest } from "fastify";

import type { Role } from "../../../models/roles.ts";
import type { GatewayOptions } from "../options.ts";
import type { Principal } from "../data/principal.ts";
import { cookiesOf } from "./cookies.ts";
import { sameText, type Session } from "./sessions.ts";

export interface Who {
  session(request: FastifyRequest): Session | null;
  /** Null for whoever is not signed in, or is no member of this community. */
  principal(request: FastifyRequest): Principal | null;
  /** The principal, if this request may read that role's data. */
  holding(request: FastifyRequest, role: Role): Principal | null;
  /** The principal, if the request comes from our own page with the session's token. */
  acting(request: FastifyRequest): Principal | null;
  /** Sends a page to the sign-in; anything else is told 401, or 403 where the role is lacking. */
  refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply;
}

/** Decides who a request is from. Every right is looked up anew, in the newest snapshot. */
export function guards(options: Pick<GatewayOptions, "sessions" | "published" | "addresses">): Who {
  const cookies = cookiesOf(options.addresses);
  const session = (request: FastifyRequest) =>
    options.sessions.find(request.cookies[cookies.session]);
  const principal = (request: FastifyRequest) => {
    const account = session(request)?.account;
    return account === undefined ? null : (options.published()?.principalOf(account) ?? null);
  };
  return {
    session,
    principal,
    holding(request, role) {
      const found = principal(request);
      return found?.roles.includes(role) === true ? found : null;
    },
    acting(request) {
      const csrf = session(request)?.csrf;
      const sent = request.headers["x-csrf"];
      if (csrf === undefined || typeof sent !== "string" || !sameText(csrf, sent)) return null;
      return options.addresses.isOwnOrigin(request.headers) ? principal(request) : null;
    },
    refuse(request, reply) {
      const path = request.url.split("?", 1)[0] ?? "/";
      const isPage = request.method === "GET" && !/^\/(api|data|_app)\//.test(path);
      if (!isPage)
        return principal(request) === null
          ? reply.code(401).send({ error: "not_signed_in" })
          : reply.code(403).send({ error: "not_allowed" });
      return reply.redirect(`/auth/login?next=${encodeURIComponent(request.url)}`);
    },
  };
}
