import { sql } from "kysely";

import type { Model, ModelContext } from "../../../models/model.ts";
import { digestOf, type TableDigest } from "../../../warehouse/duckdb/digest.ts";
import { identifier } from "../../../warehouse/duckdb/literal.ts";
import type { Transaction } from "../../../warehouse/duckdb/transaction.ts";
import { checkModel, refuseIfBlocked, type CheckResult } from "../check.ts";
import { fillModel } from "../fill.ts";
import { CHANGED } from "./build-parts.ts";

const BEFORE = "rows_before";

export interface BuiltWhole {
  readonly results: readonly CheckResult[];
  readonly digest: TableDigest;
}

/**
 * Builds all rows of a model. With `isCompared` the temporary table `changed_rows` then holds what
 * came or went: for tables that are small beside what follows from them.
 */
export async function buildWhole(
  transaction: Transaction,
  model: Model,
  { context, isCompared }: { readonly context: ModelContext; readonly isCompared: boolean },
): Promise<BuiltWhole> {
  const { db } = transaction;
  const [table, names] = [
    identifier(model.name),
    Object.keys(model.columns).map(identifier).join(", "),
  ];
  if (isCompared)
    await sql.raw(`create temporary table ${BEFORE} as select ${names} from ${table}`).execute(db);
  await fillModel(transaction, model, context);
  if (isCompared)
    await sql
      .raw(
        `create temporary table ${CHANGED} as
        (select ${names} from ${table} except all from ${BEFORE})
        union all (from ${BEFORE} except all select ${names} from ${table})`,
      )
      .execute(db);
  const results = await checkModel(db, model);
  refuseIfBlocked(results);
  return { results, digest: await digestOf(db, model.name) };
}
