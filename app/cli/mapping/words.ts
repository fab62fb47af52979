import type { Gap } from "../../../sources/nocodb/mapping/gaps.ts";
import type { ColumnReason } from "../../../sources/nocodb/mapping/propose/columns.ts";
import type { RoleReason } from "../../../sources/nocodb/mapping/propose/roles.ts";
import type { FieldName, Role } from "../../../sources/nocodb/mapping/roles.ts";
import type { Locale } from "../../community/words.ts";

/** What a mapping is said in: roles and fields as people call them, reasons, and what is missing. */
export interface MappingWords {
  readonly roles: Readonly<Record<Role, string>>;
  readonly fields: Readonly<Record<FieldName, string>>;
  readonly roleReasons: Readonly<Record<RoleReason, string>>;
  readonly columnReasons: Readonly<Record<ColumnReason, string>>;
  readonly gaps: Readonly<Record<Gap["code"], (gap: Said) => string>>;
  readonly heading: (tables: number) => string;
  readonly missing: string;
  readonly unmapped: (file: string) => string;
  readonly complete: string;
  readonly left: (titles: string) => string;
  readonly paste: (file: string) => string;
  readonly unread: (words: string) => string;
}

/** A gap in words: what was not said is an empty text. */
interface Said {
  readonly role: string;
  readonly table: string;
  readonly field: string;
  readonly named: string;
}

const ru: MappingWords = {
  roles: {
    cohorts: "потоки",
    enrolments: "записи в потоки",
    tasks: "задания",
    answers: "ответы",
    attempts: "попытки",
    reviews: "отзывы мастеров",
  },
  fields: {
    title: "название",
    guide: "руководство",
    starts: "начало",
    ends: "конец",
    cohort: "поток",
    member: "участник",
    joined: "когда записан",
    section: "раздел",
    complexity: "сложность",
    task: "задание",
    author: "автор (для формы без входа)",
    answer: "ответ",
    attempt: "попытка",
    number: "номер попытки",
    text: "текст",
    verdict: "решение мастера",
    grade: "оценка",
    comment: "замечание",
  },
  roleReasons: {
    title: "так называется",
    links_to_cohorts: "указывает на потоки",
    links_to_tasks: "указывает на задания",
    links_to_answers: "указывает на ответы",
    links_to_attempts: "указывает на попытки",
    has_people: "в ней пользователи",
    has_dates: "в ней даты",
    has_guide: "в ней руководство",
    has_section: "в ней раздел",
    has_long_text: "в ней длинный текст",
    has_verdicts: "в ней решения мастеров",
  },
  columnReasons: {
    link: "связь с этой таблицей",
    title: "так называется",
    display: "по нему узнают строку",
    people: "в нём пользователи",
    options: "таковы его варианты",
    only_long_text: "единственный длинный текст",
  },
  gaps: {
    no_table: ({ role }) => `«${role}»: ни одна таблица не названа`,
    table_missing: ({ role, named }) => `«${role}»: в базе нет таблицы «${named}»`,
    two_roles: ({ role, table }) =>
      `«${role}»: таблица «${table}» уже служит другим; оставьте ей что-то одно`,
    no_column: ({ table, field }) => `таблица «${table}»: не назван столбец для «${field}»`,
    column_missing: ({ table, field, named }) =>
      `таблица «${table}»: нет столбца «${named}», в котором должно быть «${field}»`,
    which_table: ({ table, field, named }) =>
      `таблица «${table}»: столбец «${named}» («${field}») может указывать на разные таблицы; ` +
      `назовите одну: { column: …, table: … }`,
    leads_elsewhere: ({ table, field, named }) =>
      `таблица «${table}»: столбец «${named}» ведёт не туда, где «${field}»`,
    no_creator: ({ table }) =>
      `таблица «${table}»: нет столбца типа «Кем создано» (Created by), и неизвестно, чья это ` +
      `работа; добавьте его`,
    no_modifier: ({ table }) =>
      `таблица «${table}»: нет столбца типа «Кем изменено» (Last modified by), и неизвестно, кто ` +
      `поставил решение; добавьте его`,
  },
  heading: (tables) => `Таблиц в базе: ${tables}. Что чем служит и почему:`,
  missing: "Чего не хватает:",
  unmapped: (file) =>
    `Рабочие тетради не прочитаны: в ${file} не сказано, какая таблица базы чем служит. ` +
    `Выполните \`vklad sources map nocodb\`: команда предложит это и напечатает, что вписать.`,
  complete: "Всё нужное нашлось.",
  left: (titles) => `Ничем не служат и читаться не будут: ${titles}.`,
  paste: (file) => `Проверьте и впишите в ${file}, в sources.nocodb:`,
  unread: (words) => `непонятно, что значит: ${words}; впишите сами`,
};

const en: MappingWords = {
  roles: {
    cohorts: "cohorts",
    enrolments: "enrolments",
    tasks: "tasks",
    answers: "answers",
    attempts: "attempts",
    reviews: "reviews by masters",
  },
  fields: {
    title: "title",
    guide: "guide",
    starts: "start",
    ends: "end",
    cohort: "cohort",
    member: "member",
    joined: "joined",
    section: "section",
    complexity: "complexity",
    task: "task",
    author: "author (of a form without sign-in)",
    answer: "answer",
    attempt: "attempt",
    number: "number of the attempt",
    text: "text",
    verdict: "the master's verdict",
    grade: "grade",
    comment: "remark",
  },
  roleReasons: {
    title: "it is called so",
    links_to_cohorts: "it points to cohorts",
    links_to_tasks: "it points to tasks",
    links_to_answers: "it points to answers",
    links_to_attempts: "it points to attempts",
    has_people: "it holds users",
    has_dates: "it holds dates",
    has_guide: "it holds a guide",
    has_section: "it holds a section",
    has_long_text: "it holds a long text",
    has_verdicts: "it holds verdicts",
  },
  columnReasons: {
    link: "a link to that table",
    title: "it is called so",
    display: "rows are known by it",
    people: "it holds users",
    options: "its options are such",
    only_long_text: "the only long text",
  },
  gaps: {
    no_table: ({ role }) => `“${role}”: no table is named`,
    table_missing: ({ role, named }) => `“${role}”: the base has no table “${named}”`,
    two_roles: ({ role, table }) =>
      `“${role}”: the table “${table}” is something else already; leave it one of the two`,
    no_column: ({ table, field }) => `table “${table}”: no column is named for “${field}”`,
    column_missing: ({ table, field, named }) =>
      `table “${table}”: there is no column “${named}”, which should hold “${field}”`,
    which_table: ({ table, field, named }) =>
      `table “${table}”: the column “${named}” (“${field}”) could point to several tables; ` +
      `name one: { column: …, table: … }`,
    leads_elsewhere: ({ table, field, named }) =>
      `table “${table}”: the column “${named}” does not lead to “${field}”`,
    no_creator: ({ table }) =>
      `table “${table}”: there is no column of type “Created by”, so nobody knows whose work it ` +
      `is; add one`,
    no_modifier: ({ table }) =>
      `table “${table}”: there is no column of type “Last modified by”, so nobody knows who gave ` +
      `a verdict; add one`,
  },
  heading: (tables) => `Tables in the base: ${tables}. What is what, and why:`,
  missing: "What is missing:",
  unmapped: (file) =>
    `The workbooks were not read: ${file} does not say which table of the base is what. ` +
    `Run \`vklad sources map nocodb\`: it proposes that and prints what to paste.`,
  complete: "All that is needed was found.",
  left: (titles) => `Nothing to us, and not read: ${titles}.`,
  paste: (file) => `Check it and paste it into ${file}, under sources.nocodb:`,
  unread: (words) => `nobody said what these mean: ${words}; say it yourself`,
};

export const mappingWords: Readonly<Record<Locale, MappingWords>> = { ru, en };

/** What is missing, as a sentence in the words of the base. */
export function gapText({ code, role, table, field, named }: Gap, locale: Locale): string {
  const { gaps, roles, fields } = mappingWords[locale];
  return gaps[code]({
    role: roles[role],
    table: table ?? "",
    field: field === null ? "" : fields[field as FieldName],
    named: named ?? "",
  });
}
