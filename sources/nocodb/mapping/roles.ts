/** What tables of a base can be to us, and what each role's columns are for. */

/** The order in which people read them. */
export const ROLES = ["cohorts", "enrolments", "tasks", "answers", "attempts", "reviews"] as const;
export type Role = (typeof ROLES)[number];

export interface Field {
  readonly kind: "link" | "value" | "number" | "person" | "verdict" | "grade";
  /** The role of the table that a link points to. */
  readonly to?: Role;
  /** Without it no row of the table can be used. */
  readonly isNeeded?: true;
}

type Fields = Readonly<Record<string, Field>>;

const answering = {
  task: { kind: "link", to: "tasks", isNeeded: true },
  cohort: { kind: "link", to: "cohorts", isNeeded: true },
  /** Of a row that came through a form without sign-in: whoever signed in is its author. */
  author: { kind: "person" },
} as const satisfies Fields;

const judging = {
  verdict: { kind: "verdict" },
  grade: { kind: "grade" },
  comment: { kind: "value" },
} as const satisfies Fields;

export const FIELDS = {
  cohorts: {
    title: { kind: "value", isNeeded: true },
    guide: { kind: "value" },
    starts: { kind: "value" },
    ends: { kind: "value" },
  },
  enrolments: {
    cohort: { kind: "link", to: "cohorts", isNeeded: true },
    /** Where left out: whoever made the row. */
    member: { kind: "person" },
    /** Where left out: when the row was made. */
    joined: { kind: "value" },
  },
  tasks: {
    title: { kind: "value", isNeeded: true },
    section: { kind: "value" },
    complexity: { kind: "value" },
    cohort: { kind: "link", to: "cohorts" },
  },
  answers: answering,
  attempts: {
    /** Where left out, each row is an answer too, and says task and cohort itself. */
    answer: { kind: "link", to: "answers" },
    task: { kind: "link", to: "tasks" },
    cohort: { kind: "link", to: "cohorts" },
    author: { kind: "person" },
    /** Where left out, attempts are told apart by when they were made. */
    number: { kind: "number" },
    text: { kind: "value", isNeeded: true },
    ...judging,
  },
  reviews: {
    attempt: { kind: "link", to: "attempts", isNeeded: true },
    ...judging,
  },
} as const satisfies Readonly<Record<Role, Fields>>;

export type FieldName = { [R in Role]: keyof (typeof FIELDS)[R] & string }[Role];

/** The fields of a role by name, for code that walks through all of them. */
export function fieldsOf(role: Role): Readonly<Record<string, Field>> {
  return FIELDS[role];
}

/** Roles without which nothing of a workbook can be scored or shown. */
export const NEEDED_ROLES = [
  "cohorts",
  "enrolments",
  "tasks",
  "answers",
  "attempts",
] as const satisfies readonly Role[];
