import type { Json, Key, LookPage, LookRequest } from "../source.ts";
import { isOfSource } from "./failure.ts";
import { KEYS_PER_REQUEST_MAX, NOW, tableOf } from "./find.ts";
import { FULL_PACE, readStep } from "./heavy-rows.ts";
import { mappedTables, readingIn, type MappedTables, type Reader } from "./mapped-tables.ts";
import { keysIn, keysOf } from "./taken.ts";

/**
 * Asks for the rows of one table that a sweep missed, by their keys, and for those that do not come
 * once more. Nothing is said of a table that does not answer.
 */
export async function lookForRecords(reader: Reader, request: LookRequest): Promise<LookPage> {
  const { keys, after, signal } = request;
  const table = tableOf(keys[0]);
  const some = keys.filter((key) => tableOf(key) === table).slice(0, KEYS_PER_REQUEST_MAX);
  const mapped = await mappedTables(reader, { until: NOW, isFirst: false, signal });
  try {
    const shown = await shownIn(reader, { mapped, table, keys: some, signal });
    const isThere = (key: Key) => shown.has(JSON.stringify(key));
    const gone = some.filter((key) => !isThere(key));
    return { keys: some.filter(isThere), gone, after };
  } catch (error) {
    if (!isOfSource(error)) throw error;
    return { keys: some, gone: [], after };
  }
}

interface Asked {
  readonly mapped: MappedTables;
  readonly table: string;
  readonly keys: readonly Key[];
  readonly signal: AbortSignal;
}

/** The keys of all records that the rows now are: a row may be an answer no more. */
async function shownIn(
  reader: Reader,
  { mapped, table: id, keys, signal }: Asked,
): Promise<ReadonlySet<string>> {
  const chosen = mapped.inOrder.find(({ table }) => table.id === id);
  if (chosen === undefined) return new Set();
  const reading = await readingIn(mapped, chosen, signal);
  // It has lost its key since it was listed, or its mapping: nothing can be said.
  if (typeof reading === "string") return new Set(keys.map((key) => JSON.stringify(key)));
  const { binding } = reading;
  const wanted = [...new Set(keys.map(([, row]) => row))].filter((row) => typeof row === "number");
  const found = await rowsThere(reader, { reading, wanted, signal });
  const left = wanted.filter((row) => !found.has(row));
  if (left.length > 0)
    for (const row of await rowsThere(reader, { reading, wanted: left, signal })) found.add(row);
  return new Set(
    [...found].flatMap((row) => keysOf(id, binding, row).map((key) => JSON.stringify(key))),
  );
}

async function rowsThere(
  { http }: Reader,
  {
    reading: { table, names, columns, keyTitles },
    wanted,
    signal,
  }: {
    readonly reading: Exclude<Awaited<ReturnType<typeof readingIn>>, string>;
    readonly wanted: readonly number[];
    readonly signal: AbortSignal;
  },
): Promise<Set<number>> {
  const there = new Set<number>();
  const ofRows = (rows: readonly Json[]) => keysIn(rows, columns.key);
  let after: number | null = null;
  let pace = FULL_PACE;
  for (let steps = 0; steps <= 2 * KEYS_PER_REQUEST_MAX; steps += 1) {
    const asked = { table: table.id, names, titles: keyTitles, keyTitles, after, pace };
    const step = await readStep(http, { ...asked, keys: wanted, keysIn: ofRows }, signal);
    for (const row of ofRows(step.rows)) there.add(row);
    // Even a row that cannot be read is there.
    if (step.unread !== null) there.add(step.unread.key);
    if (step.isEnd) break;
    if (there.size > 0) after = Math.max(...there);
    pace = step.pace;
  }
  return there;
}
