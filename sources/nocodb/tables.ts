/** The tables of NocoDB bases with their columns, what each is to us, and what the mapping lacks. */
import { z } from "zod";

import { cursorFrom, digestOf } from "../cursor.ts";
import { withoutFields } from "../records.ts";
import type { Withheld } from "../records.ts";
import type { Feed, Json, Quarantined, Stream } from "../source.ts";
import { readBases } from "./base.ts";
import { isOfSource, reasonOf } from "./failure.ts";
import { bind } from "./mapping/bind.ts";
import type { Gap } from "./mapping/gaps.ts";
import { select, type Selection } from "./mapping/select.ts";
import type { NocodbOptions } from "./options.ts";
import { createStructures } from "./structure.ts";

const TABLES_PER_PAGE_MAX = 20;

/** A shared view opens by its `uuid` alone; views and ids of people are not asked for anywhere. */
const WITHHELD: Withheld = {
  drop: [
    ["views"],
    ["columnsById"],
    ["**", "password"],
    ["**", "uuid"],
    ["created_by"],
    ["owned_by"],
  ],
  hash: [["**", "email"]],
};

const Cursor = z.object({
  /** The last table of an unfinished run. */
  after: z.string().nullable(),
  /** What each table looked like when it was last taken. */
  digests: z.record(z.string(), z.string()),
});
type Cursor = z.infer<typeof Cursor>;

export const nocodbTablesStream: Stream = { name: "nocodb_tables", primaryKey: ["id"] };

/** The record that speaks of no table, but of the mapping as a whole. No table has such an id. */
export const WHOLE = "mapping";

export function nocodbTables(options: NocodbOptions): Feed<Cursor | null> {
  const { http, bases, tables: mapping, hash, structures = createStructures(options) } = options;
  const { name } = nocodbTablesStream;
  const withheld = withoutFields(WITHHELD, hash);
  return {
    name,
    stream: nocodbTablesStream,

    async fetchPage({ cursor, until, signal }) {
      const start: Cursor = { after: null, digests: {} };
      const { after, digests: known } = cursorFrom(Cursor, cursor, { stream: name, start });
      const moment = { until, reader: name, isFirst: after === null, signal };
      const { tables, quarantined: unreadable, meta: metaOf } = await structures.at(moment);
      const left = tables.filter(({ id }) => after === null || id > after);
      const chosen = left.slice(0, TABLES_PER_PAGE_MAX);

      const records: Json[] = [];
      const quarantined: Quarantined[] = after === null ? [...unreadable] : [];
      const digests = new Map(Object.entries(known));
      const take = (id: string, record: Json) => {
        const digest = digestOf(record);
        if (digests.get(id) !== digest) records.push(record);
        digests.set(id, digest);
      };
      const selection = select(tables, mapping ?? {});
      if (after === null) take(WHOLE, wholeOf(selection));
      let failure: Error | null = null;
      for (const { id, title } of chosen) {
        try {
          const meta = await metaOf(id, signal);
          take(id, { ...(withheld(meta) as object), ...mappingOf(id, selection, meta) });
        } catch (error) {
          if (!isOfSource(error)) throw error;
          quarantined.push({ record: { id, title }, reason: reasonOf(error) });
          failure = error;
        }
      }
      // One table may be kept from us; where it is all of them, the source is at fault.
      if (failure !== null && quarantined.length === tables.length) throw failure;
      const done = chosen.length === left.length;
      // What is not in the base any more needs no digest.
      const inBase = [...digests].filter(
        ([id]) => id === WHOLE || tables.some((table) => table.id === id),
      );
      return {
        records,
        quarantined,
        cursor: {
          after: done ? null : (chosen.at(-1)?.id ?? null),
          digests: Object.fromEntries(inBase),
        },
        done,
      };
    },

    async sweep({ signal }) {
      const { tables } = await readBases(http, { bases, signal });
      return { keys: [[WHOLE], ...tables.map(({ id }) => [id])], after: null, done: true };
    },
  };
}

/** What the table is to us; `gaps` is JSON as a text, because models read fields and no lists. */
function mappingOf(id: string, selection: Selection, meta: Json): { role: Json; gaps: Json } {
  const chosen = selection.selected.find(({ table }) => table.id === id);
  if (chosen === undefined) return { role: null, gaps: null };
  return { role: chosen.role, gaps: textOf(bind(chosen, selection, meta).gaps) };
}

/** Roles without a table, and tables that are named and not there. */
function wholeOf({ gaps }: Selection): Json {
  return { id: WHOLE, title: WHOLE, role: null, gaps: textOf(gaps) };
}

function textOf(gaps: readonly Gap[]): string | null {
  return gaps.length === 0 ? null : JSON.stringify(gaps);
}
