/** Bases as communities make them, described: for tests of proposals. */
import type { Column } from "../structure.ts";
import { columnsIn } from "../structure.ts";
import type { Described } from "./described.ts";

type Columns = readonly Record<string, unknown>[];

export function tableOf(id: string, title: string, columns: Columns): Described {
  const system = [
    { id: `${id}i`, title: "Id", uidt: "ID", system: 0 },
    { id: `${id}c`, title: "CreatedAt", uidt: "CreatedTime", system: 1 },
    { id: `${id}u`, title: "UpdatedAt", uidt: "LastModifiedTime", system: 1 },
  ];
  const own = columns.map((column, index) => ({ id: `${id}${index}`, ...column }));
  return { id, title, base: "p1", columns: columnsIn({ columns: [...system, ...own] } as never) };
}

export function linkTo(title: string, table: string): Record<string, unknown> {
  const colOptions = { type: "bt", fk_related_model_id: table, fk_child_column_id: "k" };
  return { title, uidt: "LinkToAnotherRecord", colOptions };
}

/** The other end of a link, which NocoDB adds by itself. */
export function manyOf(title: string, table: string): Record<string, unknown> {
  return { title, uidt: "Links", colOptions: { type: "hm", fk_related_model_id: table } };
}

export function choice(title: string, ...options: readonly string[]): Record<string, unknown> {
  const colOptions = { options: options.map((option) => ({ title: option })) };
  return { title, uidt: "SingleSelect", colOptions };
}

const named = { title: "Название", uidt: "SingleLineText", pv: 1 };
const PEOPLE = [
  { title: "Кем создано", uidt: "CreatedBy" },
  { title: "Кем изменено", uidt: "LastModifiedBy" },
];

/** A base in Russian with links, choices and ten grades, and two tables that are none of ours. */
export const RUSSIAN: readonly Described[] = [
  tableOf("ms", "Потоки", [
    named,
    { title: "Руководство", uidt: "SingleLineText" },
    { title: "Начало", uidt: "Date" },
    { title: "Конец", uidt: "Date" },
    manyOf("Ответы", "ma"),
  ]),
  tableOf("me", "Записи", [
    linkTo("Поток", "ms"),
    { title: "Участник", uidt: "User" },
    { title: "Дата записи", uidt: "Date" },
  ]),
  tableOf("mt", "Задания", [
    named,
    { title: "Раздел", uidt: "SingleLineText" },
    { title: "Сложность", uidt: "Decimal" },
    manyOf("Ответы", "ma"),
  ]),
  tableOf("ma", "Ответы", [
    linkTo("Задание", "mt"),
    linkTo("Поток", "ms"),
    manyOf("Попытки", "mp"),
    ...PEOPLE,
  ]),
  tableOf("mp", "Попытки", [
    linkTo("Ответ", "ma"),
    { title: "Номер", uidt: "Number" },
    { title: "Текст", uidt: "LongText" },
    choice("Решение мастера", "принято", "на доработку", "не принято", "на проверке"),
    { title: "Оценка", uidt: "Rating", meta: '{"max":10}' },
    { title: "Замечание", uidt: "LongText" },
    ...PEOPLE,
  ]),
  tableOf("mk", "Контакты", [
    { title: "Имя", uidt: "SingleLineText", pv: 1 },
    { title: "Почта", uidt: "Email" },
    { title: "Телефон", uidt: "PhoneNumber" },
  ]),
  tableOf("mb", "Бюджет", [{ title: "Сумма", uidt: "Currency" }]),
];

export type { Column };
