import { ROLES, type Role } from "../roles.ts";
import { DATES, leadsTo, LONG_TEXTS, optionsOf, shown, type Described } from "./described.ts";
import type { Column } from "../structure.ts";
import { isColumnFor, isTableOf, verdictWordsOf } from "./vocabulary.ts";

/** Why a table is taken for a role: codes, said in words by whoever shows them. */
export type RoleReason =
  | "title"
  | "links_to_cohorts"
  | "links_to_tasks"
  | "links_to_answers"
  | "links_to_attempts"
  | "has_people"
  | "has_dates"
  | "has_guide"
  | "has_section"
  | "has_long_text"
  | "has_verdicts";

export interface RoleGuess {
  readonly table: Described;
  readonly role: Role;
  readonly reasons: readonly RoleReason[];
}

/** How much a sign says. A title alone is enough; other signs need each other. */
const SCORE_MIN = 6;

type Signs = Readonly<Partial<Record<RoleReason, number>>>;

const SIGNS: Readonly<Record<Role, Signs>> = {
  cohorts: { title: 6, has_dates: 1, has_guide: 3 },
  enrolments: { title: 6, has_people: 3, links_to_cohorts: 3 },
  tasks: { title: 6, has_section: 3 },
  answers: {
    title: 6,
    links_to_tasks: 5,
    links_to_cohorts: 2,
    has_long_text: -2,
    has_verdicts: -2,
  },
  attempts: { title: 6, links_to_answers: 5, links_to_tasks: 3, has_long_text: 3, has_verdicts: 4 },
  reviews: { title: 6, links_to_attempts: 6, has_verdicts: 2 },
};

/** Which table is what, and why. A table has one role or none; a role may have several tables. */
export function guessRoles(tables: readonly Described[]): readonly RoleGuess[] {
  // Twice: what a table links to says more once it is known what those tables are.
  let known = new Map(tables.map((table) => [table.id, byTitle(table)]));
  known = new Map(tables.map((table) => [table.id, best(table, known)?.role ?? null]));
  const guesses = tables.flatMap((table) => best(table, known) ?? []);
  return ROLES.flatMap((role) => guesses.filter((guess) => guess.role === role));
}

function byTitle({ title }: Described): Role | null {
  return ROLES.find((role) => isTableOf(role, title)) ?? null;
}

function best(table: Described, known: ReadonlyMap<string, Role | null>): RoleGuess | undefined {
  const signs = signsOf(table, known);
  const scored = ROLES.map((role) => {
    const found = isTableOf(role, table.title) ? [...signs, "title" as const] : signs;
    const counted = found.filter((sign) => SIGNS[role][sign] !== undefined);
    const score = counted.reduce((sum, sign) => sum + (SIGNS[role][sign] ?? 0), 0);
    const reasons = counted.filter((sign) => (SIGNS[role][sign] ?? 0) > 0);
    return { table, role, reasons, score };
  });
  const [first] = scored.toSorted((a, b) => b.score - a.score);
  return first !== undefined && first.score >= SCORE_MIN ? first : undefined;
}

function signsOf(table: Described, known: ReadonlyMap<string, Role | null>): RoleReason[] {
  const columns = shown(table);
  const has = (sign: RoleReason, holds: (column: Column) => boolean) =>
    columns.some(holds) ? [sign] : [];
  const linksTo = (role: Role, field: string) => (column: Column) => {
    const target = leadsTo(column);
    if (target !== null) return known.get(target) === role;
    return column.uidt !== "LongText" && isColumnFor(field, column.title);
  };
  return [
    ...has("links_to_cohorts", linksTo("cohorts", "cohort")),
    ...has("links_to_tasks", linksTo("tasks", "task")),
    ...has("links_to_answers", linksTo("answers", "answer")),
    ...has("links_to_attempts", linksTo("attempts", "attempt")),
    ...has("has_people", ({ uidt }) => uidt === "User"),
    ...has("has_dates", ({ uidt }) => DATES.has(uidt)),
    ...has("has_guide", ({ title }) => isColumnFor("guide", title)),
    ...has("has_section", ({ title }) => isColumnFor("section", title)),
    ...has("has_long_text", ({ uidt }) => LONG_TEXTS.has(uidt)),
    ...has("has_verdicts", isVerdict),
  ];
}

/** A column of choices of which one says accepted or returned, or ticks that are called so. */
export function isVerdict(column: Column): boolean {
  if (column.uidt === "Checkbox") return isColumnFor("verdict", column.title);
  if (column.uidt !== "SingleSelect") return false;
  const words = Object.values(verdictWordsOf(optionsOf(column)));
  return words.some((word) => word !== "none") || isColumnFor("verdict", column.title);
}
