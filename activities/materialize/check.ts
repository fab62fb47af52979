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

/**
 * Grain, keys and declared non-null columns always; then what the model itself asks for. One
 * statement counts all: to plan one takes longer than to count the rows of most models.
 */
export async function checkModel(db: Kysely<any>, model: Model): Promise<CheckResult[]> {
  const parts = [grainOf(model), nullsOf(model), ...model.checks.map((check) => ownOf(db, check))];
  return count(db, model, parts);
}

/** Of the model's own checks those that may stop a build, or those that warn. */
export async function checkOwn(
  db: Kysely<any>,
  model: Model,
  { blocking }: { readonly blocking: boolean },
): Promise<CheckResult[]> {
  const own = model.checks.filter((check) => check.blocking === blocking);
  return own.length === 0
    ? []
    : count(
        db,
        model,
        own.map((check) => ownOf(db, check)),
      );
}

/** Grain and keys, where `came` is all that was put into a table that kept to them. */
export async function checkCame(
  db: Kysely<any>,
  model: Model,
  came: string,
): Promise<CheckResult[]> {
  const keys = model.grain.map(identifier).join(", ");
  const repeated = `select 1 from ${identifier(model.name)} semi join ${identifier(came)}
    using (${keys}) group by ${keys} having count(*) > 1`;
  const grain = counting(repeated, { check: GRAIN, blocking: true });
  return count(db, model, [nullsOf({ ...model, name: came }), grain]);
}

async function count(
  db: Kysely<any>,
  model: Model,
  parts: readonly CheckPart[],
): Promise<CheckResult[]> {
  const tables = parts.map(({ query }, index) => `part${index} as (${query})`);
  const names = parts.map((_, index) => `part${index}`);
  const counted = await sql
    .raw<Record<string, bigint>>(`with ${tables.join(", ")} select * from ${names.join(", ")}`)
    .execute(db);
  const [row] = counted.rows;
  return parts
    .flatMap(({ checks }) => checks)
    .map(({ check, blocking, column }) => {
      const failingCount = row?.[column];
      if (failingCount === undefined) throw new Error(`${model.name}: "${check}" has no count.`);
      return { model: model.name, check, blocking, failingCount };
    });
}

const GRAIN = "grain is unique";

/** A query of one row, with a column for each of these checks: how many rows fail it. */
interface CheckPart {
  readonly query: string;
  readonly checks: readonly (Pick<CheckResult, "check" | "blocking"> & { column: string })[];
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

function grainOf({ name, grain }: Model): CheckPart {
  // A model with no grain columns has one row at the most.
  const keys = grain.length > 0 ? grain.map(identifier).join(", ") : "'one row'";
  const repeated = `select 1 from ${identifier(name)} group by ${keys} having count(*) > 1`;
  return counting(repeated, { check: GRAIN, blocking: true });
}

/** In one reading, since a view is computed anew by each. Keys are never null, declared or not. */
function nullsOf({ name, columns, grain }: Model): CheckPart {
  const required = declaredColumns(columns).filter(
    (column) => !column.isNullable || grain.includes(column.name),
  );
  const checks = required.map((column) => ({
    check: `${column.name} is not null`,
    blocking: true,
    column: `no ${column.name}`,
  }));
  const counts = required.map(
    (column) =>
      `count(*) filter (${identifier(column.name)} is null) as ${identifier(`no ${column.name}`)}`,
  );
  // `count(*)` makes it one row where no column is required.
  const query = `select ${["count(*) as row_count", ...counts].join(", ")} from ${identifier(name)}`;
  return { query, checks };
}

function ownOf(db: Kysely<any>, { name, blocking, failing }: Model["checks"][number]): CheckPart {
  return counting(literalSql(failing(db)), { check: name, blocking });
}

function counting(rows: string, check: Pick<CheckResult, "check" | "blocking">): CheckPart {
  const column = `failing ${check.check}`;
  const query = `select count(*) as ${identifier(column)} from (${rows})`;
  return { query, checks: [{ ...check, column }] };
}
