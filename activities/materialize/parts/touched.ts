import { sql, type Kysely } from "kysely";

import type { Model, ReadBy } from "../../../models/model.ts";
import { identifier, literalSql } from "../../../warehouse/duckdb/literal.ts";
import { notedTable } from "../../../warehouse/duckdb/noted.ts";
import { changedRecords, shadowRawViews } from "../../../warehouse/duckdb/raw-changes.ts";
import { streamOfRaw, touchOf } from "./follow.ts";
import { notedColumns } from "./noted.ts";

/** A temporary table: a row for each part that is built anew, with what inputs are read by besides. */
export const TOUCHED = "touched_parts";

/** Inputs whose changes a model follows, by what it notes of them or as they landed. */
export function followedInputs(model: Model): readonly Model["from"][number][] {
  return model.from.filter(({ name }) => typeof touchOf(model, name) !== "string");
}

/** Makes `changes_of_…` of each followed input, and from these the table of touched parts. */
export async function findTouched(
  db: Kysely<any>,
  model: Model,
  marks: ReadonlyMap<string, bigint>,
): Promise<void> {
  const records = new Map<string, string>();
  for (const input of followedInputs(model)) {
    const changes = identifier(`changes_of_${input.name}`);
    const mark = marks.get(input.name) ?? 0n;
    const stream = streamOfRaw(input.name);
    if (stream === undefined) {
      const columns = notedColumns(input as Model)
        .map(identifier)
        .join(", ");
      await sql
        .raw(
          `create temporary table ${changes} as
          select distinct ${columns} from ${notedTable(input.name)} where build > ${mark}`,
        )
        .execute(db);
    } else {
      const table = records.get(stream) ?? (await changedRecords(db, stream, mark));
      records.set(stream, table);
      await sql
        .raw(`create temporary view ${changes} as select * from ${identifier(table)}`)
        .execute(db);
    }
  }
  const queries = model.from.flatMap(({ name }) => {
    const touch = touchOf(model, name);
    return typeof touch === "function" ? [literalSql(touch(db))] : [];
  });
  const columns = touchedColumns(model).map(identifier).join(", ");
  const parts = queries.map((query) => `select ${columns} from (${query})`).join(" union ");
  await sql.raw(`create temporary table ${TOUCHED} as ${parts}`).execute(db);
}

/**
 * From here on the connection sees of the model's inputs only what is read for the touched parts. A
 * view is put into a table first: it would otherwise read what is shadowed as well.
 */
export async function shadowInputs(db: Kysely<any>, model: Model): Promise<void> {
  const read = model.parts?.read ?? {};
  const views = model.from.filter((input) => "kind" in input && input.kind === "view");
  for (const { name } of views) if (read[name] === undefined) await shadow(db, name, "");
  for (const { name } of model.from)
    if (read[name] !== undefined) await shadow(db, name, joined(name, read[name]));
  const streams = model.from.flatMap(({ name }) => streamOfRaw(name) ?? []);
  for (const stream of new Set(streams)) await shadowRawViews(db, stream, `changed_${stream}`);
}

/** Only rows that have something in common with what is touched. */
function joined(input: string, by: ReadBy): string {
  const equal = columnPairs(by).map(
    ([own, touched]) =>
      `${identifier(input)}.${identifier(own)} = ${TOUCHED}.${identifier(touched)}`,
  );
  return `semi join ${TOUCHED} on ${equal.join(" and ")}`;
}

function columnPairs(by: ReadBy): readonly (readonly [string, string])[] {
  return Array.isArray(by) ? by.map((column) => [column, column]) : Object.entries(by);
}

async function shadow(db: Kysely<any>, name: string, where: string): Promise<void> {
  const table = identifier(name);
  await sql.raw(`create temporary table ${table} as select * from ${table} ${where}`).execute(db);
}

/** And from here on again everything. */
export async function unshadowInputs(db: Kysely<any>, model: Model): Promise<void> {
  const found = await sql<{ name: string }>`
    select table_name as name from duckdb_tables() where temporary
  `.execute(db);
  const temporary = new Set(found.rows.map(({ name }) => name));
  const shadowed = model.from.flatMap(({ name }) => {
    const stream = streamOfRaw(name);
    return stream === undefined ? [name] : [`raw_${stream}_current`, `raw_${stream}_versions`];
  });
  for (const name of new Set(shadowed))
    if (temporary.has(name)) await sql.raw(`drop table temp.${identifier(name)}`).execute(db);
}

function touchedColumns({ parts }: Model): readonly string[] {
  const read = Object.values(parts?.read ?? {}).flatMap(columnPairs);
  return [...new Set([...(parts?.by ?? []), ...read.map(([, touched]) => touched)])];
}
