import { expect, test } from "vitest";

import { baseServer, table } from "../testing/base.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { nocodbFeeds } from "./feeds.ts";
import { nocodbTables } from "./tables.ts";

function tables(count: number) {
  return Array.from({ length: count }, (_, index) =>
    table(`m${String(index).padStart(3, "0")}`, `Table ${index}`, []),
  );
}

const idsOf = (records: readonly unknown[]) =>
  records.map((record) => (record as { id: string }).id).filter((id) => id !== "mapping");

/** Gaps as they land: of the mapping as a whole, and of each table. */
const gapsOf = (records: readonly unknown[]) =>
  (records as { id: string; gaps: string | null }[]).flatMap(({ id, gaps }) =>
    (JSON.parse(gaps ?? "[]") as { code: string; role: string; field: string | null }[]).map(
      ({ code, role, field }) => [id, code, role, field],
    ),
  );

test("tables land with their columns and without what opens a shared view", async () => {
  await using given = await baseServer([table("ma", "Answers", [])]);

  const { records } = await walk(nocodbTables(given));

  expect(records.slice(1)).toEqual([
    {
      id: "ma",
      title: "Answers",
      type: "table",
      base_id: "p1",
      mm: 0,
      columns: [
        { title: "Id", uidt: "ID", pk: 1 },
        { title: "CreatedAt", uidt: "CreatedTime", pk: 0 },
        { title: "UpdatedAt", uidt: "LastModifiedTime", pk: 0 },
        { title: "Title", uidt: "SingleLineText", pk: 0 },
      ],
      role: "tasks",
      gaps: null,
    },
  ]);
});

test("a table listed without an id is quarantined and the others come", async () => {
  await using given = await baseServer([table("ma", "Answers", [])]);
  const { meta } = table("ma", "Answers", [])[1];
  given.server.faults.push({ json: { list: [{ title: "x" }, meta] } });

  const { records, quarantined } = await walk(nocodbTables(given));

  expect(idsOf(records)).toEqual(["ma"]);
  expect(quarantined).toEqual([
    { record: { title: "x" }, reason: expect.stringContaining("id: ") },
  ]);
});

test("an unknown envelope is refused", async () => {
  await using given = await baseServer([table("ma", "Answers", [])]);
  const { meta } = table("ma", "Answers", [])[1];
  given.server.faults.push({ json: { list: [meta] } }, { json: { id: "ma", title: "Answers" } });

  await expect(walk(nocodbTables(given))).rejects.toThrow(
    "expected a table with id, title and columns",
  );
});

test.each([0, 1, 2])("killed at page %i and resumed, every table comes", async (killedAtPage) => {
  await using given = await baseServer(tables(50));

  const { records } = await walk(nocodbTables(given), { killedAtPage });

  expect(idsOf(records)).toEqual([...given.base.tables.keys()]);
});

test("only tables that changed come again", async () => {
  await using given = await baseServer(tables(3));
  const source = nocodbTables(given);
  const first = await walk(source);

  const unchanged = await walk(source, { cursor: first.cursor });
  const second = given.base.tables.get("m001");
  if (second !== undefined) second.meta["title"] = "Renamed";
  const changed = await walk(source, { cursor: unchanged.cursor });

  expect([unchanged.records, unchanged.cursor]).toEqual([[], first.cursor]);
  expect(idsOf(changed.records)).toEqual(["m001"]);
});

test("a sweep lists the tables that are left", async () => {
  await using given = await baseServer(tables(3));
  given.base.tables.delete("m001");

  expect(await sweepAll(nocodbTables(given))).toEqual([["mapping"], ["m000"], ["m002"]]);
});

test("what the mapping lacks lands with the table that lacks it, roles apart", async () => {
  await using given = await baseServer([table("ma", "Попытки", []), table("mb", "Бюджет", [])]);
  const tables = { attempts: { table: "Попытки", columns: { answer: "Ответ", text: "Id" } } };

  const { records } = await walk(nocodbTables({ ...given, tables }));

  expect(gapsOf(records)).toEqual([
    ["mapping", "no_table", "cohorts", null],
    ["mapping", "no_table", "enrolments", null],
    ["mapping", "no_table", "tasks", null],
    ["mapping", "no_table", "answers", null],
    ["ma", "column_missing", "attempts", "answer"],
    ["ma", "no_creator", "attempts", null],
  ]);
});

test("without a mapping every role that is needed is said to have no table", async () => {
  await using given = await baseServer([table("ma", "Попытки", [])]);

  const { records } = await walk(nocodbTables({ ...given, tables: null }));

  expect(gapsOf(records).map(([, code, role]) => [code, role])).toEqual([
    ...["cohorts", "enrolments", "tasks", "answers", "attempts"].map((role) => ["no_table", role]),
  ]);
});

test("every stream of the base has a name and a key of its own", async () => {
  await using given = await baseServer([]);

  expect(nocodbFeeds(given).map(({ name, stream }) => [name, stream.primaryKey])).toEqual([
    ["nocodb_tables", ["id"]],
    ["nocodb_records", ["table_id", "Id"]],
  ]);
});
