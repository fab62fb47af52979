import {
  nocodbTime,
  type BaseColumn,
  type BaseRow,
  type BaseTable,
  type RowJson,
} from "../nocodb/base.ts";
import type { Random } from "../random.ts";
import { dateOf, DAY_MS, type Frame } from "./frame.ts";
import type { Cohort } from "./cohorts.ts";
import { accountField } from "./workbook.ts";
import type { Enrolment, Task } from "./workbook-plan.ts";

export type TableTitle = "Streams" | "Enrolments" | "Tasks" | "Answers" | "Attempts";

const COMMON_COLUMNS: readonly BaseColumn[] = [
  { title: "Id", uidt: "ID", isSystem: false },
  { title: "CreatedAt", uidt: "CreatedTime", isSystem: true },
  { title: "UpdatedAt", uidt: "LastModifiedTime", isSystem: true },
];

/** Titles of fields and NocoDB's types of them, beside those that every table has. */
const COLUMNS: Readonly<Record<TableTitle, readonly [string, string][]>> = {
  Streams: [
    ["Title", "SingleLineText"],
    ["Guide", "SingleLineText"],
    ["Starts", "Date"],
    ["Ends", "Date"],
  ],
  Enrolments: [
    ["Stream", "Number"],
    ["Member", "User"],
    ["Joined", "Date"],
  ],
  Tasks: [
    ["Title", "SingleLineText"],
    ["Section", "SingleLineText"],
    ["Complexity", "Decimal"],
    ["Stream", "Number"],
  ],
  Answers: [
    ["Task", "Number"],
    ["Stream", "Number"],
    ["CreatedBy", "CreatedBy"],
  ],
  Attempts: [
    ["Answer", "Number"],
    ["Attempt", "Number"],
    ["Text", "LongText"],
    ["Verdict", "SingleSelect"],
    ["Grade", "Number"],
    ["Comment", "LongText"],
    ["CreatedBy", "CreatedBy"],
    ["LastModifiedBy", "LastModifiedBy"],
  ],
};

export function tableOf(random: Random, title: TableTitle, rows: readonly BaseRow[]): BaseTable {
  const own = COLUMNS[title].map(([name, uidt]) => ({ title: name, uidt, isSystem: false }));
  return { id: nativeId(random, "m"), title, columns: [...COMMON_COLUMNS, ...own], rows };
}

/** NocoDB's ids: a letter for the kind and fifteen of its alphabet. */
export function nativeId(random: Random, letter: string): string {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  let id = letter;
  for (let count = 0; count < 15; count += 1) id += alphabet[random.whole(0, alphabet.length - 1)];
  return id;
}

const LAID_OUT_DAYS_BEFORE = 27;

/** A row that was there when the base was laid out, and has stayed as it was. */
export function stillRow(frame: Frame, { id, fields }: { id: number; fields: RowJson }): BaseRow {
  const CreatedAt = nocodbTime(frame.start - LAID_OUT_DAYS_BEFORE * DAY_MS);
  return {
    place: id,
    versions: [{ from: 0, value: { Id: id, CreatedAt, UpdatedAt: null, ...fields } }],
  };
}

export function cohortRow(cohort: Cohort): RowJson {
  return {
    Title: cohort.title,
    Guide: cohort.guide.id,
    Starts: dateOf(cohort.starts),
    Ends: dateOf(cohort.ends),
  };
}

export function enrolmentRow(id: number, { person, cohort }: Enrolment): BaseRow {
  const joined = Math.max(
    cohort.starts - 3 * DAY_MS,
    Math.min(person.joinedAt, cohort.starts + 20 * DAY_MS),
  );
  return {
    place: id,
    versions: [
      {
        from: joined,
        value: {
          Id: id,
          CreatedAt: nocodbTime(joined),
          UpdatedAt: null,
          Stream: cohort.id,
          Member: accountField(person),
          Joined: dateOf(joined),
        },
      },
    ],
  };
}

export function taskRow(task: Task): RowJson {
  return { Title: task.title, Section: task.sectionId, Complexity: task.complexity, Stream: null };
}
