import {
  SourceAuthError,
  SourceMissingError,
  SourceMovedError,
  SourceQuotaError,
  SourceRequestError,
  SourceShapeError,
  SourceTooLargeError,
} from "../errors.ts";
import { askedWait } from "./asked-wait.ts";
import type { AskedWait } from "./asked-wait.ts";
import { readBody } from "./body.ts";
import { parseExactly } from "../exact-json.ts";

/** A body we took, or a reason to try again. What no further try can mend is thrown. */
export type Outcome =
  | { readonly kind: "reply"; readonly body: unknown; readonly byteCount: number }
  | Again;

export interface Again {
  readonly kind: "again";
  readonly cause: Error;
  /** The host called it too many. */
  readonly isLimited?: boolean;
  readonly wait: AskedWait | null;
}

/** What a system calls its refusal, read from the body; null where it calls it nothing. */
export type CodeOf = (body: unknown) => string | null;

/** Words for messages: never the query string, which may hold a token or a name. */
export interface Asked {
  readonly system: string;
  readonly request: string;
  /** For a system that puts its code elsewhere than the others do. */
  readonly codeOf?: CodeOf | undefined;
}

export async function outcomeOf(
  response: Response,
  { system, request, codeOf = codeIn }: Asked,
  bytesMax: number,
  nowMs: number,
): Promise<Outcome> {
  const { status, headers } = response;
  const read = await readBody(response, bytesMax);
  if (read === null) throw new SourceTooLargeError(system, request, bytesMax);
  const { text } = read;
  if (response.ok) return replyOf(read, headers, { system, request });

  if (status >= 300 && status < 400) throw new SourceMovedError(system, request, status);
  const body = parsedOrNull(text);
  if (isWorthTryingAgain(status)) {
    return {
      kind: "again",
      cause: new Error(`status ${status}`),
      isLimited: status === 429,
      wait: askedWait(headers, body, nowMs),
    };
  }
  if (status === 401 || status === 403) throw new SourceAuthError(system, request, status);
  if (status === 402) throw new SourceQuotaError(system, request, periodEndIn(body));
  const code = codeOf(body);
  if (status === 404 || status === 410) {
    throw new SourceMissingError(system, request, status, code);
  }
  throw new SourceRequestError(system, request, status, code);
}

function replyOf(
  { text, byteCount }: { readonly text: string; readonly byteCount: number },
  headers: Headers,
  { system, request }: Asked,
): Outcome {
  const type = headers.get("Content-Type");
  // A maintenance or sign-in page comes with status 200 too.
  if (type !== null && !type.includes("json")) {
    throw new SourceShapeError(system, request, `${type.split(";")[0]}, expected JSON`);
  }
  try {
    return { kind: "reply", body: parseExactly(text), byteCount };
  } catch (cause) {
    // A proxy that cuts a reply short may end it properly as far as HTTP is concerned. The parser's
    // own message quotes the text, so it goes no further.
    if (!(cause instanceof SyntaxError)) throw cause;
    return { kind: "again", cause: new Error("JSON cut short or damaged"), wait: null };
  }
}

/** 408 and 425 ask for it by definition; 520 to 527 are Cloudflare's words for a lost origin. */
function isWorthTryingAgain(status: number): boolean {
  return status === 429 || status === 408 || status === 425 || status >= 500;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

/** PostHog's `extra.billing_period_end`: an instant, or seconds since 1970. */
function periodEndIn(body: unknown): string | null {
  const end = fieldOf(fieldOf(body, "extra"), "billing_period_end");
  const at = typeof end === "number" ? end * 1000 : typeof end === "string" ? Date.parse(end) : NaN;
  // Read, and not quoted: a reply may say anything.
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : null;
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}

/** NocoDB's `error` (its prefix `ERR_` came with 0.301), Discourse's `error_type`, PostHog's `code`. */
function codeIn(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  const fields = new Map<string, unknown>(Object.entries(body));
  const code = fields.get("error_type") ?? fields.get("error") ?? fields.get("code");
  // Only what looks like a code: a sentence may quote what somebody wrote.
  if (typeof code !== "string" || !/^[A-Za-z0-9_]{1,64}$/.test(code)) return null;
  return code.replace(/^ERR_/, "");
}
