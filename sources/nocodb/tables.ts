/** The tables of a NocoDB base with their columns, found by themselves. */
import { z } from "zod";

import { cursorFrom, digestOf } from "../cursor.ts";
import { SourceAuthError, SourceMissingError } from "../errors.ts";
import { withoutFields } from "../records.ts";
import type { Withheld } from "../records.ts";
import type { Feed, Json, Quarantined, Stream } from "../source.ts";
import { readBases, readMeta } from "./base.ts";
import type { NocodbOptions } from "./options.ts";

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

export function nocodbTables({ http, bases, hash }: NocodbOptions): Feed<Cursor | null> {
  const { name } = nocodbTablesStream;
  const withheld = withoutFields(WITHHELD, hash);
  return {
    name,
    stream: nocodbTablesStream,

    async fetchPage({ cursor, signal }) {
      const start: Cursor = { after: null, digests: {} };
      const { after, digests: known } = cursorFrom(Cursor, cursor, { stream: name, start });
      const { tables, quarantined: unreadable } = await readBases(http, { bases, signal });
      const left = tables.filter(({ id }) => after === null || id > after);
      const chosen = left.slice(0, TABLES_PER_PAGE_MAX);

      const records: Json[] = [];
      const quarantined: Quarantined[] = after === null ? [...unreadable] : [];
      const digests = new Map(Object.entries(known));
      for (const { id, title } of chosen) {
        try {
          const meta = withheld(await readMeta(http, id, signal));
          const digest = digestOf(meta);
          if (digests.get(id) !== digest) records.push(meta);
          digests.set(id, digest);
        } catch (error) {
          const isOfTable = error instanceof SourceAuthError || error instanceof SourceMissingError;
          if (!isOfTable) throw error;
          quarantined.push({
            record: { id, title },
            reason: `not shown: status ${error.status}`,
          });
        }
      }
      const done = chosen.length === left.length;
      // What is not in the base any more needs no digest.
      const inBase = [...digests].filter(([id]) => tables.some((table) => table.id === id));
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
      return { keys: tables.map(({ id }) => [id]), after: null, done: true };
    },
  };
}
