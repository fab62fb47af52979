import { z } from "zod";

import { SourceMissingError, SourceRequestError } from "../errors.ts";
import type { Http } from "../http.ts";
import { asSent } from "../records.ts";
import type { Json } from "../source.ts";
import { isOfSource } from "./failure.ts";
import type { Many, Reading } from "./reading.ts";
import { ROWS_MAX } from "./rows.ts";

/** So many linked rows come with a row, and no sign that there are more. */
const LINKED_MAX = 25;

/** Ends a list that grows while it is read. */
const REPLIES_MAX = 1000;

const Envelope = z.object({ list: z.array(asSent) });

type Row = Readonly<Record<string, Json>>;

export interface Complete {
  readonly rows: readonly Json[];
  /** Keys of rows whose linked ones could not be read. */
  readonly unread: readonly number[];
}

/**
 * The same rows with all of their linked ones. Only rows with as many as the server sends at most
 * are asked about; a row that was deleted meanwhile is left out.
 */
export async function withAllLinked(
  http: Http,
  rows: readonly Json[],
  { reading, signal }: { readonly reading: Reading; readonly signal: AbortSignal },
): Promise<Complete> {
  const complete: Json[] = [];
  const unread: number[] = [];
  for (const row of rows) {
    const cut = reading.many.filter(({ title }) => lengthOf(row, title) >= LINKED_MAX);
    const key = isRow(row) ? row[reading.columns.key] : undefined;
    if (cut.length === 0 || typeof key !== "number" || !isRow(row)) {
      complete.push(row);
      continue;
    }
    try {
      let whole: Row = row;
      for (const many of cut)
        whole = { ...whole, [many.title]: await all(http, many, { reading, key, signal }) };
      complete.push(whole);
    } catch (error) {
      if (error instanceof SourceMissingError) continue;
      if (!isOfSource(error)) throw error;
      unread.push(key);
    }
  }
  return { rows: complete, unread };
}

async function all(
  http: Http,
  { link, shown }: Many,
  {
    reading,
    key,
    signal,
  }: { readonly reading: Reading; readonly key: number; readonly signal: AbortSignal },
): Promise<Json> {
  const { id } = reading.table;
  const path = `/api/v2/tables/${encodeURIComponent(id)}/links/${encodeURIComponent(link)}/records/${key}`;
  const found: Json[] = [];
  for (let replies = 0; replies < REPLIES_MAX; replies += 1) {
    const query = {
      limit: `${ROWS_MAX}`,
      offset: `${found.length}`,
      ...(shown === null || shown.includes(",") ? {} : { fields: shown }),
    };
    const list = await listAt(http, path, { query, signal });
    found.push(...list);
    if (list.length < ROWS_MAX) break;
  }
  if (shown === null) return found;
  return found.flatMap((row) => (isRow(row) ? [row[shown] ?? null].flat() : []));
}

async function listAt(
  http: Http,
  path: string,
  options: { readonly query: Readonly<Record<string, string>>; readonly signal: AbortSignal },
): Promise<readonly Json[]> {
  try {
    return (await http.get(Envelope, path, options)).list;
  } catch (error) {
    const isPastEnd = error instanceof SourceRequestError && error.code === "INVALID_OFFSET_VALUE";
    if (isPastEnd) return [];
    throw error;
  }
}

function lengthOf(row: Json, title: string): number {
  const value = isRow(row) ? row[title] : null;
  return Array.isArray(value) ? value.length : 0;
}

function isRow(row: Json): row is Row {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}
