/** How long a system asked us to wait, read from any of the places systems put it. */
export interface AskedWait {
  readonly ms: number;
  /** True when the host limits all we send, false when it limits this action only. */
  readonly isForAll: boolean;
}

/**
 * Null when nothing is said: PostHog's and some proxies' 429 carry no header at all.
 *
 * Discourse has two limiters: the middleware's names itself in a header and answers in plain text,
 * the controllers' answers in JSON and concerns one action
 * (https://meta.discourse.org/t/available-settings-for-global-rate-limits-and-throttling/78612).
 * Discord answers in JSON, to the millisecond, and says whether it limits all we send.
 */
export function askedWait(headers: Headers, body: unknown, nowMs: number): AskedWait | null {
  const discords = secondsOf(field(body, "retry_after"));
  if (discords !== null) return { ms: discords * 1000, isForAll: field(body, "global") === true };
  const isForAll = headers.has("Discourse-Rate-Limit-Error-Code") || secondsInBody(body) === null;
  const ms = fromHeader(headers.get("Retry-After"), nowMs);
  if (ms !== null) return { ms, isForAll };
  const seconds = secondsInBody(body) ?? secondsForBot(body);
  return seconds === null ? null : { ms: seconds * 1000, isForAll };
}

/** Seconds, or an HTTP date that may already have passed. */
function fromHeader(value: string | null, nowMs: number): number | null {
  if (value === null || value.trim() === "") return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}

function secondsInBody(body: unknown): number | null {
  return secondsOf(field(field(body, "extras"), "wait_seconds"));
}

/** Telegram's, for all that the bot asks: https://core.telegram.org/bots/api#responseparameters */
function secondsForBot(body: unknown): number | null {
  return secondsOf(field(field(body, "parameters"), "retry_after"));
}

function secondsOf(seconds: unknown): number | null {
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([name]) => name === key)?.[1];
}
