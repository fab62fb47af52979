/**
 * Records of the tables that the mapping names, as one stream.
 *
 * API: https://data-apis-v2.nocodb.com/ (table records, list)
 */
import type { Feed, Stream } from "../source.ts";
import { cursorOf } from "./cursor.ts";
import { findRecords } from "./find.ts";
import { lookForRecords } from "./look.ts";
import { mappedTables, type Reader } from "./mapped-tables.ts";
import type { NocodbOptions } from "./options.ts";
import { readPage } from "./page.ts";
import { createStructures } from "./structure.ts";
import { bearsMark, sweepRecords } from "./sweep.ts";

export const nocodbRecordsStream: Stream = {
  name: "nocodb_records",
  primaryKey: ["table_id", "Id"],
  // The second stamp is null until the first change.
  changedAt: ["$.as.updated_at", "$.as.created_at"],
};

export function nocodbRecords(options: NocodbOptions): Feed {
  const { name } = nocodbRecordsStream;
  const structures = options.structures ?? createStructures(options);
  const reader: Reader = { ...options, structures, name };
  return {
    name,
    stream: nocodbRecordsStream,

    async fetchPage({ cursor, until, signal }) {
      const state = cursorOf(cursor, name);
      const asked = { until, isFirst: state.walk === null, signal };
      return readPage(reader, { state, until, mapped: await mappedTables(reader, asked), signal });
    },

    sweep: (request) => sweepRecords(reader, request),
    look: (request) => lookForRecords(reader, request),
    find: (request) => findRecords(reader, request),
    bears: bearsMark,
  };
}
