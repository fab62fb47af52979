import { expect, test } from "vitest";

import { baseServer, table, type Row } from "../../testing/base.ts";
import { sweepAll, walk } from "../../testing/walk.ts";
import { nocodbRecords } from "../records.ts";
import type { Tables } from "./settings.ts";

function row(Id: number): Row {
  // Further apart than the overlap in which a run reads again.
  return { Id, CreatedAt: `2026-09-0${Id} 10:00:00+00:00`, UpdatedAt: null, Название: `№ ${Id}` };
}

const TITLED = [{ id: "ct", title: "Название", uidt: "SingleLineText" }];

function givenBase() {
  return baseServer([
    table("ma", "Задания", [row(1), row(2)], TITLED),
    table("mb", "Контакты", [row(1)], TITLED),
  ]);
}

function tasks(title: string, named = "Задания"): Tables {
  return { tasks: { table: named, columns: { title } } };
}

const titles = (records: readonly unknown[]) =>
  (records as { Id: number; as: { title: unknown } }[]).map(({ Id, as }) => [Id, as.title]);

test("of a table that nobody mapped neither structure nor rows are asked for", async () => {
  await using given = await givenBase();

  await walk(nocodbRecords({ ...given, tables: tasks("Название") }));

  expect(given.server.requests.filter((request) => request.includes("mb"))).toEqual([]);
});

test("another mapping of a table reads all of its rows again, the same one none", async () => {
  await using given = await givenBase();
  const first = await walk(nocodbRecords({ ...given, tables: tasks("Название") }));

  const same = await walk(nocodbRecords({ ...given, tables: tasks("ct") }), first);
  const other = await walk(nocodbRecords({ ...given, tables: tasks("Id") }), first);

  expect(titles(other.records)).toEqual([
    [1, 1],
    [2, 2],
  ]);
  // Within the overlap rows come again; what they are has not changed.
  expect(titles(same.records)).toEqual([[2, "№ 2"]]);
  expect(same.cursor).toEqual(first.cursor);
});

test("a table without a column that the mapping names is not read: half a row would mislead", async () => {
  await using given = await givenBase();

  const { records } = await walk(nocodbRecords({ ...given, tables: tasks("Заголовок") }));

  expect(records).toEqual([]);
});

test.each([
  ["a table that is not there", tasks("Название", "Упражнения")],
  ["a column that is not there", tasks("Заголовок")],
])("a sweep that meets %s judges nothing", async (_what, tables) => {
  await using given = await givenBase();

  await expect(sweepAll(nocodbRecords({ ...given, tables }))).rejects.toMatchObject({
    name: "NocodbUnseenError",
  });
});

test("without a mapping nothing is asked for, and the error says how to get one", async () => {
  await using given = await givenBase();

  await expect(walk(nocodbRecords({ ...given, tables: null }))).rejects.toThrow(
    "Run `vklad sources map nocodb`",
  );
  expect(given.server.requests).toEqual([]);
});

test("where each attempt is an answer, a sweep lists both", async () => {
  await using given = await givenBase();
  const tables = {
    ...tasks("Название", "Контакты"),
    cohorts: undefined,
    attempts: {
      table: "Задания",
      columns: { task: { is: 1 }, cohort: { is: 1 }, text: "Название" },
    },
  };
  const cohorts = { table: "Потоки", columns: { title: "Название" } };
  given.base.tables.set(...table("mc", "Потоки", [row(1)], TITLED));

  const keys = await sweepAll(nocodbRecords({ ...given, tables: { ...tables, cohorts } }));

  expect(keys).toEqual([
    ["ma#answers", 1],
    ["ma", 1],
    ["ma#answers", 2],
    ["ma", 2],
    ["mb", 1],
    ["mc", 1],
  ]);
});
