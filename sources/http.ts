/** The only HTTP client: polite, patient up to a deadline, and silent about secrets. */
import type { z } from "zod";

import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { SourceDownError, SourceShapeError } from "./errors.ts";
import type { Buckets } from "./http/buckets.ts";
import { createLimiter } from "./http/limiter.ts";
import type { Limiter } from "./http/limiter.ts";
import { outcomeOf } from "./http/outcome.ts";
import type { Again, Asked, CodeOf, Outcome } from "./http/outcome.ts";
import { notSentOn, saved } from "./http/saved.ts";
import { counted } from "./http/counted.ts";
import { shapeOf } from "./records.ts";
import type { Json } from "./source.ts";
import type { Usage } from "./usage.ts";

export interface Http {
  /** What messages call the system. */
  readonly system: string;
  /** What the rate allows: how much one page may ask for without taking minutes. */
  readonly perMinute: number;
  /**
   * The reply to a GET whose envelope matches `schema`. Rate limits, 5xx, lost connections and
   * replies cut short are tried again until the deadline; everything else is thrown by name.
   */
  get<T>(schema: z.ZodType<T>, path: string, options: GetOptions): Promise<T>;
  /** The same with what it cost, for a reader that asks for less once a reply is heavy. */
  weigh<T>(schema: z.ZodType<T>, path: string, options: GetOptions): Promise<Weighed<T>>;
  /** The same for a question that is asked in a body. It must change nothing: it may be sent twice. */
  post<T>(schema: z.ZodType<T>, path: string, options: PostOptions): Promise<T>;
  /**
   * Saves what stands at the address that a GET is sent on to, whole or not at all: our key does not
   * go along. How many bytes it was.
   */
  save(path: string, options: SaveOptions): Promise<number>;
}

export interface SaveOptions extends Pick<GetOptions, "signal"> {
  readonly file: string;
  /** A longer body is a `SourceTooLargeError`. */
  readonly bytesMax: number;
}

export type PostOptions = GetOptions &
  ({ readonly json: Json } | { readonly form: Readonly<Record<string, string>> });

export interface GetOptions {
  readonly query?: Readonly<Record<string, string>>;
  /** Sooner than the client's own: for a request that can be made smaller instead. */
  readonly deadlineMs?: number;
  /** Less than the client's own; a longer body is a `SourceTooLargeError`. */
  readonly bytesMax?: number;
  readonly signal: AbortSignal;
}

export interface Weighed<T> {
  readonly value: T;
  readonly byteCount: number;
  /** From asking to the last byte, without tries that failed and without waiting for a turn. */
  readonly tookMs: number;
}

export interface HttpOptions {
  readonly system: string;
  /** Where the system is, its folder included: `https://example.org/forum`. */
  readonly url: string;
  /** Follows the address and appears in no message: Telegram takes a bot's token in its path. */
  readonly secretPath?: string;
  /** The system's own code in a refusal, where it stands elsewhere than with the others. */
  readonly codeOf?: CodeOf | undefined;
  /** Keys and tokens go here and appear in no message. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly perSecond: number;
  readonly burst?: number;
  /** Given when several clients share one host. */
  readonly limiter?: Limiter;
  /** Of a host that tells how much of a limit is left. */
  readonly buckets?: Buckets;
  readonly deadlineMs?: number;
  /** How long one request may hang: longer than usual for a system that computes its answers. */
  readonly requestMs?: number;
  readonly bodyBytesMax?: number;
  readonly clock?: Clock;
  /** Counts what is asked of the system. */
  readonly usage?: Usage;
}

const DEADLINE_MS = 90_000;
/** One request may hang this long before it counts as lost. */
const REQUEST_MS_MAX = 30_000;
/** A file of megabytes takes longer than an answer. */
const SAVE_MS_MAX = 4 * 60_000;
const BODY_BYTES_MAX = 64 * 1_048_576;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MS_MAX = 30_000;
/** Above what a deadline allows at the first back-off; only there so that no loop is endless. */
const TRIES_MAX = 500;

const USER_AGENT = "vklad/0.1 (community contribution accounting)";

export function createHttp(options: HttpOptions): Http {
  const { system, url, secretPath = "", codeOf, buckets, clock = systemClock } = options;
  const { deadlineMs = DEADLINE_MS, bodyBytesMax = BODY_BYTES_MAX } = options;
  const { requestMs = REQUEST_MS_MAX } = options;
  const own = { deadlineMs, bytesMax: bodyBytesMax };
  const limiter = options.limiter ?? createLimiter(options, clock);
  const headers = headersOf(system, options.headers ?? {});
  const perMinute = options.perSecond * 60;
  const counting = { usage: options.usage, perMinute: () => limiter.perMinute() };

  async function tryOnce(
    target: URL,
    asked: Asked,
    { signal, deadlineMs, bytesMax, sent }: Limits & { readonly sent: Sent },
  ): Promise<Outcome> {
    const lostAfterMs = Math.min(deadlineMs, requestMs);
    const patience = AbortSignal.any([signal, clock.timeout(lostAfterMs)]);
    try {
      // Followed by hand: `fetch` would carry our key along to another host.
      const init = { ...sent, signal: patience, redirect: "manual" } as const;
      const take = (response: Response) => {
        buckets?.note(target.pathname, response.headers);
        return outcomeOf(response, asked, bytesMax, clock.now());
      };
      return await counted(fetch(target, init), take, counting);
    } catch (cause) {
      signal.throwIfAborted();
      if (!isLostConnection(cause)) throw cause;
      return { kind: "again", cause, wait: null };
    }
  }

  /** Asks until there is an answer, waiting in between as the system wishes, up to the deadline. */
  async function until<T extends { readonly kind: "reply" }>(
    attempt: () => Promise<T | Again>,
    {
      target,
      asked,
      signal,
      deadlineMs: untilMs,
    }: Pick<Limits, "signal" | "deadlineMs"> & { readonly target: URL; readonly asked: Asked },
  ): Promise<T & { readonly tookMs: number }> {
    const startedAt = clock.now();
    let last: Error = new Error("never tried");
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      await buckets?.take(target.pathname, signal);
      await limiter.take(signal);
      const askedAt = clock.now();
      const outcome = await attempt();
      if (outcome.kind === "reply") return { ...outcome, tookMs: clock.now() - askedAt };
      last = outcome.cause;
      const waitMs = waitOf(outcome, tries, clock);
      if (outcome.wait?.isForAll === true) limiter.pause(waitMs);
      // Where a host has a limit for each of its routes, the buckets know.
      if (outcome.isLimited === true && buckets === undefined) limiter.slow();
      if (clock.now() + waitMs - startedAt > untilMs) break;
      await clock.sleep(waitMs, signal);
    }
    throw new SourceDownError(system, asked.request, clock.now() - startedAt, last);
  }

  /** Where it is, and what messages call it: nothing secret is in a message. */
  function named(method: string, path: string, query: Readonly<Record<string, string>>) {
    const { origin, pathname } = addressOf(url, path, query);
    const asked: Asked = { system, request: `${method} ${origin}${pathname}`, codeOf };
    return { target: addressOf(url, `${secretPath}${path}`, query), asked };
  }

  async function ask<T>(
    schema: z.ZodType<T>,
    path: string,
    { query = {}, json, form, ...options }: GetOptions & Body,
  ): Promise<Weighed<T>> {
    const sent = sentAs({ json, form }, headers);
    const limits = { ...own, ...options, sent };
    const { target, asked } = named(sent.method, path, query);
    const reply = await until(() => tryOnce(target, asked, limits), { ...limits, target, asked });
    const { body, byteCount, tookMs } = reply;
    return { value: shaped(schema, body, asked), byteCount, tookMs };
  }

  async function save(path: string, { file, bytesMax, signal }: SaveOptions): Promise<number> {
    const { target, asked } = named("GET", path, {});
    const attempt = async () => {
      const patience = AbortSignal.any([signal, clock.timeout(SAVE_MS_MAX)]);
      try {
        const init = { ...sentAs({}, headers), signal: patience, redirect: "manual" } as const;
        const take = async (response: Response) => {
          const sentOn = response.headers.get("Location");
          // What is not sent on is an answer as any other: a refusal, or a wait.
          if (response.status < 300 || response.status >= 400 || sentOn === null)
            return notSentOn(await outcomeOf(response, asked, bytesMax, clock.now()), asked);
          await response.body?.cancel();
          return new URL(sentOn, target);
        };
        const taken = await counted(fetch(target, init), take, counting);
        if (!(taken instanceof URL)) return taken;
        return await saved(taken, { file, bytesMax, signal: patience, asked });
      } catch (cause) {
        signal.throwIfAborted();
        if (!isLostConnection(cause)) throw cause;
        return { kind: "again", cause, wait: null } as const;
      }
    };
    const { byteCount } = await until(attempt, { ...own, signal, target, asked });
    return byteCount;
  }

  return {
    system,
    perMinute,
    weigh: ask,
    get: async (schema, path, asked) => (await ask(schema, path, asked)).value,
    post: async (schema, path, asked) => (await ask(schema, path, asked)).value,
    save,
  };
}

interface Sent {
  readonly method: "GET" | "POST";
  readonly headers: Headers;
  readonly body?: string;
}

interface Body {
  readonly json?: Json | undefined;
  readonly form?: Readonly<Record<string, string>> | undefined;
}

function sentAs({ json, form }: Body, headers: Headers): Sent {
  if (json === undefined && form === undefined) return { method: "GET", headers };
  const typed = new Headers(headers);
  const isForm = form !== undefined;
  typed.set("Content-Type", isForm ? "application/x-www-form-urlencoded" : "application/json");
  const body = isForm ? new URLSearchParams(form).toString() : JSON.stringify(json);
  return { method: "POST", headers: typed, body };
}

interface Limits {
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
  readonly bytesMax: number;
}

/** What was asked for, and a little more, so that clients stopped together do not return together. */
function waitOf({ wait }: Again, tries: number, clock: Clock): number {
  const backoffMs = Math.min(BACKOFF_MS_MAX, BACKOFF_FIRST_MS * 2 ** tries);
  return wait === null
    ? backoffMs * (0.5 + clock.random() / 2)
    : wait.ms + clock.random() * BACKOFF_FIRST_MS;
}

function shaped<T>(schema: z.ZodType<T>, body: unknown, { system, request }: Asked): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new SourceShapeError(system, request, shapeOf(result.error));
}

/** `fetch` reports a lost connection as one of two TypeErrors, and our own patience by name. */
function isLostConnection(cause: unknown): cause is Error {
  if (!(cause instanceof Error)) return false;
  if (cause.name === "TimeoutError") return true;
  return cause instanceof TypeError && /^(fetch failed|terminated)$/.test(cause.message);
}

function addressOf(base: string, path: string, query: Readonly<Record<string, string>>): URL {
  const target = new URL(`${base.replace(/\/+$/, "")}${path}`);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  return target;
}

function headersOf(system: string, given: Readonly<Record<string, string>>): Headers {
  const headers = new Headers({ Accept: "application/json", "User-Agent": USER_AGENT });
  for (const [name, value] of Object.entries(given)) {
    // `Headers` quotes a value it refuses, and the value is a secret.
    if (!/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(value)) {
      throw new Error(
        `The header ${name} for ${system} is empty or holds a character HTTP does not allow. ` +
          `Look for a line break or a letter of another alphabet in the key.`,
      );
    }
    headers.set(name, value);
  }
  return headers;
}
