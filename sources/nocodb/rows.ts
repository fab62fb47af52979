import { z } from "zod";

import { SourceRequestError } from "../errors.ts";
import type { Http } from "../http.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";
import type { Columns } from "./base.ts";

/** `DB_QUERY_LIMIT_MAX`: a higher limit is cut to it without a sign. */
const ROWS_MAX = 1000;

const Envelope = z.object({ list: z.array(asSent) });

export interface RowsAsked {
  readonly table: string;
  readonly columns: Columns;
  /** The key to go on from. */
  readonly after: number | null;
  /** Rows made or changed since then; null for all rows. */
  readonly since: string | null;
  /** For a sweep: nothing but the key. */
  readonly isKeyOnly?: boolean;
}

/**
 * The next rows by key. Only an empty answer is the end: a server may send fewer rows than asked
 * for at any time.
 */
export async function readRows(
  http: Http,
  { table, columns, after, since, isKeyOnly = false }: RowsAsked,
  signal: AbortSignal,
): Promise<readonly Json[]> {
  const where = [
    since === null ? null : changedSince(columns, since),
    after === null ? null : `(${columns.key},gt,${after})`,
  ].filter((condition) => condition !== null);
  const query = {
    limit: `${ROWS_MAX}`,
    sort: columns.key,
    ...(where.length > 0 ? { where: where.join("~and") } : {}),
    ...(isKeyOnly ? { fields: columns.key } : {}),
  };
  const path = `/api/v2/tables/${encodeURIComponent(table)}/records`;
  try {
    return (await http.get(Envelope, path, { query, signal })).list;
  } catch (error) {
    // Some versions say this instead of sending an empty list.
    const isPastEnd = error instanceof SourceRequestError && error.code === "INVALID_OFFSET_VALUE";
    if (isPastEnd) return [];
    throw error;
  }
}

/** A row that was never changed has no second stamp, so both are asked for. */
function changedSince({ created, updated }: Columns, since: string): string {
  const conditions = [created, updated]
    .filter((column) => column !== null)
    // A bare timestamp is refused; with `exactDate` it is exact to the second and inclusive.
    .map((column) => `(${column},gte,exactDate,${stampOf(since)})`);
  return conditions.length > 1 ? `(${conditions.join("~or")})` : conditions.join("");
}

/** An instant as NocoDB itself writes it. */
function stampOf(instant: string): string {
  const iso = new Date(instant).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}+00:00`;
}
