import { createHttp, type Http, type HttpOptions } from "../http.ts";
import type { KeyedHash } from "../records.ts";
import type { Hogql } from "./hogql.ts";
import type { PosthogSettings } from "./settings.ts";

export interface PosthogOptions extends Pick<
  PosthogSettings,
  "properties" | "settleMinutes" | "lateDays" | "personsEveryHours"
> {
  readonly hogql: Hogql;
  /** Events that came before this instant are not read; null for all of them. */
  readonly since: string | null;
  /** Lands in place of an e-mail address. */
  readonly hash: KeyedHash;
  /** Rows asked for at once. */
  readonly rowsMax?: number;
}

export interface PosthogConnection extends Partial<
  Pick<HttpOptions, "perSecond" | "burst" | "clock" | "deadlineMs" | "limiter" | "usage">
> {
  readonly url: string;
  readonly apiKey: string;
}

/** Half of what a project may ask in an hour (2,400 queries): people look at it, too. */
const PER_SECOND = 1 / 3;

/** A query may wait for half a minute and run for ten seconds before it is answered. */
const REQUEST_MS = 60_000;
const DEADLINE_MS = 150_000;

export function posthogHttp({ apiKey, ...options }: PosthogConnection): Http {
  return createHttp({
    perSecond: PER_SECOND,
    burst: 20,
    deadlineMs: DEADLINE_MS,
    ...options,
    requestMs: REQUEST_MS,
    system: "PostHog",
    headers: { Authorization: `Bearer ${apiKey}` },
  });
}
