import { sql, type Kysely } from "kysely";

import type { Model, ModelContext } from "../../../models/model.ts";
import { digestOf, type TableDigest } from "../../../warehouse/duckdb/digest.ts";
import { identifier } from "../../../warehouse/duckdb/literal.ts";
import type { Transaction } from "../../../warehouse/duckdb/transaction.ts";
import { checkCame, checkOwn, refuseIfBlocked, type CheckResult } from "../check.ts";
import { fillTemporary } from "../fill.ts";
import { findTouched, shadowInputs, TOUCHED, unshadowInputs } from "./touched.ts";

/** Rows of the touched parts as they are to be, as they were, and what of both is not in the other. */
const [FRESH, HELD, CAME, GONE] = ["fresh_rows", "held_rows", "came_rows", "gone_rows"];
export const CHANGED = "changed_rows";

/**
 * With more of a table's rows than this in touched parts it is built as a whole. Chosen, not measured:
 * both ways give the same rows.
 */
export const TOUCHED_SHARE_MAX = 0.5;

export interface BuiltParts {
  readonly results: readonly CheckResult[];
  readonly digest: TableDigest;
  readonly touchedCount: number;
}

/**
 * Builds the parts that changes have touched, and leaves in the table every row that is as it was.
 * Null, with nothing changed: so much is touched that the model is better built as a whole.
 */
export async function buildParts(
  transaction: Transaction,
  model: Model,
  given: {
    readonly context: ModelContext;
    readonly marks: ReadonlyMap<string, bigint>;
    /** Of the table as it is. */
    readonly digest: TableDigest;
    readonly touchedShareMax: number;
  },
): Promise<BuiltParts | null> {
  const { db } = transaction;
  await findTouched(db, model, given.marks);
  const by = (model.parts?.by ?? []).map(identifier).join(", ");
  const table = identifier(model.name);
  const names = Object.keys(model.columns).map(identifier).join(", ");
  const touchedCount = await countOf(db, `(select distinct ${by} from ${TOUCHED})`);
  const heldCount = await countOf(db, `${table} semi join ${TOUCHED} using (${by})`);
  if (heldCount > Number(given.digest.row_count) * given.touchedShareMax) return null;

  await shadowInputs(db, model);
  await fillTemporary(transaction, model, given.context, "filled_rows");
  await make(db, FRESH, `select ${names} from filled_rows semi join ${TOUCHED} using (${by})`);
  await sql.raw(`create temporary view ${table} as from ${FRESH}`).execute(db);
  const blocking = await checkOwn(db, model, { blocking: true });
  await sql.raw(`drop view temp.${table}`).execute(db);
  await unshadowInputs(db, model);

  await make(db, HELD, `select ${names} from ${table} semi join ${TOUCHED} using (${by})`);
  await make(db, CAME, `from ${FRESH} except all from ${HELD}`);
  await make(db, GONE, `from ${HELD} except all from ${FRESH}`);
  await make(db, CHANGED, `from ${GONE} union all from ${CAME}`);
  const grain = model.grain.map(identifier).join(", ");
  await sql
    .raw(`delete from ${table} where (${grain}) in (select (${grain}) from ${GONE})`)
    .execute(db);
  await sql.raw(`insert into ${table} select ${names} from ${CAME}`).execute(db);

  const results = [
    ...(await checkCame(db, model, CAME)),
    ...blocking,
    ...(await checkOwn(db, model, { blocking: false })),
  ];
  refuseIfBlocked(results);
  const [came, gone] = [await digestOf(db, CAME), await digestOf(db, GONE)];
  const digest = {
    table: model.name,
    row_count: given.digest.row_count + came.row_count - gone.row_count,
    hash: String(BigInt(given.digest.hash) + BigInt(came.hash) - BigInt(gone.hash)),
  };
  return { results, digest, touchedCount };
}

async function make(db: Kysely<any>, name: string, query: string): Promise<void> {
  await sql.raw(`create temporary table ${identifier(name)} as ${query}`).execute(db);
}

async function countOf(db: Kysely<any>, relation: string): Promise<number> {
  const found = await sql
    .raw<{ count: bigint }>(`select count(*) as count from ${relation}`)
    .execute(db);
  return Number(found.rows[0]?.count ?? 0);
}
