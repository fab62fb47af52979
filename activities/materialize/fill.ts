import { createHash } from "node:crypto";

import { sql, type Kysely } from "kysely";

import type { ComputedModel, Model, ModelContext, SqlModel } from "../../models/model.ts";
import { appendColumns } from "../../warehouse/duckdb/append.ts";
import { arrowTable } from "../../warehouse/duckdb/arrow-out.ts";
import {
  declaredColumns,
  typeDifferences,
  type DescribedColumn,
} from "../../warehouse/duckdb/declared.ts";
import { identifier, literalSql } from "../../warehouse/duckdb/literal.ts";
import { tables, views } from "../../warehouse/duckdb/relations.ts";
import type { Transaction } from "../../warehouse/duckdb/transaction.ts";
import { ModelTypesError } from "./errors.ts";

/** Puts the model's relation in place of the one before, under the model's name. */
export async function fillModel(
  transaction: Transaction,
  model: Model,
  context: ModelContext,
): Promise<void> {
  await dropOtherKind(transaction.db, model);
  const kind = model.kind === "view" ? "view" : "table";
  const target = { name: model.name, create: `create or replace ${kind}` };
  await fill(transaction, model, context, target);
}

/** Puts the rows that follow from what the connection sees into a temporary table of this name. */
export function fillTemporary(
  transaction: Transaction,
  model: Model,
  context: ModelContext,
  name: string,
): Promise<void> {
  return fill(transaction, model, context, { name, create: "create temporary table" });
}

interface Target {
  readonly name: string;
  readonly create: string;
}

async function fill(
  transaction: Transaction,
  model: Model,
  context: ModelContext,
  target: Target,
): Promise<void> {
  if (model.kind === "computed") await fillComputed(transaction, model, context, target);
  else await fillSql(transaction.db, model, target);
}

async function fillSql(db: Kysely<any>, model: SqlModel, target: Target): Promise<void> {
  const text = literalSql(model.query(db));
  const described = await sql<DescribedColumn>`describe ${sql.raw(text)}`.execute(db);
  const differences = typeDifferences(model.columns, described.rows);
  if (differences.length > 0) throw new ModelTypesError(model.name, differences);
  // Columns in declared order: it is the order of `order by all`, and of published files.
  const names = Object.keys(model.columns).map(identifier).join(", ");
  const create = `${target.create} ${identifier(target.name)} as`;
  await sql.raw(`${create} select ${names} from (${text})`).execute(db);
}

async function fillComputed(
  { db, connection }: Transaction,
  model: ComputedModel,
  context: ModelContext,
  target: Target,
): Promise<void> {
  const inputs = [];
  for (const { name, columns } of model.from) {
    const names = Object.keys(columns).map(identifier).join(", ");
    const ordered = `select ${names} from ${identifier(name)} order by all`;
    inputs.push([name, await arrowTable(connection, ordered)] as const);
  }
  const values = model.compute(Object.fromEntries(inputs), { ...context, sha256 });
  await createTable(db, target, model.columns);
  await appendColumns(connection, target.name, model.columns, values);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function createTable(
  db: Kysely<any>,
  { name, create }: Target,
  columns: Model["columns"],
): Promise<void> {
  const list = declaredColumns(columns).map(
    (column) => `${identifier(column.name)} ${column.type}`,
  );
  await sql.raw(`${create} ${identifier(name)} (${list.join(", ")})`).execute(db);
}

/** `create or replace` refuses to put a view where a table was, and the other way round. */
async function dropOtherKind(db: Kysely<any>, model: Model): Promise<void> {
  const otherKind = model.kind === "view" ? "table" : "view";
  const found = await sql<{ name: string }>`
    select name from ${otherKind === "view" ? views : tables} as others where name = ${model.name}
  `.execute(db);
  if (found.rows.length === 0) return;
  await sql.raw(`drop ${otherKind} ${identifier(model.name)}`).execute(db);
}
