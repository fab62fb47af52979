import { z } from "zod";

import { Grades } from "./grades.ts";
import { FIELDS, ROLES, type Field, type Role } from "./roles.ts";
import { VerdictWords } from "./verdicts.ts";

const name = z.string().min(1);

/**
 * Where a field stands: a column by its title or id, the column of a link with the table it points
 * to (needed only where several could be meant), or one value for all rows.
 */
export const Place = z.union(
  [
    name,
    z.strictObject({ column: name, table: name }),
    z.strictObject({ is: z.union([name, z.number()]) }),
  ],
  "a column by its title or id, { column, table } or { is }",
);
export type Place = z.infer<typeof Place>;

type Places<F> = { [K in keyof F]: z.ZodOptional<typeof Place> };

function placesOf<const F extends Readonly<Record<string, Field>>>(fields: F) {
  const shape = Object.fromEntries(Object.keys(fields).map((field) => [field, Place.optional()]));
  return z.strictObject(shape as Places<F>);
}

function tablesOf<const R extends Role>(role: R) {
  const one = z.strictObject({
    /** Its title, in every base that has one of this title, or its id. */
    table: name,
    /** Only in this base. */
    base: name.optional(),
    columns: placesOf(FIELDS[role]),
    verdicts: VerdictWords.optional(),
    grades: Grades.optional(),
  });
  const form = "a table with its columns, or a list of such tables";
  return z.union([one, z.array(one).min(1)], form).optional();
}

/** `sources.nocodb.tables`: which table of the base is what. */
export const Tables = z.strictObject(
  Object.fromEntries(ROLES.map((role) => [role, tablesOf(role)])) as {
    [R in Role]: ReturnType<typeof tablesOf<R>>;
  },
);
export type Tables = z.infer<typeof Tables>;

export interface TableMapping {
  readonly table: string;
  readonly base?: string | undefined;
  readonly columns: Readonly<Record<string, Place | undefined>>;
  readonly verdicts?: VerdictWords | undefined;
  readonly grades?: Grades | undefined;
}

/** The tables of a role as a list: one table may stand without brackets. */
export function tablesIn(tables: Tables, role: Role): readonly TableMapping[] {
  const given: TableMapping | readonly TableMapping[] | undefined = tables[role];
  if (given === undefined) return [];
  return isList(given) ? given : [given];
}

function isList(given: TableMapping | readonly TableMapping[]): given is readonly TableMapping[] {
  return Array.isArray(given);
}
