import type { Kysely } from "kysely";

import { identifier } from "./literal.ts";

/**
 * How names of tables begin that say what changed in which build. `noted_builds` has a row for each
 * model that notes it: changes are known after build `floor`, and up to `last`, whose rows have
 * `digest`. `noted_marks` says up to which build, or which raw version, a model has read an input.
 */
export const NOTED = "noted_";

/** Rows of a model that came or went: columns that it notes, and `build`. */
export function notedTable(model: string): string {
  return identifier(`${NOTED}rows_of_${model}`);
}

/** Versions of a stream are given anew: what models have read up to says nothing any more. */
export async function forgetMarks(db: Kysely<any>, rawViews: readonly string[]): Promise<void> {
  await db.deleteFrom("noted_marks").where("input", "in", rawViews).execute();
}
