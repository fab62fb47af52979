import { fieldsOf, type Field, type Role } from "../roles.ts";
import type { Column } from "../structure.ts";
import { DATES, leadsTo, LONG_TEXTS, NUMBERS, shown, type Described } from "./described.ts";
import { isVerdict } from "./roles.ts";
import { isColumnFor } from "./vocabulary.ts";

/** Why a column is taken for a field: codes, said in words by whoever shows them. */
export type ColumnReason = "link" | "title" | "display" | "people" | "options" | "only_long_text";

export interface ColumnGuess {
  readonly field: string;
  readonly column: Column;
  readonly why: ColumnReason;
}

interface Given {
  readonly table: Described;
  readonly role: Role;
  /** What the tables of the base are. */
  readonly roleOf: (table: string) => Role | null;
}

/** The columns of a table for the fields of its role. Each column serves one field. */
export function guessColumns(given: Given): readonly ColumnGuess[] {
  const guesses: ColumnGuess[] = [];
  const fields = Object.entries(fieldsOf(given.role));
  // Sure signs first, so that a title that fits two fields goes to the one nothing else serves.
  for (const way of WAYS)
    for (const [field, wanted] of fields) {
      if (guesses.some((guess) => guess.field === field)) continue;
      const left = shown(given.table).filter(
        (column) => !guesses.some((guess) => guess.column === column),
      );
      const column = way.find(left, { ...given, field, wanted });
      if (column !== undefined) guesses.push({ field, column, why: way.why });
    }
  return fields.flatMap(([field]) => guesses.filter((guess) => guess.field === field));
}

interface Wanted extends Given {
  readonly field: string;
  readonly wanted: Field;
}

interface Way {
  readonly why: ColumnReason;
  find(left: readonly Column[], wanted: Wanted): Column | undefined;
}

const WAYS: readonly Way[] = [
  {
    why: "link",
    find: (left, { wanted: { to }, roleOf }) =>
      to === undefined
        ? undefined
        : left.find((column) => {
            const target = leadsTo(column);
            return target !== null && roleOf(target) === to;
          }),
  },
  {
    why: "people",
    find: (left, { wanted, field }) =>
      wanted.kind === "person" && field === "member"
        ? left.find(({ uidt }) => uidt === "User")
        : undefined,
  },
  {
    why: "options",
    find: (left, { wanted }) => (wanted.kind === "verdict" ? left.find(isVerdict) : undefined),
  },
  {
    why: "display",
    find: (left, { field }) => (field === "title" ? left.find(({ pv }) => Boolean(pv)) : undefined),
  },
  {
    why: "title",
    find: (left, wanted) =>
      left.find((column) => fits(column, wanted) && isColumnFor(wanted.field, column.title)),
  },
  {
    why: "only_long_text",
    find(left, { field }) {
      const long = left.filter(({ uidt }) => LONG_TEXTS.has(uidt));
      return field === "text" && long.length === 1 ? long[0] : undefined;
    },
  },
];

const TEXTS: ReadonlySet<string> = new Set(["SingleLineText", "LongText"]);
const STAMPS: ReadonlySet<string> = new Set([
  "CreatedTime",
  "LastModifiedTime",
  "CreatedBy",
  "LastModifiedBy",
]);

/** Whether values of the column's type can be what the field holds. */
function fits({ uidt }: Column, { field, wanted }: Wanted): boolean {
  if (STAMPS.has(uidt)) return false;
  if (field === "text" || field === "comment") return TEXTS.has(uidt);
  if (field === "starts" || field === "ends" || field === "joined") return DATES.has(uidt);
  if (field === "complexity" || wanted.kind === "number") return NUMBERS.has(uidt);
  if (wanted.kind === "grade") return NUMBERS.has(uidt) || uidt === "SingleSelect";
  if (wanted.kind === "verdict") return uidt === "SingleLineText";
  if (wanted.kind === "person") return uidt === "User" || uidt === "Email";
  if (wanted.kind === "link") return PLAIN_LINKS.has(uidt);
  return uidt !== "Attachment";
}

/** A row's id typed by hand, or looked up through a link. */
const PLAIN_LINKS: ReadonlySet<string> = new Set(["Number", "SingleLineText", "Lookup"]);
