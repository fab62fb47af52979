import { sql, type Kysely, type RawBuilder, type SelectQueryBuilder } from "kysely";

import { rawCurrent, rawVersions, type Relation, type Row, type SqlModel } from "../model.ts";
import type { ColumnsOf, Field, Fields } from "./fields.ts";

export interface Stage<N extends string, F extends Fields> {
  readonly name: N;
  readonly description: string;
  readonly stream: string;
  /** Part of a stream: one table of a base, one kind of event. */
  readonly only?: { readonly path: string; readonly is: string } | undefined;
  readonly grain: readonly (keyof F & string)[];
  readonly fields: F;
}

/** What a staging model keeps out, and why: see `unplaced`. */
export interface Refusals {
  readonly stream: string;
  readonly refused: () => RawBuilder<unknown>;
}

/**
 * Reads a stream's newest records into typed columns.
 *
 * A record with a missing or unreadable field is kept out as a whole, and `refused` names the
 * field: a NULL in a staging column means that the system sent none.
 */
export function stage<const N extends string, const F extends Fields>(
  declared: Stage<N, F>,
): SqlModel<N, ColumnsOf<F>> & Refusals {
  const from = rawCurrent(declared.stream);
  const { name, description, grain, stream, fields, only } = declared;
  return {
    kind: "table",
    name,
    description,
    grain,
    columns: columnsOf(declared.fields),
    from: [from],
    checks: [],
    query: (db) => readable(db, from, declared),
    stream,
    refused: () => refused(from, { fields, only, stream }),
  };
}

/** The same over every version of a record, with the version's number and whether it is the first. */
export function stageVersions<const N extends string, const F extends Fields>(
  declared: Stage<N, F>,
): SqlModel<N, ColumnsOf<F> & { version: "BIGINT" }> {
  const from = rawVersions(declared.stream);
  return {
    kind: "table",
    name: declared.name,
    description: declared.description,
    grain: [...declared.grain, "version"],
    columns: { ...columnsOf(declared.fields), version: "BIGINT" },
    from: [from],
    checks: [],
    query: (db) => readable(db, from, declared, [sql`version`]),
  };
}

function columnsOf<const F extends Fields>(fields: F): ColumnsOf<F> {
  const entries = Object.entries(fields).map(([column, { type }]) => [column, type]);
  return Object.fromEntries(entries) as ColumnsOf<F>;
}

function readable<F extends Fields, C extends ColumnsOf<F>>(
  db: Kysely<any>,
  from: Relation,
  { fields, only }: Pick<Stage<string, F>, "fields" | "only">,
  extra: readonly RawBuilder<unknown>[] = [],
) {
  const columns = Object.entries(fields).map(
    ([column, field]) => sql`${value(field)} as ${sql.id(column)}`,
  );
  const reasons = Object.values(fields).map((field) => isReadable(field));
  const staged = sql<Row<C>>`(
    select ${sql.join([...columns, ...extra])} from ${sql.table(from.name)}
    where ${isPart(only)} and ${sql.join(reasons, sql` and `)}
  )`;
  // The fields decide the columns, which a generic function cannot show the compiler.
  return db.selectFrom(staged.as("staged")).selectAll() as SelectQueryBuilder<any, any, any>;
}

function refused(
  from: Relation,
  { fields, only, stream }: Pick<Stage<string, Fields>, "fields" | "only" | "stream">,
) {
  const reasons = Object.values(fields).map((field) => {
    const label = labelOf(field, only?.is);
    const missing = sql`when ${found(field)} is null then ${sql.lit(`missing ${label}`)}`;
    const unreadable = sql`when not ${isReadable(field)} then ${sql.lit(`unreadable ${label}`)}`;
    return field.type.endsWith("?") ? unreadable : sql`${missing} ${unreadable}`;
  });
  return sql`
    select ${sql.lit(stream)} as stream, key, case ${sql.join(reasons, sql` `)} end as reason,
      observed_at as seen_at
    from ${sql.table(from.name)} where ${isPart(only)}`;
}

function isPart(only: Stage<string, Fields>["only"]): RawBuilder<boolean> {
  const isThere = sql<boolean>`not is_deleted and payload is not null`;
  if (only === undefined) return isThere;
  return sql`${isThere} and (payload->>${sql.lit(only.path)}) = ${sql.lit(only.is)}`;
}

/** The source's own name of a field, with its table: what the operator has to correct. */
function labelOf({ path }: Field, part: string | undefined): string {
  const name = path.replace(/^\$\.(fields\.|payload\.)?/, "");
  return part === undefined ? name : `${part}.${name}`;
}

/** The value as text, before any cast. */
function found({ path, orElse }: Field): RawBuilder<string | null> {
  const first = sql<string | null>`(payload->>${sql.lit(path)})`;
  return orElse === undefined ? first : sql`coalesce(${first}, (payload->>${sql.lit(orElse)}))`;
}

function value(field: Field): RawBuilder<unknown> {
  const type = field.type.replace("?", "");
  const text = found(field);
  if (type === "VARCHAR") return text;
  if (type === "TIMESTAMPTZ") {
    // 'infinity' is an instant to DuckDB, and to nobody else.
    const at = sql`try_cast(${text} as TIMESTAMPTZ)`;
    return sql`(case when isfinite(${at}) then ${at} end)`;
  }
  if (field.isMicro) {
    return sql`try_cast(try_cast(${text} as DECIMAL(18,6)) * 1000000 as BIGINT)`;
  }
  return sql`try_cast(${text} as ${sql.raw(type)})`;
}

function isReadable(field: Field): RawBuilder<boolean> {
  const isNull = field.type.endsWith("?") ? sql`${found(field)} is null or ` : sql``;
  const among =
    field.oneOf === undefined
      ? sql`${value(field)} is not null`
      : sql`${value(field)} in (${sql.join(field.oneOf.map((one) => sql.lit(one)))})`;
  // An object where a text should stand would otherwise read as its own JSON.
  const isScalar =
    field.type.startsWith("VARCHAR") && field.orElse === undefined
      ? sql` and json_type(payload, ${sql.lit(field.path)}) not in ('OBJECT', 'ARRAY')`
      : sql``;
  return sql`coalesce(${isNull}(${among}${isScalar}), false)`;
}
