import { z } from "zod";

import { ROLES } from "./roles.ts";

/**
 * What a mapping lacks: codes, which the terminal and the deanery's page say in words.
 *
 * `no_table`: the role has none · `table_missing`: none of that title or id · `two_roles`: a table
 * has one already · `no_column`: a field that is needed has none · `column_missing`: none of that
 * title or id · `which_table`: the value could name a row of several tables, or of none ·
 * `leads_elsewhere`: the link points to a table of another role · `no_creator`, `no_modifier`: no
 * column of that type, so that nobody knows who wrote or judged.
 */
export const Gap = z.strictObject({
  code: z.enum([
    "no_table",
    "table_missing",
    "two_roles",
    "no_column",
    "column_missing",
    "which_table",
    "leads_elsewhere",
    "no_creator",
    "no_modifier",
  ]),
  role: z.enum(ROLES),
  /** As people know it; null where the role has no table. */
  table: z.string().nullable(),
  field: z.string().nullable(),
  /** What the configuration calls it. */
  named: z.string().nullable(),
});
export type Gap = z.infer<typeof Gap>;

/** With these the table can be read; what is missing makes its rows less than they could be. */
const READ_ALL_THE_SAME: ReadonlySet<Gap["code"]> = new Set(["no_creator", "no_modifier"]);

/** True: reading the table would lose something silently, so it is not read. */
export function isBlocking({ code }: Gap): boolean {
  return !READ_ALL_THE_SAME.has(code);
}
