/**
 * Records of all tables of a NocoDB base, as one stream: a table added tomorrow needs no change.
 *
 * API: https://data-apis-v2.nocodb.com/ (table records, list)
 */
import { z } from "zod";

import { cursorFrom, rewound } from "../cursor.ts";
import { SourceAuthError, SourceMissingError } from "../errors.ts";
import type { Feed, Json, Quarantined, Stream } from "../source.ts";
import { Columns, columnsOf, readMeta, readTables } from "./base.ts";
import type { Table } from "./base.ts";
import type { NocodbOptions } from "./options.ts";
import { readRows } from "./rows.ts";
import { highestKey, keysIn, takeRows } from "./taken.ts";

const ROWS_PER_PAGE_MAX = 1000;
const REPLIES_PER_PAGE_MAX = 20;

/**
 * Stamps are whole seconds of the server's clock, set before the row becomes visible: at least two
 * seconds are needed, and a minute also covers a slow transaction and a clock that is a little off.
 */
const OVERLAP_MS = 60_000;

const Walk = z.object({
  /** The `until` of the first page: what changed later moves no floor. */
  started: z.string(),
  /** The last table that was read to its end. */
  finished: z.string().nullable(),
  current: z
    .object({
      table: z.string(),
      columns: Columns,
      after: z.number().nullable(),
      newest: z.string().nullable(),
    })
    .nullable(),
});
type Walk = z.infer<typeof Walk>;

const Cursor = z.object({
  /** By table: rows without a change since then are not read again. */
  floors: z.record(z.string(), z.string()),
  walk: Walk.nullable(),
});
type Cursor = z.infer<typeof Cursor>;

type Current = NonNullable<Walk["current"]>;

export const nocodbRecordsStream: Stream = {
  name: "nocodb_records",
  primaryKey: ["table_id", "Id"],
  // The second stamp is null until the first change.
  changedAt: ["$.fields.UpdatedAt", "$.fields.CreatedAt"],
};

export function nocodbRecords({ http, baseId, hash }: NocodbOptions): Feed<Cursor | null> {
  const { name } = nocodbRecordsStream;

  /** Null when the table has no key to walk by. */
  async function beginning(table: Table, signal: AbortSignal): Promise<Current | null> {
    const columns = columnsOf(await readMeta(http, table.id, signal));
    return columns === null ? null : { table: table.id, columns, after: null, newest: null };
  }

  return {
    name,
    stream: nocodbRecordsStream,

    async fetchPage({ cursor, until, signal }) {
      const start: Cursor = { floors: {}, walk: null };
      const state = cursorFrom(Cursor, cursor, { stream: name, start });
      const { tables, quarantined: unreadable } = await readTables(http, { baseId, signal });
      const records: Json[] = [];
      const quarantined: Quarantined[] = state.walk === null ? [...unreadable] : [];
      const floors = new Map(Object.entries(state.floors));
      let walk: Walk = state.walk ?? { started: until, finished: null, current: null };
      let done = false;

      for (let replies = 0; replies < REPLIES_PER_PAGE_MAX; replies += 1) {
        const table = nextTable(tables, walk.finished);
        done = table === undefined;
        if (table === undefined || records.length >= ROWS_PER_PAGE_MAX) break;
        const finished = { ...walk, finished: table.id, current: null };
        try {
          const isBegun = walk.current?.table === table.id;
          const current = isBegun ? walk.current : await beginning(table, signal);
          if (current === null) {
            quarantined.push(refusal(table, "it has no primary key of one column"));
            walk = finished;
            continue;
          }
          const since = floors.get(table.id) ?? null;
          const rows = await readRows(http, { ...current, since }, signal);
          if (rows.length === 0) {
            if (current.newest !== null) {
              floors.set(table.id, rewound(current.newest, OVERLAP_MS));
            }
            walk = finished;
            continue;
          }
          const { started } = walk;
          const taken = takeRows(rows, { ...current, table, hash, until, started });
          records.push(...taken.records);
          quarantined.push(...taken.quarantined);
          const { after, newest } = taken;
          walk = { ...walk, current: { ...current, after, newest } };
        } catch (error) {
          // One table taken away from us, or deleted while we walk, does not stop the others.
          const isOfTable = error instanceof SourceAuthError || error instanceof SourceMissingError;
          if (!isOfTable) throw error;
          quarantined.push(refusal(table, `not shown: status ${error.status}`));
          walk = finished;
        }
      }
      const inBase = [...floors].filter(([id]) => tables.some((table) => table.id === id));
      return {
        records,
        quarantined,
        cursor: { floors: Object.fromEntries(inBase), walk: done ? null : walk },
        done,
      };
    },

    async sweep({ after, signal }) {
      const start: SweepPlace = { finished: null, current: null };
      let place = cursorFrom(SweepPlace, after, { stream: name, start });
      const { tables } = await readTables(http, { baseId, signal });
      const keys: Json[][] = [];
      for (let replies = 0; replies < REPLIES_PER_PAGE_MAX; replies += 1) {
        const table = nextTable(tables, place.finished);
        if (table === undefined) return { keys, after: place, done: true };
        const isBegun = place.current?.table === table.id;
        const current = isBegun ? place.current : await beginning(table, signal);
        const asked = current === null ? null : { ...current, since: null, isKeyOnly: true };
        const rows = asked === null ? [] : await readRows(http, asked, signal);
        if (current === null || rows.length === 0) {
          place = { finished: table.id, current: null };
          continue;
        }
        keys.push(...keysIn(rows, current.columns.key).map((key) => [table.id, key]));
        const highest = highestKey(rows, { ...current, table });
        place = { ...place, current: { ...current, after: highest } };
      }
      return { keys, after: place, done: false };
    },
  };
}

const SweepPlace = Walk.omit({ started: true });
type SweepPlace = z.infer<typeof SweepPlace>;

function nextTable(tables: readonly Table[], finished: string | null): Table | undefined {
  return tables.find(({ id }) => finished === null || id > finished);
}

function refusal({ id, title }: Table, reason: string): Quarantined {
  return { record: { table_id: id, table: title }, reason };
}
