import { z } from "zod";

import { SourceRequestError } from "../errors.ts";
import type { GetOptions, Http } from "../http.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";
import type { Columns } from "./base.ts";
import { changedSince } from "./query.ts";

/** `DB_QUERY_LIMIT_MAX`: a higher limit is cut to it without a sign. */
export const ROWS_MAX = 1000;

const Envelope = z.object({
  list: z.array(asSent),
  pageInfo: z.looseObject({ totalRows: z.number().nullish() }).nullish().catch(null),
});

export interface RowsAsked {
  readonly table: string;
  /** As queries name them. */
  readonly names: Columns;
  /** The only titles to send; null for all. */
  readonly titles: readonly string[] | null;
  /** The key to go on from. */
  readonly after?: number | null;
  /** Only rows with these keys. */
  readonly keys?: readonly number[];
  /** Rows made or changed since then; null for all rows. */
  readonly since?: string | null;
  readonly limit: number;
}

export interface Rows {
  readonly rows: readonly Json[];
  /** True where nothing follows. */
  readonly isEnd: boolean;
  readonly byteCount: number;
  readonly tookMs: number;
}

const Counted = z.object({ pageInfo: z.looseObject({ totalRows: z.int() }) });

/** How many rows were made or changed since then. */
export async function countRows(
  http: Http,
  { table, names, since }: Pick<RowsAsked, "table" | "names"> & { readonly since: string },
  options: Omit<GetOptions, "query">,
): Promise<number> {
  const where = changedSince(names, since);
  const query = { limit: "1", ...(where === "" ? {} : { where }) };
  const path = `/api/v2/tables/${encodeURIComponent(table)}/records`;
  const { pageInfo } = await http.get(Counted, path, { ...options, query });
  return pageInfo.totalRows;
}

/**
 * The next rows by key. A server may send fewer rows than asked for at any time: the end is an empty
 * answer, or one with as many rows as it says there are.
 */
export async function readRows(
  http: Http,
  { table, names, titles, after = null, keys, since = null, limit }: RowsAsked,
  options: Omit<GetOptions, "query">,
): Promise<Rows> {
  const where = [
    since === null ? "" : changedSince(names, since),
    after === null ? "" : `(${names.key},gt,${after})`,
    keys === undefined ? "" : `(${names.key},in,${keys.join(",")})`,
  ].filter((condition) => condition !== "");
  const query = {
    limit: `${limit}`,
    sort: names.key,
    ...(where.length > 0 ? { where: where.join("~and") } : {}),
    ...(titles === null ? {} : { fields: titles.join(",") }),
  };
  const path = `/api/v2/tables/${encodeURIComponent(table)}/records`;
  try {
    const ask = () => http.weigh(Envelope, path, { ...options, query });
    const first = await ask();
    // No rows of some: an answer that contradicts itself is asked for again.
    const isOdd = first.value.list.length === 0 && (first.value.pageInfo?.totalRows ?? 0) > 0;
    const { value, byteCount, tookMs } = isOdd ? await ask() : first;
    const { list: rows, pageInfo } = value;
    const isEnd = rows.length === 0 || pageInfo?.totalRows === rows.length;
    return { rows, isEnd, byteCount, tookMs };
  } catch (error) {
    // Some versions say this instead of sending an empty list.
    const isPastEnd = error instanceof SourceRequestError && error.code === "INVALID_OFFSET_VALUE";
    if (isPastEnd) return { rows: [], isEnd: true, byteCount: 0, tookMs: 0 };
    throw error;
  }
}
