import type { FindRequest, FoundPage, Json, Key, Quarantined } from "../source.ts";
import { isOfSource, reasonOf, refusal } from "./failure.ts";
import { FULL_PACE, readStep } from "./heavy-rows.ts";
import { withAllLinked } from "./linked.ts";
import { mappedTables, readingIn, type MappedTables, type Reader } from "./mapped-tables.ts";
import { nativeTable } from "./mapping/answers-in-attempts.ts";
import { keysIn, takeRows, unreadRecord } from "./taken.ts";

/** Keys of one request: they stand in its address. */
export const KEYS_PER_REQUEST_MAX = 100;

/** As for a sweep, whose keys these are. */
export const NOW = "sweep";

/** Rows of one table by their keys; what is not there any more is left out. */
export async function findRecords(reader: Reader, request: FindRequest): Promise<FoundPage> {
  const { keys, signal } = request;
  const table = tableOf(keys[0]);
  const wanted = [...new Set(keys.filter((key) => tableOf(key) === table).map(([, id]) => id))]
    .filter((id) => typeof id === "number")
    .slice(0, KEYS_PER_REQUEST_MAX);
  const asked = new Set<Json>(wanted);
  const left = keys.filter(
    (key) => tableOf(key) !== table || (typeof key[1] === "number" && !asked.has(key[1])),
  );
  const mapped = await mappedTables(reader, { until: NOW, isFirst: false, signal });
  const found = await rowsOf(reader, { mapped, table, wanted, request });
  return { ...found, left };
}

async function rowsOf(
  { http, hash }: Reader,
  {
    mapped,
    table: id,
    wanted,
    request,
  }: {
    readonly mapped: MappedTables;
    readonly table: string;
    readonly wanted: readonly number[];
    readonly request: FindRequest;
  },
): Promise<Pick<FoundPage, "records" | "quarantined">> {
  const { until, signal } = request;
  const chosen = mapped.inOrder.find(({ table }) => table.id === id);
  if (chosen === undefined) return { records: [], quarantined: [] };
  try {
    const reading = await readingIn(mapped, chosen, signal);
    if (typeof reading === "string") return { records: [], quarantined: [] };
    const { names, titles, keyTitles, columns, table } = reading;
    const ofRows = (rows: readonly Json[]) => keysIn(rows, columns.key);
    const records: Json[] = [];
    const quarantined: Quarantined[] = [];
    let after: number | null = null;
    let pace = FULL_PACE;
    for (let steps = 0; steps <= 2 * KEYS_PER_REQUEST_MAX; steps += 1) {
      const step = await readStep(
        http,
        { table: table.id, names, titles, keyTitles, keys: wanted, after, pace, keysIn: ofRows },
        signal,
      );
      const { rows, unread } = await withAllLinked(http, step.rows, { reading, signal });
      const taken = takeRows(rows, { reading, hash, newest: null, until, started: until });
      records.push(...taken.records);
      quarantined.push(...taken.quarantined);
      for (const key of unread)
        quarantined.push(unreadRecord(table, key, "its linked rows cannot be read"));
      if (step.unread !== null)
        quarantined.push(unreadRecord(table, step.unread.key, step.unread.reason));
      if (step.isEnd) break;
      after = Math.max(
        after ?? -Infinity,
        step.unread?.key ?? -Infinity,
        ...keysIn(step.rows, columns.key),
      );
      if (!Number.isFinite(after)) after = null;
      pace = step.pace;
    }
    return { records, quarantined };
  } catch (error) {
    if (!isOfSource(error)) throw error;
    return { records: [], quarantined: [refusal(chosen.table, reasonOf(error))] };
  }
}

/** Of a key's record: where its attempt is an answer as well, both are one row. */
export function tableOf(key: Key | undefined): string {
  return nativeTable(String(key?.[0] ?? ""));
}
