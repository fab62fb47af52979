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
/** Past it the oldest is signed out: memory stays bounded whatever is thrown at the sign-in. */
const SESSIONS_MAX = 10_000;

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
      const oldest = open.size > SESSIONS_MAX ? open.keys().next().value : undefined;
      if (oldest !== undefined) open.delete(oldest);
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
