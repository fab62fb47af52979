import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

import type { Principal } from "../data/principal.ts";

/** Who is signed in; what they may see now, the newest snapshot tells by their account. */
export interface Session {
  readonly id: string;
  /** As the session knew them last: with less than that it ends. */
  readonly holder: Principal;
  /** Sent back in `x-csrf` by every request that changes something. */
  readonly csrf: string;
  readonly expiresAt: number;
}

export interface Sessions {
  open(holder: Principal): Session;
  find(id: string | undefined): Session | null;
  /** The holder has gained something, which is now theirs to lose. */
  renew(id: string, holder: Principal): void;
  close(id: string): void;
}

const LIFETIME_MS = 12 * 60 * 60_000;
/** Past it the account's own oldest is signed out: memory stays bounded, and nobody else pays. */
const SESSIONS_AN_ACCOUNT_MAX = 20;

/** Sessions live in this process only: after a restart people sign in again. */
export function createSessions(now: () => number): Sessions {
  const secret = randomBytes(32);
  const open = new Map<string, Session>();
  return {
    open(holder) {
      const id = randomBytes(24).toString("base64url");
      const csrf = createHmac("sha256", secret).update(id).digest("base64url");
      const session = { id, holder, csrf, expiresAt: now() + LIFETIME_MS };
      open.set(id, session);
      for (const old of open.values()) if (old.expiresAt <= now()) open.delete(old.id);
      const own = [...open.values()].filter((other) => other.holder.account === holder.account);
      for (const { id: oldest } of own.slice(0, -SESSIONS_AN_ACCOUNT_MAX)) open.delete(oldest);
      return session;
    },
    find(id) {
      const session = id === undefined ? undefined : open.get(id);
      if (session === undefined) return null;
      if (session.expiresAt > now()) return session;
      open.delete(session.id);
      return null;
    },
    renew(id, holder) {
      const session = open.get(id);
      if (session !== undefined) open.set(id, { ...session, holder });
    },
    close(id) {
      open.delete(id);
    },
  };
}

/** Compares without telling by its time how much of a guess was right. */
export function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
