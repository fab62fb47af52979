/** What tests of mappings begin with: a base in Russian, with every way to link. */
import type { Json } from "../../source.ts";
import type { BaseTable } from "../base.ts";
import type { Gap } from "./gaps.ts";
import { bind } from "./bind.ts";
import { mapped } from "./mapped.ts";
import { select } from "./select.ts";
import type { Tables } from "./settings.ts";

type Fields = Record<string, Json>;

export const TABLES: readonly BaseTable[] = [
  { id: "mc", title: "Потоки", base: "p1" },
  { id: "mt", title: "Задания", base: "p1" },
  { id: "ma", title: "Ответы", base: "p1" },
  { id: "mp", title: "Попытки", base: "p1" },
  { id: "mr", title: "Отзывы", base: "p1" },
];

const SYSTEM = [
  { id: "c1", title: "Id", uidt: "ID", pk: 1 },
  { id: "c2", title: "Создано", uidt: "CreatedTime" },
  { id: "c3", title: "Изменено", uidt: "LastModifiedTime" },
];
const AUTHORS = [
  { id: "c4", title: "Кем создано", uidt: "CreatedBy" },
  { id: "c5", title: "Кем изменено", uidt: "LastModifiedBy" },
];

function toOne(title: string, table: string, key: string) {
  const colOptions = { type: "bt", fk_related_model_id: table, fk_child_column_id: `k${title}` };
  return [
    { id: `l${title}`, title, uidt: "LinkToAnotherRecord", colOptions },
    { id: `k${title}`, title: key, uidt: "ForeignKey", system: 1 },
  ];
}

const COLUMNS: Readonly<Record<string, readonly object[]>> = {
  Потоки: [{ id: "ct", title: "Название", uidt: "SingleLineText" }],
  Задания: [{ id: "ct", title: "Название", uidt: "SingleLineText" }],
  Ответы: [
    ...toOne("Задание", "mt", "nc___Задания_id"),
    ...toOne("Поток", "mc", "nc___Потоки_id"),
    ...AUTHORS,
  ],
  Попытки: [
    ...toOne("Ответ", "ma", "nc___Ответы_id"),
    { id: "cx", title: "Текст", uidt: "LongText" },
    { id: "cv", title: "Решение", uidt: "SingleSelect" },
    { id: "cg", title: "Оценка", uidt: "Rating" },
    ...AUTHORS,
  ],
  Отзывы: [
    ...toOne("Попытка", "mp", "nc___Попытки_id"),
    { id: "cv", title: "Решение", uidt: "SingleSelect" },
    { id: "cg", title: "Оценка", uidt: "Rating" },
    ...AUTHORS,
  ],
};

export function metaOf(title: string, more: readonly object[] = []): Json {
  return { columns: [...SYSTEM, ...(COLUMNS[title] ?? []), ...more] } as unknown as Json;
}

export const MAPPING: Tables = {
  cohorts: { table: "Потоки", columns: { title: "Название" } },
  tasks: { table: "Задания", columns: { title: "Название" } },
  answers: { table: "Ответы", columns: { task: "Задание", cohort: "Поток" } },
  attempts: {
    table: "Попытки",
    columns: { answer: "Ответ", text: "Текст", verdict: "Решение", grade: "Оценка" },
    verdicts: { принято: "accepted", "на доработку": "returned" },
    grades: { from: 1, to: 10 },
  },
};

/** A table bound as it is, or with more columns. */
export function boundTable(title: string, mapping = MAPPING, more: readonly object[] = []) {
  const selection = select(TABLES, mapping);
  const chosen = selection.selected.find(({ table }) => table.title === title);
  if (chosen === undefined) throw new Error(`The mapping has no table ${title}.`);
  return bind(chosen, selection, metaOf(title, more));
}

/** A row of a table in our words: of all records it becomes. */
export function rowAs(
  title: string,
  fields: Fields,
  mapping = MAPPING,
  more: readonly object[] = [],
) {
  const { binding } = boundTable(title, mapping, more);
  const { id: table_id } = TABLES.find((table) => table.title === title)!;
  const columns = { key: "Id", created: "Создано", updated: "Изменено" };
  return mapped({ table_id, table: title, Id: fields["Id"] ?? 1, fields }, binding, columns);
}

/** Gaps in short: code, table, field and what was named. */
export function inShort(gaps: readonly Gap[]): string[] {
  return gaps.map(({ code, role, table, field, named }) =>
    [code, role, table, field, named].filter((part) => part !== null).join(" "),
  );
}
