/**
 * Sign-in through the club: Discourse says who somebody is.
 *
 * Protocol: https://meta.discourse.org/t/use-discourse-as-an-identity-provider-sso-discourseconnect/32974
 */
import { createHmac, randomBytes } from "node:crypto";

import type { Secret } from "../../community/secrets.ts";
import { openNonces } from "./nonces.ts";
import { sameText } from "./sessions.ts";

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
  const nonces = openNonces({ key: randomBytes(32), now: options.now });
  const sign = (payload: string) =>
    createHmac("sha256", options.secret.reveal()).update(payload).digest("hex");
  return {
    begin(next, browser) {
      const nonce = nonces.make(next, browser);
      const query = new URLSearchParams({ nonce, return_sso_url: options.returnUrl });
      const sso = Buffer.from(query.toString()).toString("base64");
      const address = new URL("/session/sso_provider", options.clubUrl);
      address.search = new URLSearchParams({ sso, sig: sign(sso) }).toString();
      return address.href;
    },
    finish(sso, sig, browser) {
      if (!sameText(sign(sso), sig)) return null;
      const answer = new URLSearchParams(Buffer.from(sso, "base64").toString("utf8"));
      const nativeId = answer.get("external_id");
      if (nativeId === null || answer.get("failed") === "true") return null;
      // Last, so that only what the club has signed for somebody is ever remembered as used.
      const next = nonces.use(answer.get("nonce") ?? "", browser);
      return next === null ? null : { nativeId, next };
    },
  };
}
