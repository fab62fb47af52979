import { sql, type Kysely } from "kysely";

import type { Model } from "../../models/model.ts";
import { declaredColumns } from "../../warehouse/duckdb/declared.ts";
import { identifier, literalSql } from "../../warehouse/duckdb/literal.ts";
import { CheckFailedError } from "./errors.ts";
import { readMaterializations } from "./state.ts";

export interface CheckResult {
  readonly model: string;
  readonly check: string;
  readonly blocking: boolean;
  readonly failingCount: bigint;
}

/** Grain, keys and declared non-null columns always; then what the model itself asks for. */
export async function checkModel(db: Kysely<any>, model: Model): Promise<CheckResult[]> {
  const results = [await checkGrain(db, model), ...(await checkNulls(db, model))];
  for (const { name, blocking, failing } of model.checks) {
    const failingCount = await countRows(db, literalSql(failing(db)));
    results.push({ model: model.name, check: name, blocking, failingCount });
  }
  return results;
}

/** Every check of every model that is built; only those that failed. */
export async function checkBuilt(
  db: Kysely<any>,
  models: readonly Model[],
): Promise<CheckResult[]> {
  const built = await readMaterializations(db);
  const results: CheckResult[] = [];
  for (const model of models) {
    if (built.has(model.name)) results.push(...failed(await checkModel(db, model)));
  }
  return results;
}

export function failed(results: readonly CheckResult[]): CheckResult[] {
  return results.filter(({ failingCount }) => failingCount > 0n);
}

/** A blocking check that failed: nothing that was built on it may be kept. */
export function refuseIfBlocked(results: readonly CheckResult[]): void {
  const blocked = failed(results).find(({ blocking }) => blocking);
  if (blocked === undefined) return;
  const { model, check, failingCount } = blocked;
  throw new CheckFailedError(model, check, `${failingCount} rows`);
}

async function checkGrain(db: Kysely<any>, { name, grain }: Model): Promise<CheckResult> {
  // A model with no grain columns has one row at the most.
  const keys = grain.length > 0 ? grain.map(identifier).join(", ") : "'one row'";
  const repeated = `select 1 from ${identifier(name)} group by ${keys} having count(*) > 1`;
  const failingCount = await countRows(db, repeated);
  return { model: name, check: "grain is unique", blocking: true, failingCount };
}

/** In one reading, since a view is computed anew by each. Keys are never null, declared or not. */
async function checkNulls(
  db: Kysely<any>,
  { name, columns, grain }: Model,
): Promise<CheckResult[]> {
  const required = declaredColumns(columns).filter(
    (column) => !column.isNullable || grain.includes(column.name),
  );
  if (required.length === 0) return [];
  const counts = required.map(
    (column) =>
      `count(*) filter (${identifier(column.name)} is null) as ${identifier(column.name)}`,
  );
  const counted = await sql
    .raw<Record<string, bigint>>(`select ${counts.join(", ")} from ${identifier(name)}`)
    .execute(db);
  return required.map((column) => ({
    model: name,
    check: `${column.name} is not null`,
    blocking: true,
    failingCount: counted.rows[0]?.[column.name] ?? 0n,
  }));
}

async function countRows(db: Kysely<any>, query: string): Promise<bigint> {
  const counted = await sql<{ row_count: bigint }>`
    select count(*) as row_count from (${sql.raw(query)})
  `.execute(db);
  return counted.rows[0]?.row_count ?? 0n;
}
