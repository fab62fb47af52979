import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { sql } from "kysely";
import { z } from "zod";

import type { Model, ModelContext } from "../../models/model.ts";
import { writeAtomically } from "../../warehouse/atomic-write.ts";
import type { Warehouse } from "../../warehouse/duckdb/index.ts";
import { relations } from "../../warehouse/duckdb/relations.ts";
import { digestsOfGiven, inputsOf } from "./state.ts";

const FILE = "builds.json";

/** A build that a blocking check undid. */
export interface RefusedBuild {
  readonly model: string;
  readonly check: string;
}

const notesSchema = z.object({
  writtenAt: z.string(),
  /** Start of the day that the models were last asked for; null before the first run. */
  asOfDay: z.string().nullable(),
  /** How many landing files of each stream are loaded. */
  loaded: z.record(z.string(), z.number()),
  /** Digests of what the load wrote and models read. */
  digests: z.record(z.string(), z.string()),
  models: z.array(
    z.object({
      name: z.string(),
      codeVersion: z.string(),
      inputDigests: z.record(z.string(), z.string()),
      outputDigest: z.string(),
      rowCount: z.number(),
      /** Null: built by a version that did not note it. */
      builtAt: z.string().nullable(),
      failing: z.array(z.object({ check: z.string(), failingCount: z.number() })),
    }),
  ),
  /** What stopped the last run, if anything did. */
  refused: z.object({ model: z.string(), check: z.string() }).nullable(),
});

export type BuildNotes = z.infer<typeof notesSchema>;

/**
 * What the warehouse's owner tells other processes of its builds, in one file beside it: nobody
 * else may open the warehouse, and a snapshot must not change by the minute.
 */
export function createBuildNotes(options: {
  readonly warehouse: Warehouse;
  readonly models: readonly Model[];
  readonly context: ModelContext;
  /** The data folder. */
  readonly dir: string;
  readonly now: () => number;
}) {
  const { warehouse, models, context, dir, now } = options;
  const { db, streams } = warehouse;
  return {
    async write(refused: RefusedBuild | null): Promise<void> {
      const run = await sql<{ as_of_day: Date; time_zone: string }>`from ref_run`.execute(db);
      const asOfDay = run.rows[0]?.as_of_day.toISOString() ?? null;
      const runContext = { ...context, asOfDay: asOfDay ?? context.asOfDay };
      const loaded = await sql<{ stream: string; file_count: bigint }>`
        select stream, count(*) as file_count from landing_files group by stream
      `.execute(db);
      const notes: BuildNotes = {
        writtenAt: new Date(now()).toISOString(),
        asOfDay,
        loaded: Object.fromEntries(
          loaded.rows.map(({ stream, file_count }) => [stream, Number(file_count)]),
        ),
        digests: Object.fromEntries(
          await digestsOfGiven(db, streams, runContext, models.map(inputsOf)),
        ),
        models: await builtModels(warehouse),
        refused: refused === null ? null : { model: refused.model, check: refused.check },
      };
      await writeAtomically(dir, FILE, JSON.stringify(notes));
    },
  };
}

/** Null before the first run; a file that another version wrote counts as none. */
export async function readBuildNotes(dir: string): Promise<BuildNotes | null> {
  const text = await readFile(join(dir, FILE), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "null";
    throw error;
  });
  const parsed = notesSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

async function builtModels({ db }: Warehouse): Promise<BuildNotes["models"]> {
  const recorded = await sql<{
    model: string;
    code_version: string;
    input_digests: string;
    output_digest: string;
    row_count: bigint;
    built_at: Date | null;
    failing_checks: string | null;
  }>`
    select * from materializations
    where model in (select name from ${relations} as relations)
    order by model
  `.execute(db);
  return recorded.rows.map((row) => ({
    name: row.model,
    codeVersion: row.code_version,
    inputDigests: JSON.parse(row.input_digests),
    outputDigest: row.output_digest,
    rowCount: Number(row.row_count),
    builtAt: row.built_at?.toISOString() ?? null,
    failing: JSON.parse(row.failing_checks ?? "[]"),
  }));
}
