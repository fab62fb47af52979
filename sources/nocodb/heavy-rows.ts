/**
 * Reading rows of which nobody knows how much they weigh: pages of 64 MB and answers after 17 s
 * were seen, and single records that no server can send.
 */
import { SourceTooLargeError } from "../errors.ts";
import type { Http } from "../http.ts";
import type { Json } from "../source.ts";
import { isHeavy, reasonOf } from "./failure.ts";
import { readRows, ROWS_MAX, type RowsAsked } from "./rows.ts";

const MB = 1_048_576;

/** What one request should cost; the next asks for as many rows as that allows. */
const BYTES_WANTED = 4 * MB;
const MS_WANTED = 5_000;

/** More is not read to its end: less is asked for instead. DuckDB reads no larger record of JSON. */
const BYTES_MAX = 12 * MB;
const PAGE_DEADLINE_MS = 25_000;
const RECORD_DEADLINE_MS = 15_000;

/** Then it is not a record that is at fault but its table. */
const FAILURES_MAX = 3;

/** Keys that are looked at one by one. */
const KEYS_MAX = 10;

/** How a table was last read: it goes along in the cursor, so that nothing heavy is tried twice. */
export interface Pace {
  /** Rows to ask for at once; 1 is record by record. */
  readonly size: number;
  /** Records that failed one after the other. */
  readonly failures: number;
}

export const FULL_PACE: Pace = { size: ROWS_MAX, failures: 0 };

export interface Step {
  readonly rows: readonly Json[];
  readonly isEnd: boolean;
  readonly pace: Pace;
  /** A record that cannot be read even alone. */
  readonly unread: { readonly key: number; readonly reason: string } | null;
}

export interface StepAsked extends Omit<RowsAsked, "limit"> {
  readonly pace: Pace;
  /** How many rows may come, whatever the pace. */
  readonly rowsMax?: number;
  /** What to ask for where only keys are wanted. */
  readonly keyTitles: readonly string[] | null;
  readonly keysIn: (rows: readonly Json[]) => readonly number[];
}

/** One request, or a few for single records; what is too heavy comes back as a slower pace. */
export async function readStep(http: Http, asked: StepAsked, signal: AbortSignal): Promise<Step> {
  const { pace, rowsMax = ROWS_MAX } = asked;
  const limit = Math.min(pace.size, rowsMax);
  if (limit <= 1) return recordByRecord(http, asked, signal);
  try {
    const limits = { deadlineMs: PAGE_DEADLINE_MS, bytesMax: BYTES_MAX, signal };
    const { rows, isEnd, byteCount, tookMs } = await readRows(http, { ...asked, limit }, limits);
    const size = sizeAfter(pace.size, { rowCount: rows.length, byteCount, tookMs });
    return { rows, isEnd, pace: { size, failures: 0 }, unread: null };
  } catch (error) {
    if (!isHeavy(error)) throw error;
    const size = Math.max(1, Math.floor(limit / 10));
    return { rows: [], isEnd: false, pace: { ...pace, size }, unread: null };
  }
}

async function recordByRecord(http: Http, asked: StepAsked, signal: AbortSignal): Promise<Step> {
  const { names, keysIn, keyTitles, pace, table, titles } = asked;
  const limits = { deadlineMs: RECORD_DEADLINE_MS, bytesMax: BYTES_MAX, signal };
  const ofKeys = { ...asked, titles: keyTitles, limit: KEYS_MAX };
  const keys = keysIn((await readRows(http, ofKeys, limits)).rows);
  const rows: Json[] = [];
  for (const key of keys) {
    try {
      const alone = { table, names, titles, keys: [key], limit: 1 };
      rows.push(...(await readRows(http, alone, limits)).rows);
    } catch (error) {
      if (!isHeavy(error)) throw error;
      const failures = rows.length > 0 ? 1 : pace.failures + 1;
      if (failures >= FAILURES_MAX && !(error instanceof SourceTooLargeError)) throw error;
      return {
        rows,
        isEnd: false,
        pace: { size: 1, failures },
        unread: { key, reason: reasonOf(error) },
      };
    }
  }
  return { rows, isEnd: keys.length === 0, pace: { size: KEYS_MAX, failures: 0 }, unread: null };
}

/** Up to four times as many as before: one light answer does not promise that all are. */
function sizeAfter(
  size: number,
  { rowCount, byteCount, tookMs }: { rowCount: number; byteCount: number; tookMs: number },
): number {
  const excess = Math.max(byteCount / BYTES_WANTED, tookMs / MS_WANTED);
  if (excess <= 1) return Math.min(ROWS_MAX, size * 4);
  return Math.max(1, Math.floor(Math.min(size, rowCount) / excess));
}
