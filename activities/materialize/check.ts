import { sql, type Kysely } from "kysely";

import type { Model } from "../../models/model.ts";
import { declaredColumns } from "../../warehouse/duckdb/declared.ts";
import { identifier, literalSql } from "../../warehouse/duckdb/literal.ts";

export interface CheckResult {
  readonly model: string;
  readonly check: string;
  readonly blocking: boolean;
  readonly failingCount: bigint;
}

/** Grain, keys and declared non-null columns always; then what the model itself asks for. */
export async function checkModel(db: Kysely<any>, model: Model): Promise<CheckResult[]> {
  const always = [
    { check: "grain is unique", failing: repeatedGrain(model) },
    ...nullsWhereDeclaredNone(model),
  ].map((check) => ({ ...check, blocking: true }));
  const own = model.checks.map(({ name, blocking, failing }) => ({
    check: name,
    blocking,
    failing: literalSql(failing(db)),
  }));
  const results: CheckResult[] = [];
  for (const { check, blocking, failing } of [...always, ...own]) {
    const failingCount = await countRows(db, failing);
    results.push({ model: model.name, check, blocking, failingCount });
  }
  return results;
}

async function countRows(db: Kysely<any>, query: string): Promise<bigint> {
  const counted = await sql<{ row_count: bigint }>`
    select count(*) as row_count from (${sql.raw(query)})
  `.execute(db);
  return counted.rows[0]?.row_count ?? 0n;
}

function repeatedGrain({ name, grain }: Model): string {
  // A model with no grain columns has one row at the most.
  const keys = grain.length > 0 ? grain.map(identifier).join(", ") : "'one row'";
  return `select ${keys} from ${identifier(name)} group by ${keys} having count(*) > 1`;
}

/** Columns of the grain are never null, whatever the declaration says. */
function nullsWhereDeclaredNone({ name, columns, grain }: Model) {
  return declaredColumns(columns)
    .filter((column) => !column.isNullable || grain.includes(column.name))
    .map((column) => ({
      check: `${column.name} is not null`,
      failing: `select 1 from ${identifier(name)} where ${identifier(column.name)} is null`,
    }));
}
