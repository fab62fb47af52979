import { z } from "zod";

import { SourceShapeError } from "../errors.ts";
import type { Http } from "../http.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";

/** The most rows that a search returns at once, whatever is asked for. */
export const SEARCH_ROWS_MAX = 200;

/** A larger offset is taken for this one without a word, and would give the same page for ever. */
const OFFSET_MAX = 9_800;

const Envelope = z.object({ total: z.number(), rows: z.array(asSent) });

/** Where a walk through a group's annotations stands, oldest change first. */
export const SearchPlace = z.object({
  /** Changes later than this are asked for: milliseconds since 1970, null for all. */
  after: z.int().nullable(),
  /** So many of those are passed already: more than fit a page share one millisecond. */
  offset: z.int(),
});
export type SearchPlace = z.infer<typeof SearchPlace>;

export const FROM_THE_BEGINNING: SearchPlace = { after: null, offset: 0 };

/** A page of rows, and where the next one begins; null at the end. */
export interface Searched {
  readonly rows: readonly Json[];
  readonly next: SearchPlace | null;
}

/**
 * A page of a group's annotations by their last change.
 *
 * `search_after` compares milliseconds where `updated` has six digits, and nothing breaks a tie: so
 * the next page is asked for from a millisecond before the last row's, and its first rows come twice.
 * The end is a page that moves nothing, not a short one, which may have been cut.
 */
export async function searchPage(
  http: Http,
  { group, place, signal }: { group: string; place: SearchPlace; signal: AbortSignal },
): Promise<Searched> {
  const { after, offset } = place;
  const query = {
    group,
    sort: "updated",
    order: "asc",
    limit: `${SEARCH_ROWS_MAX}`,
    ...(after === null ? {} : { search_after: `${after}` }),
    ...(offset === 0 ? {} : { offset: `${offset}` }),
  };
  const ask = async () => (await http.get(Envelope, "/api/search", { query, signal })).rows;
  const asked = await ask();
  const rows = isAnswer(asked, after) ? asked : await ask();
  if (!isAnswer(rows, after)) {
    const found = "annotations that changed before the instant that was asked for";
    throw new SourceShapeError(http.system, "GET /api/search", found);
  }
  const last = latestOf(rows);
  if (last !== null && (after === null || last - 1 > after)) {
    return { rows, next: { after: last - 1, offset: 0 } };
  }
  if (rows.length < SEARCH_ROWS_MAX) return { rows, next: null };
  const further = offset + rows.length;
  if (further > OFFSET_MAX) {
    throw new Error(
      `Hypothes.is has more than ${further} annotations of one group that changed in one ` +
        `millisecond, and shows no more of them. The stream stands still there, and nothing is lost.`,
    );
  }
  return { rows, next: { after, offset: further } };
}

/** False for a page of another request: a cache's, or the one before again. */
function isAnswer(rows: readonly Json[], after: number | null): boolean {
  return after === null || rows.every((row) => (changedAt(row) ?? after) >= after);
}

/** The latest change of a page, in milliseconds; null where no row says when it changed. */
export function latestOf(rows: readonly Json[]): number | null {
  const changes = rows.map(changedAt).filter((ms) => ms !== null);
  return changes.length === 0 ? null : Math.max(...changes);
}

function changedAt(row: Json): number | null {
  const updated = z.looseObject({ updated: z.string() }).safeParse(row).data?.updated ?? "";
  const ms = Date.parse(updated);
  return Number.isNaN(ms) ? null : ms;
}
