import { expect, test } from "vitest";

import { boundTable, inShort, MAPPING, TABLES } from "./given-mapping.ts";
import { select } from "./select.ts";

const { attempts } = MAPPING;
const columns = { answer: "Ответ", text: "Текст" };

test("a mapping that fits has no gaps", () => {
  const found = ["Потоки", "Задания", "Ответы", "Попытки"].map((title) => boundTable(title).gaps);

  expect(found).toEqual([[], [], [], []]);
});

test("a column is found by its id as well, so that another title changes nothing", () => {
  const byId = { ...MAPPING, attempts: { table: "mp", columns: { answer: "lОтвет", text: "cx" } } };

  const { binding, gaps } = boundTable("Попытки", byId);

  expect([binding.columns["text"], gaps]).toEqual([
    { title: "Текст", isCount: false, key: null, junction: null, isAddress: false },
    [],
  ]);
});

test("a column that is not there is named, and so is one that is needed and not mapped", () => {
  const odd = { ...MAPPING, attempts: { table: "Попытки", columns: { answer: "Ответы" } } };

  expect(inShort(boundTable("Попытки", odd).gaps)).toEqual([
    "column_missing attempts Попытки answer Ответы",
    "no_column attempts Попытки text",
  ]);
});

test("a link that leads to a table of another role is named", () => {
  const odd = {
    ...MAPPING,
    answers: { table: "Ответы", columns: { task: "Поток", cohort: "Поток" } },
  };

  expect(inShort(boundTable("Ответы", odd).gaps)).toEqual([
    "leads_elsewhere answers Ответы task Поток",
  ]);
});

test("a plain value that could name a row of two tables is asked about, and said once named", () => {
  const plain = [{ id: "cn", title: "Номер ответа", uidt: "Number" }];
  const two = [
    { table: "Ответы", columns: { task: "Задание", cohort: "Поток" } },
    { table: "Потоки", columns: { task: { is: 1 }, cohort: { is: 1 } } },
  ];
  const mapped = (answer: string | { column: string; table: string }) => ({
    ...{ cohorts: undefined, tasks: MAPPING.tasks, answers: two },
    attempts: { table: "Попытки", columns: { ...columns, answer } },
  });

  const open = boundTable("Попытки", mapped("Номер ответа"), plain);
  const said = boundTable("Попытки", mapped({ column: "Номер ответа", table: "Ответы" }), plain);

  expect([inShort(open.gaps), inShort(said.gaps)]).toEqual([
    ["which_table attempts Попытки answer Номер ответа"],
    [],
  ]);
  expect(said.binding.targets["answer"]).toBe("ma");
});

test("in one base of several alike, a plain value names a row of the same base", () => {
  const more = TABLES.map((table) => ({ ...table, id: `${table.id}2`, base: "p2" }));
  const selection = select([...TABLES, ...more], MAPPING);

  expect(selection.selected.map(({ table }) => table.id)).toEqual([
    ...["mc", "mc2", "mt", "mt2", "ma", "ma2", "mp", "mp2"],
  ]);
});

test("a role without a table, a table that is not there and one with two roles are named", () => {
  const { gaps } = select(TABLES, {
    cohorts: { table: "Потоки", columns: { title: "Название" } },
    tasks: { table: "Потоки", columns: { title: "Название" } },
    answers: { table: "Answers", columns: { task: "Задание" } },
    attempts,
  });

  expect(inShort(gaps)).toEqual([
    "no_table enrolments",
    "two_roles tasks Потоки Потоки",
    "table_missing answers Answers",
  ]);
});

test("answers need no table of their own where each attempt is one", () => {
  const { gaps } = select(TABLES, {
    ...MAPPING,
    answers: undefined,
    attempts: { table: "Попытки", columns: { task: { is: 1 }, cohort: { is: 1 }, text: "Текст" } },
  });

  expect(inShort(gaps)).toEqual(["no_table enrolments"]);
});
