import { z } from "zod";

import { Grades } from "./grades.ts";
import { ROLES } from "./roles.ts";
import { VerdictWords } from "./verdicts.ts";

/** Where one field of a table stands: titles are those that records carry. */
export const Bound = z.union([
  z.strictObject({ is: z.union([z.string(), z.number()]) }),
  z.strictObject({
    title: z.string(),
    /** A column that NocoDB fills with a count; what is linked stands in `junction`. */
    isCount: z.boolean(),
    /** The column in which a many-to-one link keeps the other row's key. */
    key: z.string().nullable(),
    /** The column of the rows in between of a many-to-many link. */
    junction: z.string().nullable(),
    /** The column's values are hashes of addresses. */
    isAddress: z.boolean(),
  }),
]);
export type Bound = z.infer<typeof Bound>;

/** A mapping applied to one table as it is now. It goes along in the cursor of a walk. */
export const Binding = z.strictObject({
  role: z.enum(ROLES),
  columns: z.record(z.string(), Bound),
  /** The table that each link points to. */
  targets: z.record(z.string(), z.string()),
  /** The first table of cohorts, whose rows are known by their plain ids. */
  cohorts: z.string().nullable(),
  created_by: z.string().nullable(),
  modified_by: z.string().nullable(),
  verdicts: VerdictWords,
  grades: Grades,
});
export type Binding = z.infer<typeof Binding>;
