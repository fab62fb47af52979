import type { Model, ModelContext } from "../../models/model.ts";
import type { Stream } from "../../sources/source.ts";
import { pendingLoad, type WarehouseReader } from "../../warehouse/duckdb/index.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import { digestOfModels } from "./code-version.ts";
import { inBuildOrder } from "./graph.ts";
import { planAssets, type PlannedAsset } from "./plan.ts";
import { givenRelations, readAllNoted, readPlanState } from "./state.ts";

export interface Preview {
  /** Landing files that a run would load first, by stream. */
  readonly fileCounts: ReadonlyMap<string, number>;
  /** What it would then build. What turns out as it was is not built after all. */
  readonly planned: readonly PlannedAsset[];
}

export interface Previewed {
  /** Null: there is none yet. */
  readonly warehouse: WarehouseReader | null;
  readonly landing: Landing;
  readonly models: readonly Model[];
  readonly streams: readonly Stream[];
  /** Of the run that would be. */
  readonly context: ModelContext;
}

/** What a run would load and build now, and why; nothing is loaded and nothing changed. */
export async function previewRun(previewed: Previewed): Promise<Preview> {
  const { warehouse, landing, streams, context } = previewed;
  const models = inBuildOrder(previewed.models, givenRelations(streams));
  if (warehouse === null) return everything(models, streams, landing);
  const { fileCounts, changing, run } = await pendingLoad(warehouse, {
    streams,
    landing,
    run: context,
  });
  const state = await readPlanState(warehouse, models, {
    context: { ...context, ...run },
    modelsDigest: await digestOfModels(),
  });
  const noted = await readAllNoted(warehouse.db);
  return { fileCounts, planned: planAssets({ ...state, noted, changing }) };
}

async function everything(
  models: readonly Model[],
  streams: readonly Stream[],
  landing: Landing,
): Promise<Preview> {
  const declared = new Set(streams.map(({ name }) => name));
  const files = (await landing.files()).filter(({ stream }) => declared.has(stream));
  const byStream = Map.groupBy(files, ({ stream }) => stream);
  const fileCounts = new Map([...byStream].map(([stream, some]) => [stream, some.length]));
  const assets = models.map(({ name, from }) => ({
    name,
    codeVersion: "",
    inputs: from.map((input) => input.name),
  }));
  const none = new Map<string, never>();
  return { fileCounts, planned: planAssets({ assets, materializations: none, digests: none }) };
}
