import type { Json } from "../../../source.ts";
import type { Grades } from "../grades.ts";
import type { Role } from "../roles.ts";
import type { TableMapping, Tables } from "../settings.ts";
import type { VerdictWords } from "../verdicts.ts";
import { guessColumns, type ColumnGuess } from "./columns.ts";
import { optionsOf, type Described } from "./described.ts";
import { guessRoles, type RoleReason } from "./roles.ts";
import { guessGrades, unreadIn } from "./scales.ts";
import { verdictWordsOf } from "./vocabulary.ts";

export interface Proposed {
  readonly role: Role;
  readonly table: Described;
  readonly reasons: readonly RoleReason[];
  readonly columns: readonly ColumnGuess[];
  readonly verdicts: VerdictWords | null;
  readonly grades: Grades | null;
  /** Words of the verdict and of the grade of which somebody has to say what they mean. */
  readonly unread: readonly string[];
}

export interface Proposal {
  readonly proposed: readonly Proposed[];
  /** Tables of no role: they will not be read. */
  readonly left: readonly Described[];
}

/** Some values of a column, as they stand in a table: where neither type nor options say enough. */
export type Samples = (table: Described, column: ColumnGuess["column"]) => Promise<readonly Json[]>;

/** Proposes which table of the bases is what, which columns it has, and what its words mean. */
export async function propose(tables: readonly Described[], samples: Samples): Promise<Proposal> {
  const guesses = guessRoles(tables);
  const roleOf = (id: string) => guesses.find(({ table }) => table.id === id)?.role ?? null;
  const proposed: Proposed[] = [];
  for (const { table, role, reasons } of guesses) {
    const found = guessColumns({ table, role, roleOf });
    const columns = found.filter(({ field }) => isOfUse(field, role, found));
    const valuesOf = (field: string) => valuesIn({ table, columns, samples }, field);
    const words = await valuesOf("verdict");
    const verdicts = words === null ? null : verdictWordsOf(words);
    const marks = await valuesOf("grade");
    const grade = columns.find(({ field }) => field === "grade")?.column;
    const grades = grade === undefined || marks === null ? null : guessGrades(grade, marks);
    const unread = [
      ...(words ?? []).filter((word) => verdicts?.[word] === undefined),
      ...unreadIn(marks ?? [], grades),
    ];
    proposed.push({ role, table, reasons, columns, verdicts, grades, unread });
  }
  return { proposed, left: tables.filter(({ id }) => roleOf(id) === null) };
}

/** An attempt that names its answer has task and cohort from there. */
function isOfUse(field: string, role: Role, found: readonly ColumnGuess[]): boolean {
  if (role !== "attempts" || (field !== "task" && field !== "cohort")) return true;
  return !found.some((guess) => guess.field === "answer");
}

/** The options of a column, or values that stand in it. Null: there is no such column. */
async function valuesIn(
  given: { table: Described; columns: readonly ColumnGuess[]; samples: Samples },
  field: string,
): Promise<readonly string[] | null> {
  const guess = given.columns.find((one) => one.field === field);
  if (guess === undefined) return null;
  const options = optionsOf(guess.column);
  if (options.length > 0) return options;
  const sampled = await given.samples(given.table, guess.column);
  const texts = sampled.filter((value) => value !== null && value !== "" && value !== false);
  return [...new Set(texts.map(String))];
}

/** What is proposed as settings, by ids: another title then changes nothing. */
export function settingsOf({ proposed }: Proposal): Tables {
  const byRole = Map.groupBy(proposed, ({ role }) => role);
  const entries = [...byRole].map(([role, tables]) => {
    const mappings = tables.map(mappingOf);
    return [role, mappings.length === 1 ? mappings[0] : mappings] as const;
  });
  return Object.fromEntries(entries) as Tables;
}

function mappingOf({ table, columns, verdicts, grades }: Proposed): TableMapping {
  const places = columns.map(({ field, column }) => [field, column.id ?? column.title]);
  return {
    table: table.id,
    columns: Object.fromEntries(places) as TableMapping["columns"],
    ...(verdicts === null ? {} : { verdicts }),
    ...(grades === null ? {} : { grades }),
  };
}
