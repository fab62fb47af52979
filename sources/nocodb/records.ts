/**
 * Records of all tables of a NocoDB base, as one stream: a table added tomorrow needs no change.
 *
 * API: https://data-apis-v2.nocodb.com/ (table records, list)
 */
import { z } from "zod";

import { cursorFrom, digestOf, rewound } from "../cursor.ts";
import { SourceAuthError, SourceMissingError } from "../errors.ts";
import type { Feed, Json, Quarantined, Stream } from "../source.ts";
import { Columns, columnsOf, readBases, readMeta } from "./base.ts";
import type { Table } from "./base.ts";
import { bind } from "./mapping/bind.ts";
import { Binding } from "./mapping/binding.ts";
import { NocodbUnmappedError, NocodbUnseenError } from "./mapping/errors.ts";
import { isBlocking } from "./mapping/gaps.ts";
import { select, type Selected, type Selection } from "./mapping/select.ts";
import type { NocodbOptions } from "./options.ts";
import { readRows } from "./rows.ts";
import { highestKey, keysIn, keysOf, takeRows } from "./taken.ts";

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
      binding: Binding,
      after: z.number().nullable(),
      newest: z.string().nullable(),
    })
    .nullable(),
});
type Walk = z.infer<typeof Walk>;

const Cursor = z.object({
  /** By table: rows without a change since then are not read again. */
  floors: z.record(z.string(), z.string()),
  /** By table: how it was mapped when its rows were read. Another mapping reads them again. */
  mappings: z.record(z.string(), z.string()).default({}),
  // A walk of a version that knew no mapping begins again.
  walk: Walk.nullable().catch(null),
});
type Cursor = z.infer<typeof Cursor>;

type Current = NonNullable<Walk["current"]>;

export const nocodbRecordsStream: Stream = {
  name: "nocodb_records",
  primaryKey: ["table_id", "Id"],
  // The second stamp is null until the first change.
  changedAt: ["$.as.updated_at", "$.as.created_at"],
};

export function nocodbRecords(options: NocodbOptions): Feed<Cursor | null> {
  const { http, hash } = options;
  const { name } = nocodbRecordsStream;

  /** Null when the table has no key to walk by, or its mapping lacks something. */
  async function beginning(chosen: Selected, selection: Selection, signal: AbortSignal) {
    const meta = await readMeta(http, chosen.table.id, signal);
    const columns = columnsOf(meta);
    const { binding, gaps } = bind(chosen, selection, meta);
    const isReadable = columns !== null && !gaps.some(isBlocking);
    const { id: table } = chosen.table;
    const current: Current | null = isReadable
      ? { table, columns, binding, after: null, newest: null }
      : null;
    return { current, hasKey: columns !== null };
  }

  return {
    name,
    stream: nocodbRecordsStream,

    async fetchPage({ cursor, until, signal }) {
      const start: Cursor = { floors: {}, mappings: {}, walk: null };
      const state = cursorFrom(Cursor, cursor, { stream: name, start });
      const { selection, quarantined: unreadable } = await mappedTables(options, signal);
      const records: Json[] = [];
      const quarantined: Quarantined[] = state.walk === null ? [...unreadable] : [];
      const floors = new Map(Object.entries(state.floors));
      const mappings = new Map(Object.entries(state.mappings));
      let walk: Walk = state.walk ?? { started: until, finished: null, current: null };
      let done = false;

      for (let replies = 0; replies < REPLIES_PER_PAGE_MAX; replies += 1) {
        const chosen = nextTable(selection, walk.finished);
        done = chosen === undefined;
        if (chosen === undefined || records.length >= ROWS_PER_PAGE_MAX) break;
        const { table } = chosen;
        const finished = { ...walk, finished: table.id, current: null };
        try {
          const isBegun = walk.current?.table === table.id;
          const begun = isBegun ? null : await beginning(chosen, selection, signal);
          const current = begun === null ? walk.current : begun.current;
          if (current === null) {
            // What a mapping lacks stands in the stream of tables, where it goes once mended.
            if (begun?.hasKey === false)
              quarantined.push(refusal(table, "it has no primary key of one column"));
            walk = finished;
            continue;
          }
          const mapping = digestOf(current.binding);
          const isSame = mappings.get(table.id) === mapping;
          const since = isSame ? (floors.get(table.id) ?? null) : null;
          const rows = await readRows(http, { ...current, since }, signal);
          if (rows.length === 0) {
            if (current.newest !== null) {
              floors.set(table.id, rewound(current.newest, OVERLAP_MS));
            }
            mappings.set(table.id, mapping);
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
      return {
        records,
        quarantined,
        cursor: {
          floors: stillMapped(floors, selection),
          mappings: stillMapped(mappings, selection),
          walk: done ? null : walk,
        },
        done,
      };
    },

    async sweep({ after, signal }) {
      const start: SweepPlace = { finished: null, current: null };
      let place = cursorFrom(SweepPlace, after, { stream: name, start });
      const { selection } = await mappedTables(options, signal);
      const unseen = selection.gaps.filter(({ code }) => code === "table_missing");
      if (unseen.length > 0) throw new NocodbUnseenError(unseen.map(({ named }) => named ?? ""));
      const keys: Json[][] = [];
      for (let replies = 0; replies < REPLIES_PER_PAGE_MAX; replies += 1) {
        const chosen = nextTable(selection, place.finished);
        if (chosen === undefined) return { keys, after: place, done: true };
        const { table } = chosen;
        const isBegun = place.current?.table === table.id;
        const begun = isBegun ? null : await beginning(chosen, selection, signal);
        const current = begun === null ? place.current : begun.current;
        if (begun?.hasKey === false) {
          place = { finished: table.id, current: null };
          continue;
        }
        if (current === null) throw new NocodbUnseenError([table.title]);
        const rows = await readRows(http, { ...current, since: null, isKeyOnly: true }, signal);
        if (rows.length === 0) {
          place = { finished: table.id, current: null };
          continue;
        }
        const inTable = keysIn(rows, current.columns.key);
        keys.push(...inTable.flatMap((key) => keysOf(table.id, current.binding, key)));
        const highest = highestKey(rows, { ...current, table });
        place = { ...place, current: { ...current, after: highest } };
      }
      return { keys, after: place, done: false };
    },
  };
}

const SweepPlace = Walk.omit({ started: true });
type SweepPlace = z.infer<typeof SweepPlace>;

/** The tables that the mapping names, of all bases. */
async function mappedTables({ http, bases, tables: mapping }: NocodbOptions, signal: AbortSignal) {
  if (mapping === null) throw new NocodbUnmappedError();
  const { tables, quarantined } = await readBases(http, { bases, signal });
  return { selection: select(tables, mapping), quarantined };
}

/** By id, so that a walk through them has an order that stays. */
function nextTable({ selected }: Selection, finished: string | null): Selected | undefined {
  return selected
    .toSorted((a, b) => (a.table.id < b.table.id ? -1 : 1))
    .find(({ table }) => finished === null || table.id > finished);
}

/** What a cursor knows of tables that are read no more is forgotten. */
function stillMapped(known: ReadonlyMap<string, string>, { selected }: Selection) {
  const kept = [...known].filter(([id]) => selected.some(({ table }) => table.id === id));
  return Object.fromEntries(kept);
}

function refusal({ id, title }: Table, reason: string): Quarantined {
  return { record: { table_id: id, table: title }, reason };
}
