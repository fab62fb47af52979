import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Who is signed in: an account, from which the snapshot tells the member and the roles. */
export interface Session {
  readonly id: string;
  readonly account: string;
  /** Sent back in `x-csrf` by every request that changes something. */
  readonly csrf: string;
  readonly expiresAt: number;
}

export interface Sessions {
  open(account: string): Session;
  find(id: string | undefined): Session | null;
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
    open(account) {
      const id = randomBytes(24).toString("base64url");
      const csrf = createHmac("sha256", secret).update(id).digest("base64url");
      const session = { id, account, csrf, expiresAt: now() + LIFETIME_MS };
      open.set(id, session);
      for (const old of open.values()) if (old.expiresAt <= now()) open.delete(old.id);
      const own = [...open.values()].filter((other) => other.account === account);
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
