import { sql, type Kysely } from "kysely";

import type { Model, ModelContext } from "../../models/model.ts";
import { digestOf, digestOfRaw } from "../../warehouse/duckdb/digest.ts";
import { identifier } from "../../warehouse/duckdb/literal.ts";
import { relations } from "../../warehouse/duckdb/relations.ts";
import { messageOf } from "../../warehouse/duckdb/errors.ts";
import { rawViews } from "../../warehouse/duckdb/raw-tables.ts";
import type { Stream } from "../../sources/source.ts";
import { codeVersion } from "./code-version.ts";
import { forgetNoted, NOTHING_NOTED, readNoted, type Noted } from "./parts/noted.ts";
import type { Asset, Materialization, PlanState } from "./plan.ts";

/** What people are told of a build; it decides nothing. */
export interface BuildFacts {
  readonly rowCount: bigint;
  readonly builtAt: Date;
  /** Checks that failed and do not block. */
  readonly failing: readonly FailingCheck[];
}

export interface FailingCheck {
  readonly check: string;
  readonly failingCount: number;
}

/** An input of every computed model: what it is told besides its tables. */
export const CONTEXT_INPUT = "context";

const LOADED_TABLES = ["stream_states", "quarantine", "ref_run"];

/** Everything that the load writes and models may read. */
export function givenRelations(streams: readonly Stream[]): ReadonlySet<string> {
  return new Set([...LOADED_TABLES, ...streams.flatMap(({ name }) => rawViews(name))]);
}

/** Models do not change while a process runs, and a query takes longer to write than to look up. */
const versions = new WeakMap<Model, { readonly modelsDigest: string; readonly version: string }>();

function codeVersionOnce(db: Kysely<any>, model: Model, modelsDigest: string): string {
  const known = versions.get(model);
  if (known?.modelsDigest === modelsDigest) return known.version;
  const version = codeVersion(db, model, modelsDigest);
  versions.set(model, { modelsDigest, version });
  return version;
}

export function assetOf(db: Kysely<any>, model: Model, modelsDigest: string): Asset {
  return {
    name: model.name,
    codeVersion: codeVersionOnce(db, model, modelsDigest),
    inputs: inputsOf(model),
    ...(model.parts === undefined ? {} : { parts: model.parts }),
  };
}

/** How these models stand, in a warehouse that may be open only to be read. */
export async function readPlanState(
  { db, streams }: { readonly db: Kysely<any>; readonly streams: readonly Stream[] },
  some: readonly Model[],
  { context, modelsDigest }: { readonly context: ModelContext; readonly modelsDigest: string },
  read: (db: Kysely<any>) => Promise<Map<string, Materialization>> = readMaterializations,
): Promise<PlanState> {
  const assets = some.map((model) => assetOf(db, model, modelsDigest));
  return {
    assets,
    materializations: await read(db),
    digests: await digestsOfGiven(db, streams, context, some.map(inputsOf)),
  };
}

/** Names of all that a model's rows follow from. */
export function inputsOf({ from, kind }: Model): readonly string[] {
  const inputs = from.map(({ name }) => name);
  return kind === "computed" ? [...inputs, CONTEXT_INPUT] : inputs;
}

/** Digests of those inputs that no model makes; `inputs` are those of each model. */
export async function digestsOfGiven(
  db: Kysely<any>,
  streams: readonly Stream[],
  context: ModelContext,
  inputs: readonly (readonly string[])[],
): Promise<Map<string, string>> {
  const read = new Set(inputs.flat());
  const digests = new Map([[CONTEXT_INPUT, contextDigest(context)]]);
  for (const table of LOADED_TABLES) {
    if (read.has(table)) digests.set(table, outputDigest(await digestOf(db, table)));
  }
  for (const { name } of streams) {
    const views = rawViews(name).filter((view) => read.has(view));
    if (views.length === 0) continue;
    const digest = await digestOfRaw(db, name);
    for (const view of views) digests.set(view, digest);
  }
  return digests;
}

/** What is known of changes, in a warehouse that an older version of ours may have made. */
export async function readAllNoted(db: Kysely<any>): Promise<Noted> {
  const found = await sql`
    select 1 from ${relations} as relations where name = 'noted_builds'
  `.execute(db);
  return found.rows.length === 0 ? NOTHING_NOTED : readNoted(db);
}

/** Removes what models made that are declared no more, as a rebuild would. */
export async function dropRetired(db: Kysely<any>, models: readonly Model[]): Promise<void> {
  const declared = new Set(models.map(({ name }) => name));
  const recorded = await sql<{ model: string; kind: string | null }>`
    select model, kind from materializations
    left join ${relations} as relations on name = model
  `.execute(db);
  for (const { model, kind } of recorded.rows) {
    if (declared.has(model)) continue;
    const drop = kind === "view" ? "drop view" : "drop table if exists";
    await sql.raw(`${drop} ${identifier(model)}`).execute(db);
    await db.deleteFrom("materializations").where("model", "=", model).execute();
    await forgetNoted(db, model);
  }
}

/** A model whose relation has gone counts as never built. */
export async function readMaterializations(db: Kysely<any>): Promise<Map<string, Materialization>> {
  const recorded = await readRecorded(db);
  const there = await sql<{ name: string }>`select name from ${relations} as relations`.execute(db);
  const names = new Set(there.rows.map(({ name }) => name));
  return new Map([...recorded].filter(([model]) => names.has(model)));
}

/** Asked of the relation itself: DuckDB makes its list of all tables anew, which takes longer. */
export async function isThere(db: Kysely<any>, model: string): Promise<boolean> {
  try {
    await sql`select 1 from ${sql.table(model)} limit 0`.execute(db);
    return true;
  } catch (error) {
    // A view may be there and what it reads not, or not as it was.
    if (/^(?:Catalog|Binder) Error/.test(messageOf(error))) return false;
    throw error;
  }
}

export interface Recorded extends Materialization {
  readonly rowCount: number;
}

/** What was recorded of models, of all or of these, whatever became of their relations. */
export async function readRecorded(
  db: Kysely<any>,
  models?: readonly string[],
): Promise<Map<string, Recorded>> {
  const rows = await db
    .selectFrom("materializations")
    .select(["model", "code_version", "input_digests", "output_digest", "row_count"])
    .$if(models !== undefined, (query) => query.where("model", "in", models ?? []))
    .execute();
  return new Map(
    rows.map((row) => [
      row["model"],
      {
        codeVersion: row["code_version"],
        inputDigests: JSON.parse(row["input_digests"]),
        outputDigest: row["output_digest"],
        rowCount: Number(row["row_count"]),
      },
    ]),
  );
}

export async function recordMaterialization(
  db: Kysely<any>,
  model: string,
  { codeVersion: code, inputDigests, outputDigest: output }: Materialization,
  { rowCount, builtAt, failing }: BuildFacts,
): Promise<void> {
  await db.deleteFrom("materializations").where("model", "=", model).execute();
  await db
    .insertInto("materializations")
    .values({
      model,
      code_version: code,
      input_digests: JSON.stringify(inputDigests),
      output_digest: output,
      row_count: rowCount,
      built_at: builtAt,
      failing_checks: JSON.stringify(failing),
    })
    .execute();
}

export function outputDigest({ row_count, hash }: { row_count: bigint; hash: string }): string {
  return `${row_count}:${hash}`;
}

/** The key itself is in no digest: the account key of nobody stands for it. */
function contextDigest({ asOfDay, timeZone, connected, accountKey }: ModelContext): string {
  return [asOfDay, timeZone, connected.join(), accountKey("vklad", "")].join("|");
}
