import { sql, type Kysely } from "kysely";

import type { Model } from "../../../models/model.ts";
import { identifier } from "../../../warehouse/duckdb/literal.ts";
import { notedTable } from "../../../warehouse/duckdb/noted.ts";

/** What is known of a model's changes. */
export interface NotedBuilds {
  /** After this build, and up to the last one. */
  readonly floor: bigint;
  readonly last: bigint;
  /** Of the rows after the last one: an older version of ours builds, and notes nothing. */
  readonly digest: string;
}

export interface Noted {
  readonly builds: ReadonlyMap<string, NotedBuilds>;
  /** By model and input: up to which build, or which version of a raw table, it has read. */
  readonly marks: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
}

/** Older ones are forgotten; whoever has not followed so long builds as a whole. */
const BUILDS_MAX = 64n;

export function notedColumns({ noted = [], parts }: Model): readonly string[] {
  return [...new Set([...(parts?.by ?? []), ...noted])];
}

export function isNoting(model: Model): boolean {
  return notedColumns(model).length > 0;
}

/** Of all models, or of these. */
export async function readNoted(db: Kysely<any>, models?: readonly string[]): Promise<Noted> {
  const rowsOf = (table: string) =>
    db
      .selectFrom(table)
      .selectAll()
      .$if(models !== undefined, (query) => query.where("model", "in", models ?? []))
      .execute();
  const builds = await rowsOf("noted_builds");
  const marks = await rowsOf("noted_marks");
  return {
    builds: new Map(builds.map((row) => [row["model"], row as NotedBuilds])),
    marks: new Map(
      [...Map.groupBy(marks, (row) => row["model"] as string)].map(([model, rows]) => [
        model,
        new Map(rows.map((row) => [row["input"], row["mark"]])),
      ]),
    ),
  };
}

/** What is known of nothing: a warehouse of an older version of ours, or none. */
export const NOTHING_NOTED: Noted = { builds: new Map(), marks: new Map() };

/** `changes`: a relation of rows that came or went. Null: too many to be told. */
export async function noteBuild(
  db: Kysely<any>,
  model: Model,
  given: {
    readonly before: NotedBuilds | undefined;
    readonly changes: string | null;
    readonly digest: string;
  },
): Promise<void> {
  const { before, changes, digest } = given;
  const [table, columns] = [notedTable(model.name), notedColumns(model).map(identifier).join(", ")];
  const last = (before?.last ?? 0n) + 1n;
  const isFollowed = before !== undefined && changes !== null;
  const oldest = last - BUILDS_MAX;
  const floor = isFollowed ? (before.floor > oldest ? before.floor : oldest) : last;
  if (isFollowed) {
    await sql.raw(`delete from ${table} where build <= ${floor}`).execute(db);
    await sql
      .raw(
        `insert into ${table} by name
        select distinct ${columns}, ${last} as build from ${identifier(changes)}`,
      )
      .execute(db);
  } else
    await sql
      .raw(
        `create or replace table ${table} as
        select ${columns}, ${last}::BIGINT as build from ${identifier(model.name)} limit 0`,
      )
      .execute(db);
  await db.deleteFrom("noted_builds").where("model", "=", model.name).execute();
  await db.insertInto("noted_builds").values({ model: model.name, floor, last, digest }).execute();
}

export async function writeMarks(
  db: Kysely<any>,
  model: string,
  marks: ReadonlyMap<string, bigint>,
): Promise<void> {
  await db.deleteFrom("noted_marks").where("model", "=", model).execute();
  const rows = [...marks].map(([input, mark]) => ({ model, input, mark }));
  if (rows.length > 0) await db.insertInto("noted_marks").values(rows).execute();
}

/** With a model that is declared no more, and of one that was never built. */
export async function forgetNoted(db: Kysely<any>, model: string): Promise<void> {
  await sql.raw(`drop table if exists ${notedTable(model)}`).execute(db);
  for (const table of ["noted_builds", "noted_marks"])
    await db.deleteFrom(table).where("model", "=", model).execute();
}
