import { said } from "./language.js";
import { REASONS, STATUSES } from "./words/refusals.js";

/** What the gateway said no to; `code` names the reason, the message is for people. */
export class GatewayRefusal extends Error {
  constructor(code, status) {
    const { [code]: reason } = said(REASONS);
    super(reason ?? said(STATUSES)(status, code));
    this.name = "GatewayRefusal";
    this.code = code;
  }
}

export function readJson(path) {
  return request(path, {});
}

/** A change: the session's token shows that our own page asks for it. */
export function postJson(path, csrf, body) {
  return request(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-csrf": csrf },
    body: JSON.stringify(body),
  });
}

/** Leaves the page, and all that was loaded with it, for the sign-in, which leads to `path`. */
export function signIn(path) {
  location.assign(`/auth/login?next=${encodeURIComponent(path)}`);
}

async function request(path, options) {
  const response = await fetch(path, { credentials: "same-origin", ...options }).catch(() => {
    throw new GatewayRefusal("offline", 0);
  });
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  // The session is over, and with it what the page shows.
  if (response.status === 401) signIn(location.pathname);
  throw new GatewayRefusal(body.error ?? "", response.status);
}
