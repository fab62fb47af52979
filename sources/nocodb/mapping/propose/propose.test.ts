import { expect, test } from "vitest";

import { SMALL } from "../../../../demo/given-demo.ts";
import { DEMO_TABLES } from "../../../../demo/nocodb/mapping.ts";
import type { Json } from "../../../source.ts";
import { examine } from "../examine.ts";
import { columnsIn } from "../structure.ts";
import { choice, linkTo, RUSSIAN, tableOf } from "./given-base.ts";
import { propose, settingsOf, type Samples } from "./propose.ts";
import type { Described } from "./described.ts";

const none: Samples = async () => [];

async function proposed(tables: readonly Described[], samples: Samples = none) {
  const proposal = await propose(tables, samples);
  const settings = settingsOf(proposal);
  const metaOf = async ({ id }: { id: string }) =>
    ({ columns: tables.find((table) => table.id === id)!.columns }) as unknown as Json;
  const gaps = await examine(tables, settings, metaOf);
  return { proposal, settings, gaps: gaps.map(({ code, table, field }) => [code, table, field]) };
}

test("a base in Russian with links is mapped whole, by ids, with its words and its scale", async () => {
  const { settings, gaps } = await proposed(RUSSIAN);

  expect(settings).toEqual({
    cohorts: {
      table: "ms",
      columns: { title: "ms0", guide: "ms1", starts: "ms2", ends: "ms3" },
    },
    enrolments: { table: "me", columns: { cohort: "me0", member: "me1", joined: "me2" } },
    tasks: { table: "mt", columns: { title: "mt0", section: "mt1", complexity: "mt2" } },
    answers: { table: "ma", columns: { task: "ma0", cohort: "ma1" } },
    attempts: {
      table: "mp",
      columns: {
        ...{ answer: "mp0", number: "mp1", text: "mp2" },
        ...{ verdict: "mp3", grade: "mp4", comment: "mp5" },
      },
      verdicts: {
        принято: "accepted",
        "на доработку": "returned",
        "не принято": "returned",
        "на проверке": "none",
      },
      grades: { from: 1, to: 10 },
    },
  });
  expect(gaps).toEqual([]);
});

test("tables of no role are left, so that nothing of them is read", async () => {
  const { proposal } = await proposed(RUSSIAN);

  expect(proposal.left.map(({ title }) => title)).toEqual(["Контакты", "Бюджет"]);
});

test("each guess says why it was made", async () => {
  const { proposal } = await proposed(RUSSIAN);
  const attempts = proposal.proposed.find(({ role }) => role === "attempts");

  expect(attempts?.reasons).toEqual([
    ...["links_to_answers", "has_long_text", "has_verdicts", "title"],
  ]);
  expect(attempts?.columns.map(({ field, why }) => [field, why])).toEqual([
    ["answer", "link"],
    ["number", "title"],
    ["text", "title"],
    ["verdict", "options"],
    ["grade", "title"],
    ["comment", "title"],
  ]);
});

test("links say what a table is where its title does not", async () => {
  const renamed = RUSSIAN.map((table) =>
    table.id === "ma" ? { ...table, title: "Тетрадь" } : table,
  );

  const { settings } = await proposed(renamed);

  expect(settings.answers).toEqual({ table: "ma", columns: { task: "ma0", cohort: "ma1" } });
});

test("where a row is an answer and its attempt, no table of answers is proposed or missed", async () => {
  const one = [
    ...RUSSIAN.filter(({ id }) => ["ms", "me", "mt"].includes(id)),
    tableOf("mr", "Рабочая тетрадь", [
      linkTo("Задание", "mt"),
      linkTo("Поток", "ms"),
      { title: "Ответ", uidt: "LongText" },
      choice("Статус", "зачтено", "вернуть", "черновик"),
      { title: "Кем создано", uidt: "CreatedBy" },
      { title: "Кем изменено", uidt: "LastModifiedBy" },
    ]),
  ];

  const { settings, gaps } = await proposed(one);

  expect(settings.attempts).toEqual({
    table: "mr",
    columns: { task: "mr0", cohort: "mr1", text: "mr2", verdict: "mr3" },
    verdicts: { зачтено: "accepted", вернуть: "returned", черновик: "none" },
  });
  expect([settings.answers, gaps]).toEqual([undefined, []]);
});

test("several workbooks of one base are several tables of one role", async () => {
  const more = RUSSIAN.filter(({ id }) => id === "mt").map((table) => ({
    ...table,
    ...{ id: "mt2", title: "Задания. Часть 2" },
  }));

  const { settings } = await proposed([...RUSSIAN, ...more]);

  expect(settings.tasks).toMatchObject([{ table: "mt" }, { table: "mt2" }]);
});

test("what a base lacks is said: a role, a column, who wrote and who judged", async () => {
  const poor = [
    tableOf("mt", "Задачи", [{ title: "Номер", uidt: "Number" }]),
    tableOf("mp", "Попытки", [linkTo("Задача", "mt"), choice("Итог", "принято", "нет")]),
  ];

  const { gaps, proposal } = await proposed(poor);

  expect(gaps).toEqual([
    ["no_table", null, null],
    ["no_table", null, null],
    ["no_column", "Задачи", "title"],
    ["no_column", "Попытки", "cohort"],
    ["no_column", "Попытки", "text"],
    ["no_creator", "Попытки", null],
    ["no_modifier", "Попытки", null],
  ]);
  expect(proposal.proposed.at(-1)?.unread).toEqual(["нет"]);
});

test("grades typed as numbers are read off the table, and nothing else of its rows", async () => {
  const asked: string[] = [];
  const typed = RUSSIAN.map((table) =>
    table.id === "mp"
      ? tableOf("mp", "Попытки", [
          linkTo("Ответ", "ma"),
          { title: "Текст", uidt: "LongText" },
          { title: "Балл", uidt: "Number" },
        ])
      : table,
  );

  const { settings } = await proposed(typed, async (table, { title }) => {
    asked.push(`${table.title}.${title}`);
    return [7, null, 72, 100];
  });

  expect(settings.attempts).toMatchObject({ grades: { from: 0, to: 100 } });
  expect(asked).toEqual(["Попытки.Балл"]);
});

test("a base in English with row ids typed as values is mapped as the demo's is", async () => {
  const demo = SMALL.base.tables.map(({ title, columns }) => ({
    ...{ id: title, title, base: "p1" },
    columns: columnsIn({
      columns: columns.map(({ title: name, uidt }) => ({ title: name, uidt })),
    }),
  }));
  const given: Readonly<Record<string, readonly Json[]>> = {
    Verdict: ["accepted", null, "returned"],
    Grade: [3, null, 5],
  };

  const { settings, gaps } = await proposed(demo, async (_table, { title }) => given[title] ?? []);

  const { attempts, ...others } = DEMO_TABLES;
  const verdicts = { accepted: "accepted", returned: "returned" };
  expect(settings).toEqual({ ...others, attempts: { ...attempts, verdicts } });
  expect(gaps).toEqual([]);
});
