import type { Clock } from "../clock.ts";

/** Limits that a host tells in `X-RateLimit-*` headers, each of a group of addresses. */
export interface Buckets {
  /** Resolves when the bucket of this route has room, as far as the host has told. */
  take(route: string, signal: AbortSignal): Promise<void>;
  /** What a reply says of the bucket that its route counts against. */
  note(route: string, headers: Headers): void;
}

/**
 * Discord's way of telling: https://docs.discord.com/developers/topics/rate-limits. Routes of one
 * `X-RateLimit-Bucket` share it within what `majorOf` names: a channel, a guild.
 */
export function createBuckets(majorOf: (route: string) => string, clock: Clock): Buckets {
  const bucketOf = new Map<string, string>();
  const emptyUntil = new Map<string, number>();

  return {
    async take(route, signal) {
      const until = emptyUntil.get(bucketOf.get(route) ?? route) ?? 0;
      // Asked for once: whoever comes late meets the next refusal, which says how long to wait.
      const leftMs = until - clock.now();
      if (leftMs > 0) await clock.sleep(leftMs, signal);
    },
    note(route, headers) {
      const hash = headers.get("X-RateLimit-Bucket");
      if (hash !== null) bucketOf.set(route, `${hash}/${majorOf(route)}`);
      const bucket = bucketOf.get(route) ?? route;
      if (headers.get("X-RateLimit-Remaining") !== "0") {
        emptyUntil.delete(bucket);
        return;
      }
      const seconds = Number(headers.get("X-RateLimit-Reset-After") ?? Number.NaN);
      if (Number.isFinite(seconds)) emptyUntil.set(bucket, clock.now() + seconds * 1000);
    },
  };
}
