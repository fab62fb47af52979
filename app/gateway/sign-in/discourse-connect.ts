/**
 * Sign-in through the club: Discourse says who somebody is.
 *
 * Protocol: https://meta.discourse.org/t/use-discourse-as-an-identity-provider-sso-discourseconnect/32974
 */
import { createHmac, randomBytes } from "node:crypto";

import type { Secret } from "../../community/secrets.ts";
import { sameText } from "./sessions.ts";

/** How long somebody may take at the club's own sign-in page. */
const NONCE_MS_MAX = 10 * 60_000;
/** Past it the oldest is forgotten, so that strangers cannot fill the memory. */
const NONCES_MAX = 1_000;

export interface DiscourseConnect {
  /** The club's address that a person is sent to; `browser` ties the answer to this browser. */
  begin(next: string, browser: string): string;
  /** The Discourse user's id, or null where the answer is forged, old, used or someone else's. */
  finish(sso: string, sig: string, browser: string): { nativeId: string; next: string } | null;
}

export function createDiscourseConnect(options: {
  readonly clubUrl: string;
  readonly returnUrl: string;
  readonly secret: Secret;
  readonly now: () => number;
}): DiscourseConnect {
  const begun = new Map<string, { next: string; browser: string; at: number }>();
  const sign = (payload: string) =>
    createHmac("sha256", options.secret.reveal()).update(payload).digest("hex");
  return {
    begin(next, browser) {
      const nonce = randomBytes(16).toString("hex");
      begun.set(nonce, { next, browser, at: options.now() });
      const oldest = begun.size > NONCES_MAX ? begun.keys().next().value : undefined;
      if (oldest !== undefined) begun.delete(oldest);
      const query = new URLSearchParams({ nonce, return_sso_url: options.returnUrl });
      const sso = Buffer.from(query.toString()).toString("base64");
      const address = new URL("/session/sso_provider", options.clubUrl);
      address.search = new URLSearchParams({ sso, sig: sign(sso) }).toString();
      return address.href;
    },
    finish(sso, sig, browser) {
      if (!sameText(sign(sso), sig)) return null;
      const answer = new URLSearchParams(Buffer.from(sso, "base64").toString("utf8"));
      const nonce = answer.get("nonce") ?? "";
      const asked = begun.get(nonce);
      begun.delete(nonce);
      const nativeId = answer.get("external_id");
      if (asked === undefined || nativeId === null || answer.get("failed") === "true") return null;
      if (!sameText(asked.browser, browser) || options.now() - asked.at > NONCE_MS_MAX) return null;
      return { nativeId, next: asked.next };
    },
  };
}
