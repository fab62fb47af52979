import { sql, type Kysely, type RawBuilder, type SelectQueryBuilder } from "kysely";

import {
  rawCurrent,
  rawVersions,
  type Parts,
  type Relation,
  type SqlModel,
  type Touch,
} from "../model.ts";
import type { ColumnsOf, Fields } from "./fields.ts";
import { isReadable, readOnce, value } from "./reading.ts";

export interface Stage<N extends string, F extends Fields> {
  readonly name: N;
  readonly description: string;
  readonly stream: string;
  /** Part of a stream: one table of a base, one kind of event. */
  readonly only?: Part | undefined;
  readonly grain: readonly (keyof F & string)[];
  readonly fields: F;
  /** Columns by which models that follow ask what changed. */
  readonly noted?: readonly (keyof F & string)[];
  /** The grain is the record's key, and the table long: it is built by the records that changed. */
  readonly byRecord?: true;
  /** Columns that say when a record was made or changed: the newest shows how far a stream goes. */
  readonly dated?: readonly (keyof F & string)[];
}

export interface Part {
  readonly path: string;
  readonly is: string;
}

/** What a staging model reads, so that `unplaced` can name what it keeps out. */
export interface Reads {
  readonly stream: string;
  readonly fields: Fields;
  readonly only: Part | undefined;
  readonly dated: readonly string[];
}

/**
 * Reads a stream's newest records into typed columns.
 *
 * A record with a missing or unreadable field is kept out as a whole, and `unplaced` names the
 * field: a NULL in a staging column means that the system sent none.
 */
export function stage<const N extends string, const F extends Fields>(
  declared: Stage<N, F>,
): SqlModel<N, ColumnsOf<F>> & Reads {
  const from = rawCurrent(declared.stream);
  const { name, description, grain, stream, fields, only, dated = [] } = declared;
  return {
    ...partsOf(from.name, declared),
    kind: "table",
    name,
    description,
    grain,
    columns: columnsOf(fields),
    from: [from],
    checks: [],
    query: (db) => readable(db, from, { fields, only }),
    stream,
    fields,
    only,
    dated,
  };
}

/**
 * The same over every version of a record: `version` names it, `ordinal` says where it comes among
 * those of its key, `observed_at` when it was first read.
 */
export function stageVersions<const N extends string, const F extends Fields>(
  declared: Stage<N, F>,
): SqlModel<N, ColumnsOf<F> & typeof OF_VERSIONS> & Reads {
  const from = rawVersions(declared.stream);
  const { name, description, grain, stream, fields, only, dated = [] } = declared;
  return {
    ...partsOf(from.name, declared),
    kind: "table",
    name,
    description,
    grain: [...grain, "version"],
    columns: { ...columnsOf(fields), ...OF_VERSIONS },
    from: [from],
    checks: [],
    query: (db) => readable(db, from, { fields, only }, Object.keys(OF_VERSIONS)),
    stream,
    fields,
    only,
    dated,
  };
}

/** Of a changed record all versions are asked for its key: a deletion says none. */
function partsOf(
  from: string,
  {
    grain,
    fields,
    noted = [],
    byRecord,
  }: {
    readonly grain: readonly string[];
    readonly fields: Fields;
    readonly noted?: readonly string[];
    readonly byRecord?: true;
  },
): { parts?: Parts; noted?: readonly string[] } {
  if (byRecord !== true) return noted.length === 0 ? {} : { noted };
  const { texts, kinds, read } = readOnce(fields);
  const key = grain.map((column) => sql`${value(read(column))} as ${sql.id(column)}`);
  const touched: Touch<any> = (db) =>
    db
      .selectFrom(
        sql<any>`(
          select ${sql.join(key)} from (
            select ${texts} as texts, ${kinds} as kinds from ${sql.table(`changes_of_${from}`)}
            where payload is not null
          )
        )`.as("changed"),
      )
      .selectAll()
      .where((eb) => eb.and(grain.map((column) => eb(column, "is not", null))));
  return { parts: { by: grain, touched: { [from]: touched }, read: {} }, noted };
}

const OF_VERSIONS = {
  version: "BIGINT",
  ordinal: "BIGINT",
  observed_at: "TIMESTAMPTZ",
} as const;

function columnsOf<const F extends Fields>(fields: F): ColumnsOf<F> {
  const entries = Object.entries(fields).map(([column, { type }]) => [column, type]);
  return Object.fromEntries(entries) as ColumnsOf<F>;
}

function readable(
  db: Kysely<any>,
  from: Relation,
  { fields, only }: { fields: Fields; only: Part | undefined },
  extra: readonly string[] = [],
) {
  const { texts, kinds, read } = readOnce(fields);
  const columns = Object.keys(fields);
  const values = columns.map((column) => sql`${value(read(column))} as ${sql.id(column)}`);
  const areReadable = columns
    .filter((column) => fields[column]?.isLoose !== true)
    .map((column) => isReadable(read(column), sql.id("typed", column)));
  const isPart = only === undefined ? sql`true` : sql`${isOf(only)}`;
  const selected = columns.map((column) => sql.id("typed", column));
  // A field of the record may have the same name.
  const kept = extra.map((column) => sql`${sql.id(column)} as ${sql.id(`raw_${column}`)}`);
  const named = extra.map((column) => sql`${sql.id(`raw_${column}`)} as ${sql.id(column)}`);
  // Materialized, because a filter moved below the list would parse and cast for each field again.
  const staged = sql`(
    with parsed as materialized (
      select *, ${texts} as texts, ${kinds} as kinds from ${sql.table(from.name)}
      where not is_deleted and payload is not null and ${isPart}
    ),
    typed as materialized (
      select ${sql.join([sql`texts`, sql`kinds`, ...kept, ...values])} from parsed
    )
    select ${sql.join([...selected, ...named])} from typed
    where ${sql.join(areReadable, sql` and `)}
  )`;
  // The fields decide the columns, which a generic function cannot show the compiler.
  return db.selectFrom(staged.as("staged")).selectAll() as SelectQueryBuilder<any, any, any>;
}

export function isOf({ path, is }: Part): RawBuilder<boolean> {
  return sql<boolean>`(payload->>${sql.lit(path)}) = ${sql.lit(is)}`;
}
