import type { FastifyReply, FastifyRequest } from "fastify";

import type { Role } from "../../../models/roles.ts";
import type { GatewayOptions } from "../options.ts";
import type { Principal } from "../data/principal.ts";
import { cookiesOf } from "./cookies.ts";
import { keepsRights } from "./rights.ts";
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

/**
 * Decides who a request is from. Every right is looked up anew, in the newest snapshot; where that
 * gives somebody less than their session has known, another member or a role or cohort fewer, the
 * session is over for good, and they sign in again to what is left.
 */
export function guards(options: Pick<GatewayOptions, "sessions" | "published" | "addresses">): Who {
  const cookies = cookiesOf(options.addresses);
  const idOf = (request: FastifyRequest) => request.cookies[cookies.session];
  const session = (request: FastifyRequest) => {
    const found = options.sessions.find(idOf(request));
    const published = options.published();
    if (found === null || published === null) return found;
    const holder = published.principalOf(found.holder.account);
    if (holder !== null && keepsRights(found.holder, holder)) {
      if (holder !== found.holder) options.sessions.renew(found.id, holder);
      return found;
    }
    options.sessions.close(found.id);
    return null;
  };
  const principal = (request: FastifyRequest) => {
    const account = session(request)?.holder.account;
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
      // What the browser kept of a session that is over must not outlive it.
      if (session(request) === null && idOf(request) !== undefined)
        void reply
          .clearCookie(cookies.session, cookies.options)
          .header("clear-site-data", '"cache"');
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
