import { createHmac, randomBytes } from "node:crypto";

import { sameText } from "../sign-in/sessions.ts";

/** How long somebody may take in their wallet. */
const NONCE_MS_MAX = 10 * 60_000;

/** Who links what. */
export interface Linking {
  readonly memberId: string;
  readonly wallet: string;
}

export interface WalletNonces {
  make(linking: Linking): { readonly nonce: string; readonly at: string; readonly until: string };
  /** When it was made; null for a nonce that is forged, late, or another member's or wallet's. */
  check(nonce: string, linking: Linking): string | null;
}

/**
 * A nonce carries its instant under a MAC over member and wallet: nothing is kept of it here. That
 * it links once, the ledger sees to.
 */
export function walletNonces(now: () => Date, key: Buffer = randomBytes(32)): WalletNonces {
  const mac = (body: string, { memberId, wallet }: Linking) =>
    createHmac("sha256", key).update(`${body}\0${memberId}\0${wallet}`).digest("base64url");
  return {
    make(linking) {
      const made = now().getTime();
      const body = `${randomBytes(12).toString("base64url")}.${made}`;
      const [at, until] = [made, made + NONCE_MS_MAX].map((time) => new Date(time).toISOString());
      return { nonce: `${body}.${mac(body, linking)}`, at: at ?? "", until: until ?? "" };
    },
    check(nonce, linking) {
      const [random = "", made = "", tag = ""] = nonce.split(".");
      if (!sameText(mac(`${random}.${made}`, linking), tag)) return null;
      const age_ms = now().getTime() - Number(made);
      return age_ms >= 0 && age_ms < NONCE_MS_MAX ? new Date(Number(made)).toISOString() : null;
    },
  };
}
