import { SourceCountError, SourceShapeError, SourceTooLargeError } from "../errors.ts";
import type { Json } from "../source.ts";
import type { Answer, Hogql } from "./hogql.ts";

/**
 * Rows asked for at once. PostHog would take 50,000, and cut a higher limit to that without a sign; a
 * row may be a megabyte.
 */
export const ROWS_MAX = 5_000;

/** A window whose count differs is read so often: rows that came late or twice are sorted out soon. */
const TRIES_MAX = 3;
const AGAIN_AFTER_MS = 2_000;

/** By column. */
export type Row = Readonly<Record<string, Json>>;

/** Two values that order rows totally; their texts sort as the values do. */
export type Key = readonly [string, string];

export interface Window {
  /** What messages and PostHog's query log call it. */
  readonly stream: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** Left out where a row would be too long to hold with it. */
  readonly heavy?: string;
  /** Expressions by which rows are ordered; `literalOf` writes the values of a key. */
  readonly order: readonly [string, string];
  /** Null for a row without a readable key. */
  readonly keyOf: (row: Row) => Key | null;
  readonly literalOf: (key: Key) => readonly [string, string];
  /** Rows behind this one; null from the first on. */
  readonly after: Key | null;
  /** What else bounds it. */
  readonly conditions: readonly string[];
  readonly rowsMax: number;
}

export interface WindowRows {
  readonly rows: readonly Row[];
  /** The last readable key among them. */
  readonly last: Key | null;
  /** True where nothing of the window is left. */
  readonly isEnd: boolean;
}

/**
 * The next rows of a window, proven to be all up to the last of them: the project is asked how many
 * there are within the same bounds. PostHog's answers may be cut short without a sign, and neither a
 * full page nor a short one proves anything by itself.
 */
export async function readWindow(
  hogql: Hogql,
  window: Window,
  signal: AbortSignal,
): Promise<WindowRows> {
  let expected = 0;
  let received = 0;
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const read = await readRows(hogql, window, signal);
    const upTo = read.isEnd ? null : read.last;
    const query = `SELECT count() FROM ${window.table}${where(window, upTo)}`;
    expected = await hogql.count(query, window.stream, signal);
    received = read.rows.length;
    if (expected === received && isInside(read.rows, window)) return read;
    await hogql.clock.sleep(AGAIN_AFTER_MS * tries, signal);
  }
  const { stream } = window;
  throw new SourceCountError(stream, { expected, received, tries: TRIES_MAX });
}

async function readRows(hogql: Hogql, window: Window, signal: AbortSignal): Promise<WindowRows> {
  for (let limit = window.rowsMax; ; limit = Math.ceil(limit / 4)) {
    try {
      return cut(await ask(hogql, window, { limit, signal }), window, limit);
    } catch (error) {
      if (!(error instanceof SourceTooLargeError)) throw error;
      // One row alone is too long: without what makes it so, it can at least be named.
      if (limit === 1) return cut(await ask(hogql, lean(window), { limit, signal }), window, limit);
    }
  }
}

async function ask(
  hogql: Hogql,
  window: Window,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): Promise<readonly Row[]> {
  const { stream, table, columns, order } = window;
  const query =
    `SELECT ${columns.join(", ")} FROM ${table}${where(window, null)} ` +
    `ORDER BY ${order.join(", ")} LIMIT ${limit}`;
  return rowsIn(await hogql.ask(query, stream, signal), window);
}

function lean({ columns, heavy, ...window }: Window): Window {
  return { ...window, columns: columns.filter((column) => column !== heavy) };
}

function rowsIn({ columns, rows }: Answer, window: Window): readonly Row[] {
  if (window.columns.some((column) => !columns.includes(column)))
    throw new SourceShapeError(
      "PostHog",
      `the query for ${window.stream}`,
      `expected the columns ${window.columns.join(", ")}`,
    );
  return rows.map((row) =>
    Array.isArray(row)
      ? Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null]))
      : {},
  );
}

/**
 * Of a full page the rows of its last key are left to the next one: the limit may have cut off others
 * that have the same key, since a row may be there twice for a while.
 */
function cut(rows: readonly Row[], window: Window, limit: number): WindowRows {
  const keyed = rows.map((row) => ({ row, key: window.keyOf(row) }));
  const keys = keyed.flatMap(({ key }) => (key === null ? [] : [key]));
  const last = keys.at(-1) ?? null;
  if (rows.length < limit) return { rows, last, isEnd: true };
  if (last === null)
    throw new SourceShapeError(
      "PostHog",
      `the query for ${window.stream}`,
      `${rows.length} rows, none of them with a readable key`,
    );
  const lastButOne = keys.findLast((key) => !isSame(key, last));
  const upTo = lastButOne ?? last;
  const end = keyed.findLastIndex(({ key }) => key !== null && isSame(key, upTo)) + 1;
  return { rows: rows.slice(0, end), last: upTo, isEnd: false };
}

function isSame(a: Key, b: Key): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** False for an answer to another question: the page before, above all. */
function isInside(rows: readonly Row[], { keyOf, after }: Window): boolean {
  return rows.every((row) => after === null || (keyOf(row)?.[0] ?? after[0]) >= after[0]);
}

function where({ order, literalOf, after, conditions }: Window, upTo: Key | null): string {
  const tuple = (key: Key) => `(${literalOf(key).join(", ")})`;
  const ordered = `(${order.join(", ")})`;
  const all = [
    ...(after === null ? [] : [`${ordered} > ${tuple(after)}`]),
    ...(upTo === null ? [] : [`${ordered} <= ${tuple(upTo)}`]),
    ...conditions,
  ];
  return all.length === 0 ? "" : ` WHERE ${all.join(" AND ")}`;
}
