import { sql } from "kysely";

import type { Model, ModelContext } from "../../models/model.ts";
import type { Loaded, Warehouse } from "../../warehouse/duckdb/index.ts";
import type { Transaction } from "../../warehouse/duckdb/transaction.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import { noFailpoints, type FailpointHook } from "../../warehouse/failpoints.ts";
import { checkBuilt, failed, type CheckResult } from "./check.ts";
import { digestOfModels } from "./code-version.ts";
import type { RefusedBuild } from "./build-notes.ts";
import { CheckFailedError, ModelGraphError } from "./errors.ts";
import { inBuildOrder } from "./graph.ts";
import { build, type BuildState } from "./parts/build.ts";
import { readNoted } from "./parts/noted.ts";
import { TOUCHED_SHARE_MAX } from "./parts/build-parts.ts";
import { planAssets, reasonToBuild, type PlanState, type PlannedAsset } from "./plan.ts";
import {
  dropRetired,
  givenRelations,
  inputsOf,
  isThere,
  outputDigest,
  readMaterializations,
  readPlanState,
  readRecorded,
  recordMaterialization,
  type FailingCheck,
} from "./state.ts";

export interface MaterializeDependencies {
  readonly warehouse: Warehouse;
  readonly landing: Landing;
  readonly models: readonly Model[];
  /** `asOfDay` serves until a run says another by `loadLanding`. */
  readonly context: ModelContext;
  readonly now?: () => number;
  /** A model with a greater share of its rows in touched parts is built as a whole. */
  readonly touchedShareMax?: number;
  /** Told of a blocking check that failed, once the build was undone. */
  readonly onRefused?: (refused: RefusedBuild) => Promise<void>;
  readonly failpoint?: FailpointHook;
}

export interface BuiltModel {
  readonly model: string;
  /** False if all inputs turned out as they were: nothing was written. */
  readonly isBuilt: boolean;
  readonly rowCount: number;
  /** How many of its parts were built; absent where it was built as a whole. */
  readonly touchedCount?: number;
  /** Checks that failed and do not block. */
  readonly warnings: readonly FailingCheck[];
}

export type MaterializeActivities = ReturnType<typeof createMaterializeActivities>;

export function createMaterializeActivities({
  warehouse,
  landing,
  models,
  context,
  now = Date.now,
  touchedShareMax = TOUCHED_SHARE_MAX,
  onRefused = async () => undefined,
  failpoint = noFailpoints,
}: MaterializeDependencies) {
  const { db, streams } = warehouse;
  const ordered = inBuildOrder(models, givenRelations(streams));
  let modelsDigest: Promise<string> | undefined;

  async function readContext(): Promise<ModelContext> {
    const run = await sql<{ as_of_day: Date; time_zone: string }>`from ref_run`.execute(db);
    const [row] = run.rows;
    if (row === undefined) return context;
    return { ...context, asOfDay: row.as_of_day.toISOString(), timeZone: row.time_zone };
  }

  async function readState(
    runContext: ModelContext,
    some: readonly Model[],
    read = readMaterializations,
  ): Promise<PlanState> {
    const digest = await (modelsDigest ??= digestOfModels());
    return readPlanState(warehouse, some, { context: runContext, modelsDigest: digest }, read);
  }

  async function isCurrent(model: Model, state: PlanState): Promise<boolean> {
    const reason = reasonToBuild(assetNamed(state, model.name), state);
    return reason === undefined && (await isThere(db, model.name));
  }

  async function buildAndRecord(
    transaction: Transaction,
    model: Model,
    state: PlanState & BuildState,
    runContext: ModelContext,
  ): Promise<BuiltModel> {
    const { results, digest, touchedCount } = await build(transaction, model, {
      state,
      context: runContext,
      touchedShareMax,
    });
    await failpoint("materialize");
    const asset = assetNamed(state, model.name);
    const materialization = {
      codeVersion: asset.codeVersion,
      inputDigests: inputDigests(model.name, asset.inputs, state),
      outputDigest: outputDigest(digest),
    };
    const warnings = failed(results).map(({ check, failingCount }) => ({
      check,
      failingCount: Number(failingCount),
    }));
    await recordMaterialization(transaction.db, model.name, materialization, {
      rowCount: digest.row_count,
      builtAt: new Date(now()),
      failing: warnings,
    });
    const built = {
      model: model.name,
      isBuilt: true,
      rowCount: Number(digest.row_count),
      warnings,
    };
    return touchedCount === null ? built : { ...built, touchedCount };
  }

  return {
    /** Loads what has landed, and tells the models for which day they are asked. */
    async loadLanding({ asOf }: { asOf?: string } = {}): Promise<Loaded> {
      const asOfDay = asOf ?? context.asOfDay;
      await warehouse.transaction(({ db: tx }) => dropRetired(tx, models));
      await warehouse.setRun({ asOfDay, timeZone: context.timeZone });
      return warehouse.load(landing);
    },

    /** What a run would build now, in order, and why. */
    async planAssets({ force = [] }: { force?: boolean | readonly string[] } = {}): Promise<
      PlannedAsset[]
    > {
      const names = ordered.map(({ name }) => name);
      const forced = new Set(force === true ? names : force === false ? [] : force);
      const state = await readState(await readContext(), ordered);
      return planAssets({ ...state, noted: await readNoted(db), forced });
    },

    /**
     * Builds a model with its record in one transaction, and only if something it depends on has
     * changed: repeated after a crash, it finds its own finished work.
     */
    async buildModel({
      name,
      force = false,
    }: {
      name: string;
      force?: boolean;
    }): Promise<BuiltModel> {
      const model = ordered.find((candidate) => candidate.name === name);
      if (model === undefined) throw new ModelGraphError(`There is no model ${name}.`);
      const runContext = await readContext();
      const recorded = await readRecorded(db, [name, ...inputsOf(model)]);
      const state = await readState(runContext, [model], async () => recorded);
      const rowCount = recorded.get(name)?.rowCount;
      if (!force && rowCount !== undefined && (await isCurrent(model, state)))
        return { model: name, isBuilt: false, rowCount, warnings: [] };
      const why = reasonToBuild(assetNamed(state, name), state);
      const isStale = !force && why?.startsWith("upstream:") === true && (await isThere(db, name));
      const building = { ...state, recorded: isStale ? recorded.get(name) : undefined };
      try {
        return await warehouse.transaction((tx) => buildAndRecord(tx, model, building, runContext));
      } catch (error) {
        if (error instanceof CheckFailedError) await onRefused(error);
        throw error;
      }
    },

    /** Every check of every model that is built; only those that failed. */
    runChecks: (): Promise<CheckResult[]> => checkBuilt(db, ordered),
  };
}

function assetNamed({ assets }: PlanState, name: string) {
  const asset = assets.find((candidate) => candidate.name === name);
  if (asset === undefined) throw new ModelGraphError(`There is no model ${name}.`);
  return asset;
}

function inputDigests(
  model: string,
  inputs: readonly string[],
  { materializations, digests }: PlanState,
): Record<string, string> {
  return Object.fromEntries(
    inputs.map((input) => {
      const digest = materializations.get(input)?.outputDigest ?? digests.get(input);
      if (digest !== undefined) return [input, digest];
      throw new ModelGraphError(`${model} reads ${input}, which is not built. Build it first.`);
    }),
  );
}
