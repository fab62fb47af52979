import { z } from "zod";

import type { Http } from "../http.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";

/** The most rows that the list of a group gives at once. */
const LISTED_ROWS_MAX = 100;

const MICROSECOND = 1n;
const PER_MS = 1_000n;

const Envelope = z.object({ data: z.array(asSent) });

/** Annotations made before this are asked for, with six digits of a second; null for all. */
export const ListedPlace = z.string().nullable();
export type ListedPlace = z.infer<typeof ListedPlace>;

export interface Listed {
  readonly rows: readonly Json[];
  /** `undefined` at the end. */
  readonly next: string | undefined;
}

/**
 * A page of what a moderator sees of a group, newest first and straight from the database: hidden
 * annotations too, whatever their moderation status, and everybody's private ones.
 *
 * `page[after]` excludes the instant itself. So that two annotations of one instant do not fall
 * between two pages, the next one is asked for from a microsecond later, and its first row comes
 * twice. A page of one instant alone is passed: what it hides is looked for by its id.
 */
export async function listedPage(
  http: Http,
  { group, place, signal }: { group: string; place: ListedPlace; signal: AbortSignal },
): Promise<Listed> {
  const { data: rows } = await http.get(
    Envelope,
    `/api/groups/${encodeURIComponent(group)}/annotations`,
    {
      query: {
        "page[size]": `${LISTED_ROWS_MAX}`,
        ...(place === null ? {} : { "page[after]": place }),
      },
      signal,
    },
  );
  const made = rows.map(madeAt).filter((at) => at !== null);
  if (made.length === 0) return { rows, next: undefined };
  const oldest = made.reduce((a, b) => (a < b ? a : b));
  const before = place === null ? null : microsecondsOf(place);
  const overlapping = oldest + MICROSECOND;
  // Nothing older came: at the end, or a page that one instant fills.
  if (before !== null && overlapping >= before) {
    return { rows, next: rows.length < LISTED_ROWS_MAX ? undefined : instantOf(oldest) };
  }
  return { rows, next: instantOf(overlapping) };
}

/** When an annotation was made, in milliseconds; null where it does not say. */
export function madeAtMs(row: Json): number | null {
  const made = madeAt(row);
  return made === null ? null : Number(made / PER_MS);
}

function madeAt(row: Json): bigint | null {
  const { data } = z.looseObject({ created: z.string() }).safeParse(row);
  return data === undefined ? null : microsecondsOf(data.created);
}

/** A `Date` knows no more than milliseconds. */
function microsecondsOf(instant: string): bigint | null {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) return null;
  const digits = /\.\d{3}(\d{1,3})/.exec(instant)?.[1] ?? "";
  return BigInt(ms) * PER_MS + BigInt(digits.padEnd(3, "0"));
}

function instantOf(microseconds: bigint): string {
  const ms = new Date(Number(microseconds / PER_MS)).toISOString().slice(0, -1);
  return `${ms}${String(microseconds % PER_MS).padStart(3, "0")}+00:00`;
}
