import { createHmac, randomBytes } from "node:crypto";

import { sameText } from "./sessions.ts";

/** How long somebody may take at the club's own sign-in page. */
const NONCE_MS_MAX = 10 * 60_000;
/** Each is a sign-in that the club has signed: so many in ten minutes, and the oldest is forgotten. */
const USED_MAX = 10_000;

export interface Nonces {
  /** A nonce for one sign-in in this browser, which ends at `next`. */
  make(next: string, browser: string): string;
  /** Where the sign-in ends; null for a nonce that is forged, late, used or another browser's. */
  use(nonce: string, browser: string): string | null;
}

/**
 * A nonce carries all that is to be known of it, under a MAC: nothing is kept of a sign-in that
 * was begun, so that any number of strangers can begin one and push out nobody.
 */
export function openNonces(options: { readonly key: Buffer; readonly now: () => number }): Nonces {
  const used = new Map<string, number>();
  const mac = (body: string, browser: string) =>
    createHmac("sha256", options.key).update(`${body}\0${browser}`).digest("base64url");

  function remember(nonce: string, expiresAt: number): void {
    for (const [old, end] of used) if (end <= options.now()) used.delete(old);
    used.set(nonce, expiresAt);
    const oldest = used.size > USED_MAX ? used.keys().next().value : undefined;
    if (oldest !== undefined) used.delete(oldest);
  }

  return {
    make(next, browser) {
      const random = randomBytes(16).toString("base64url");
      const page = Buffer.from(next).toString("base64url");
      const body = `${random}.${options.now() + NONCE_MS_MAX}.${page}`;
      return `${body}.${mac(body, browser)}`;
    },
    use(nonce, browser) {
      const [random = "", expires = "", page = "", tag = ""] = nonce.split(".");
      if (!sameText(mac(`${random}.${expires}.${page}`, browser), tag)) return null;
      if (Number(expires) <= options.now() || used.has(random)) return null;
      remember(random, Number(expires));
      return Buffer.from(page, "base64url").toString("utf8");
    },
  };
}
