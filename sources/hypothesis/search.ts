import { z } from "zod";

import { SourceShapeError } from "../errors.ts";
import type { Http } from "../http.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";
import { idOf } from "./shared.ts";

/** The most rows that a search returns at once, whatever is asked for. */
export const SEARCH_ROWS_MAX = 200;

const Envelope = z.object({ total: z.number(), rows: z.array(asSent) });

/** Changes later than this are asked for: milliseconds since 1970, null for all. */
export const ChangesPlace = z.int().nullable();
export type ChangesPlace = z.infer<typeof ChangesPlace>;

/** Ids above this are asked for, null for all. */
export const IdsPlace = z.string().nullable();
export type IdsPlace = z.infer<typeof IdsPlace>;

interface Asked<P> {
  readonly group: string;
  readonly place: P;
  readonly signal: AbortSignal;
}

export interface Changes {
  readonly rows: readonly Json[];
  /** Where to go on; `end` where nothing further moves. */
  readonly next: number | "end" | "stuck";
  /** The latest change of which nothing older is left, in milliseconds; null where none is sure. */
  readonly sure: number | null;
}

/**
 * A page of a group's annotations by their last change, oldest first.
 *
 * `search_after` compares milliseconds where `updated` has six digits, and nothing breaks a tie: so
 * the next page is asked for from a millisecond before the last row's, and its first rows come twice.
 *
 * Rows stand where the index has them and show what the database has: one that was edited since the
 * index looked shows a later instant than it stands by. Only instants before `settledBy`, to which
 * the index has come, say how far a page goes. Rows that were deleted since are left out, so the end
 * is a page that moves nothing, and not a short one. A full page that moves nothing is stuck: more
 * rows share a millisecond than fit it, or were edited just now. An offset would not help, because it
 * is not listened to beside `search_after`.
 */
export async function changesPage(
  http: Http,
  { group, place: after, signal, settledBy }: Asked<ChangesPlace> & { readonly settledBy: number },
): Promise<Changes> {
  const rows = await asked(http, {
    query: { group, sort: "updated", ...(after === null ? {} : { search_after: `${after}` }) },
    isAnswer: (row) => after === null || (changedAt(row) ?? after) >= after,
    signal,
  });
  const settled = rows.map(changedAt).filter((ms) => ms !== null && ms <= settledBy) as number[];
  const sure = settled.length === 0 ? null : Math.max(...settled);
  const isMoving = sure !== null && (after === null || sure - 1 > after);
  if (isMoving) return { rows, next: sure - 1, sure };
  return { rows, next: rows.length < SEARCH_ROWS_MAX ? "end" : "stuck", sure };
}

/** How many annotations of a group a search finds. */
export async function countOf(http: Http, group: string, signal: AbortSignal): Promise<number> {
  const { total } = await http.get(Envelope, "/api/search", {
    query: { group, limit: "1" },
    signal,
  });
  return total;
}

/** A page of all annotations of a group by their ids, which nothing ties and nothing moves. */
export async function idsPage(
  http: Http,
  { group, place: after, signal }: Asked<IdsPlace>,
): Promise<{ readonly rows: readonly Json[]; readonly next: string | null }> {
  const rows = await asked(http, {
    query: { group, sort: "id", ...(after === null ? {} : { search_after: after }) },
    isAnswer: (row) => after === null || (idOf(row) ?? after) >= after,
    signal,
  });
  const ids = rows.map(idOf).filter((id) => id !== null && (after === null || id > after));
  const last = ids.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
  return { rows, next: last };
}

/** A page that is none of those asked for, a cache's or the one before again, is asked for again. */
async function asked(
  http: Http,
  {
    query,
    isAnswer,
    signal,
  }: {
    readonly query: Readonly<Record<string, string>>;
    readonly isAnswer: (row: Json) => boolean;
    readonly signal: AbortSignal;
  },
): Promise<readonly Json[]> {
  const whole = { ...query, order: "asc", limit: `${SEARCH_ROWS_MAX}` };
  for (let tries = 0; tries < 2; tries += 1) {
    const { rows } = await http.get(Envelope, "/api/search", { query: whole, signal });
    if (rows.every(isAnswer)) return rows;
  }
  const found = "annotations that stand before the place that was asked for";
  throw new SourceShapeError(http.system, "GET /api/search", found);
}

/** When a row was changed last, in milliseconds; null where it does not say. */
export function changedAt(row: Json): number | null {
  const updated = z.looseObject({ updated: z.string() }).safeParse(row).data?.updated ?? "";
  const ms = Date.parse(updated);
  return Number.isNaN(ms) ? null : ms;
}
