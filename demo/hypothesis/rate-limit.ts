import type { Clock } from "../clock.ts";

export interface RateLimit {
  readonly perSecond: number;
  /** So many requests more than the rate allows are let through at once. */
  readonly burst: number;
}

/** The service's own: its nginx counts for each token, or for each address without one. */
export const SERVICE_LIMIT: RateLimit = { perSecond: 4, burst: 44 };

/** nginx's `limit_req` with `nodelay`: a refused request is not counted. */
export function createRateLimiter({ perSecond, burst }: RateLimit, clock: Clock) {
  const excess = new Map<string, { over: number; at: number }>();
  return (key: string): boolean => {
    const now = clock.now();
    const last = excess.get(key);
    const over =
      last === undefined ? 0 : Math.max(0, last.over - ((now - last.at) / 1000) * perSecond) + 1;
    if (over > burst) return false;
    excess.set(key, { over, at: now });
    return true;
  };
}
