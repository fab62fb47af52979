import { createHash } from "node:crypto";

import type { Clock } from "../clock.ts";
import type { Reply } from "../loopback.ts";
import { limited } from "./replies.ts";

export interface Rates {
  /** Requests of one route and one channel or guild, in so many seconds. */
  readonly bucket: { readonly limit: number; readonly seconds: number };
  /** Requests of the bot, whatever they ask for, in one second. */
  readonly global: number;
}

export interface RateLimits {
  /** The reply instead, once too much was asked for. */
  refusal(path: string): Reply | null;
  /** What every other reply says of its route's limit. */
  headers(path: string): Readonly<Record<string, string>>;
}

interface Window {
  readonly from: number;
  count: number;
}

const SECOND = 1_000;

/**
 * Limits by route and major parameter, and one over all, in fixed windows of the twin's clock. Null:
 * nothing is limited and no header says so, as of routes that Discord does not limit.
 */
export function createRates(rates: Rates | null, clock: Clock): RateLimits {
  const windows = new Map<string, Window>();

  function windowOf(key: string, seconds: number): Window {
    const now = clock.now();
    const known = windows.get(key);
    if (known !== undefined && now < known.from + seconds * SECOND) return known;
    const fresh = { from: now, count: 0 };
    windows.set(key, fresh);
    return fresh;
  }

  /** The route's name is the same for all channels; the count is each channel's own. */
  function headersOf(path: string, { limit, seconds }: Rates["bucket"]) {
    const window = windowOf(path, seconds);
    const resetsAt = window.from + seconds * SECOND;
    return {
      "x-ratelimit-limit": `${limit}`,
      "x-ratelimit-remaining": `${Math.max(0, limit - window.count)}`,
      "x-ratelimit-reset": (resetsAt / SECOND).toFixed(3),
      "x-ratelimit-reset-after": ((resetsAt - clock.now()) / SECOND).toFixed(3),
      "x-ratelimit-bucket": bucketOf(path),
    };
  }

  return {
    refusal(path) {
      if (rates === null) return null;
      const all = windowOf("global", 1);
      all.count += 1;
      if (all.count > rates.global) {
        const retryAfterSeconds = (all.from + SECOND - clock.now()) / SECOND;
        const headers = { "x-ratelimit-global": "true", "x-ratelimit-scope": "global" };
        return limited(headers, { retryAfterSeconds, isGlobal: true });
      }
      const route = majorOf(path);
      const own = windowOf(route, rates.bucket.seconds);
      own.count += 1;
      if (own.count <= rates.bucket.limit) return null;
      const retryAfterSeconds = (own.from + rates.bucket.seconds * SECOND - clock.now()) / SECOND;
      const headers = { ...headersOf(route, rates.bucket), "x-ratelimit-scope": "user" };
      return limited(headers, { retryAfterSeconds, isGlobal: false });
    },
    headers: (path) => (rates === null ? {} : headersOf(majorOf(path), rates.bucket)),
  };
}

/** The path with the ids of messages, users and emojis left out: channel and guild tell apart. */
function majorOf(path: string): string {
  return path
    .replace(/\/messages\/\d+/, "/messages/:id")
    .replace(/\/reactions\/[^/]+/, "/reactions/:emoji")
    .replace(/\/members\/\d+/, "/members/:id");
}

function bucketOf(route: string): string {
  const name = route.replaceAll(/\d{5,}/g, ":id");
  return createHash("sha256").update(name).digest("hex").slice(0, 32);
}
