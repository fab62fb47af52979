/** The small inputs that failed once, as they were reported. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import type { Json } from "../source.ts";
import { asTasks, baseServer, type Row } from "../testing/base.ts";
import { walk } from "../testing/walk.ts";
import { nocodbRecords } from "./records.ts";

function inputOf(path: string): any {
  return JSON.parse(readFileSync(join(path, "input.json"), "utf8"));
}

function tableOf(id: string, title: string, columns: readonly Row[], rows: Row[]) {
  const meta = { id, title, type: "table", mm: 0, columns: columns as Json };
  return [id, { meta, rows }] as const;
}

const keysOf = (records: readonly Json[]) =>
  (records as unknown as { table: string; Id: unknown }[]).map(({ table, Id }) => `${table}#${Id}`);

testWithShared(
  "a table with keys of text is refused by itself, and the others land",
  "cases/nocodb-text-key",
  async (path) => {
    const { tables } = inputOf(path) as {
      tables: { id: string; title: string; columns: Row[]; rows: Row[] }[];
    };
    await using given = await baseServer(
      tables.map(({ id, title, columns, rows }) => tableOf(id, title, columns, rows)),
    );
    const imported = { table: "Imported", columns: { title: "ncRecordId" } };
    const mapping = { tasks: [imported, { table: "Answers", columns: { title: "Id" } }] };

    const { records, quarantined } = await walk(nocodbRecords({ ...given, tables: mapping }));

    expect(keysOf(records)).toEqual(["Answers#1"]);
    expect(quarantined.map(({ record, reason }) => [(record as Row)["table"], reason])).toEqual([
      ["Imported", expect.stringMatching(/key/)],
    ]);
  },
);

testWithShared(
  "stamps in columns with brackets and commas in their titles find what changed",
  "cases/nocodb-paren-title",
  async (path) => {
    const [key, created, updated] = inputOf(path).columns as [string, string, string];
    const columns = [
      { id: "ck", title: key, uidt: "ID", pk: 1 },
      { id: "cc", title: created, uidt: "CreatedTime" },
      { id: "cu", title: updated, uidt: "LastModifiedTime" },
    ];
    const row = (id: number, day: string, change: string | null = null) => ({
      [key]: id,
      [created]: `2026-09-${day} 10:00:00+00:00`,
      [updated]: change,
    });
    const table = tableOf("ma", "Ответы", columns, [row(1, "01"), row(2, "02"), row(3, "03")]);
    await using given = await baseServer([table]);
    const tables = asTasks("Ответы");
    const first = await walk(nocodbRecords({ ...given, tables }));
    table[1].rows.splice(0, 1, row(1, "01", "2026-09-20 10:00:00+00:00"));
    table[1].rows.push(row(4, "20"));

    const second = await walk(nocodbRecords({ ...given, tables }), { cursor: first.cursor });

    expect(keysOf(second.records)).toEqual(expect.arrayContaining(["Ответы#1", "Ответы#4"]));
    expect(keysOf(second.records)).not.toContain("Ответы#2");
  },
);
