import type { Json } from "../../source.ts";
import type { Columns } from "../base.ts";
import { answersIn } from "./answers-in-attempts.ts";
import type { Binding } from "./binding.ts";
import { gradeIn } from "./grades.ts";
import { linkIn } from "./links.ts";
import { creatorOf, namedIn, personIn, type Person } from "./people.ts";
import type { Role } from "./roles.ts";
import { cellOf, only, valueIn, type Row } from "./values.ts";
import { verdictIn } from "./verdicts.ts";

/** A row of a table in our own words; links are `<table id>/<row id>`, people their account's id. */
export type As = { readonly [field: string]: Json };

/** What a mapping needs of a record: its fields are clean already. */
export type Given = {
  readonly table_id: string;
  readonly table: string;
  readonly Id: Json;
  readonly fields: Row;
};

type Mapped = Given & { readonly role: Role; readonly as: As };

/**
 * The record with its role and with what its fields mean; two records where each attempt is an
 * answer as well. Nothing is refused here: what cannot be read stays as it is, for staging to name.
 */
export function mapped(given: Given, binding: Binding, columns: Columns): readonly Mapped[] {
  const { role } = binding;
  const stamped = common(given, binding, columns);
  const as = { ...BY_ROLE[role](reading(given, binding, columns)), ...stamped };
  const isAnswerToo = role === "attempts" && binding.columns["answer"] === undefined;
  if (!isAnswerToo) return [{ ...given, role, as }];
  const table_id = answersIn(given.table_id);
  const { task = null, cohort = null, cohort_id = null } = as;
  const answer = { task, cohort, cohort_id, ...stamped };
  return [
    { ...given, table_id, role: "answers", as: answer },
    { ...given, role, as: { ...as, answer: `${table_id}/${String(given.Id)}` } },
  ];
}

interface Reading {
  value(field: string): Json;
  link(field: string): Json;
  /** The cohort that the field of this name links to, and what it is known by. */
  cohort(): As;
  member(): As;
  /** When the row was made, where no column says it. */
  joined(): Json;
  verdict(): As;
  has(field: string): boolean;
}

const BY_ROLE: Readonly<Record<Role, (read: Reading) => As>> = {
  cohorts: (read) => ({
    title: read.value("title"),
    guide: read.value("guide"),
    starts: read.value("starts"),
    ends: read.value("ends"),
  }),
  enrolments: (read) => ({ ...read.cohort(), ...read.member(), joined: read.joined() }),
  tasks: (read) => ({
    title: read.value("title"),
    section: read.value("section"),
    complexity: read.value("complexity"),
    ...read.cohort(),
  }),
  answers: (read) => ({ task: read.link("task"), ...read.cohort() }),
  attempts: (read) => ({
    answer: read.link("answer"),
    task: read.link("task"),
    ...read.cohort(),
    number: read.has("number") ? read.value("number") : 1,
    text: read.value("text"),
    ...read.verdict(),
  }),
  reviews: (read) => ({ attempt: read.link("attempt"), ...read.verdict() }),
};

function reading({ Id: id, fields: row }: Given, binding: Binding, columns: Columns): Reading {
  const bound = (field: string) => binding.columns[field];
  const link = (field: string) => {
    const target = binding.targets[field];
    return target === undefined ? null : linkIn(row, bound(field), { target, id });
  };
  return {
    has: (field) => bound(field) !== undefined,
    value: (field) => valueIn(cellOf(row, bound(field))),
    link,
    cohort() {
      const cohort = link("cohort");
      return { cohort, cohort_id: cohortIdOf(cohort, binding.cohorts) };
    },
    member() {
      const isNamed = bound("member") !== undefined;
      const { id: member, name } = isNamed
        ? namedIn(row, bound("member"))
        : creatorIn(row, binding);
      return { member, member_name: name };
    },
    joined() {
      const isNamed = bound("joined") !== undefined;
      return isNamed ? valueIn(cellOf(row, bound("joined"))) : cellNamed(row, columns.created);
    },
    verdict: () => verdictOf(row, binding),
  };
}

/** Cohorts of the first table are known by their plain ids: roles in the ledger name them so. */
export function cohortIdOf(reference: Json, first: string | null): Json {
  if (typeof reference !== "string" || first === null) return reference;
  return reference.startsWith(`${first}/`) ? reference.slice(first.length + 1) : reference;
}

/** A grade that cannot be read makes the verdict unclear: confirmed unseen, it would be lost. */
function verdictOf(row: Row, { columns, verdicts, grades }: Binding): As {
  const verdict = verdictIn(only(cellOf(row, columns["verdict"])), verdicts);
  const grade = gradeIn(only(cellOf(row, columns["grade"])), grades);
  return {
    verdict: grade === undefined ? "unclear" : verdict,
    grade: grade ?? null,
    comment: valueIn(cellOf(row, columns["comment"])),
  };
}

function common({ table_id, Id, fields }: Given, binding: Binding, columns: Columns): As {
  const creator = creatorIn(fields, binding);
  const modifier = personIn(cellNamed(fields, binding.modified_by));
  const known = cohortIdOf(`${table_id}/${String(Id)}`, binding.cohorts);
  return {
    ...(binding.role === "cohorts" ? { cohort_id: known } : {}),
    created_by: creator.id,
    created_by_name: creator.name,
    modified_by: modifier.id,
    modified_by_name: modifier.name,
    created_at: cellNamed(fields, columns.created),
    updated_at: cellNamed(fields, columns.updated),
  };
}

function creatorIn(row: Row, { created_by, columns }: Binding): Person {
  return creatorOf(row, { title: created_by, author: columns["author"] });
}

function cellNamed(row: Row, title: string | null): Json {
  return title === null ? null : (row[title] ?? null);
}
