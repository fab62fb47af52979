import { join } from "node:path";

import type { FrozenInputs, PointsOfPeriod } from "../../activities/distribution/index.ts";
import { createMaterializeActivities } from "../../activities/materialize/index.ts";
import { openWarehouse, type Warehouse } from "../../warehouse/duckdb/index.ts";
import { type Landing, type LandingFile, landingOf } from "../../warehouse/landing/index.ts";
import type { IdentityKey } from "../community/identity-key.ts";
import { declaredStreams } from "../runtime/feeds.ts";
import { plannedFrom } from "../runtime/loaded-inputs.ts";
import { pointsReader } from "../runtime/points-reader.ts";

export type Step = "files" | "load" | "build";
export type OnStep = (step: Step, done: number, total: number) => void;

/** A warehouse beside the live one, in which plans' points are made again. */
export interface Scratch extends AsyncDisposable {
  /** Loads these files and no others, builds what points are made from, and reads a period's. */
  pointsOf(
    period: string,
    given: { readonly files: readonly LandingFile[]; readonly frozen: FrozenInputs },
  ): Promise<Omit<PointsOfPeriod, "loaded">>;
}

export function openScratch(
  dir: string,
  {
    landing,
    identity,
    onStep,
  }: {
    readonly landing: Landing;
    readonly identity: IdentityKey;
    readonly onStep: OnStep;
  },
): Scratch {
  let opened: { readonly warehouse: Warehouse; readonly loaded: Set<string> } | null = null;
  let count = 0;

  async function close(): Promise<void> {
    await opened?.warehouse[Symbol.asyncDispose]();
    opened = null;
  }

  /** The one before serves where it holds nothing that had not landed yet. */
  async function warehouseFor(names: ReadonlySet<string>, timeZone: string) {
    if (opened !== null && opened.loaded.isSubsetOf(names)) return opened;
    await close();
    count += 1;
    const file = join(dir, `${count}.duckdb`);
    const warehouse = await openWarehouse({ file, streams: declaredStreams, timeZone });
    opened = { warehouse, loaded: new Set() };
    return opened;
  }

  return {
    async pointsOf(period, { files, frozen: { run } }) {
      const names = new Set(files.map(({ name }) => name));
      const { warehouse, loaded } = await warehouseFor(names, run.time_zone);
      for (const name of names) loaded.add(name);
      const activities = createMaterializeActivities({
        warehouse,
        landing: landingOf(landing, () => files),
        models: plannedFrom,
        context: {
          asOfDay: run.as_of_day,
          timeZone: run.time_zone,
          connected: [],
          accountKey: identity.accountKey,
        },
      });
      onStep("load", 0, files.length);
      await activities.loadLanding({ asOf: run.as_of_day });
      const planned = await activities.planAssets({});
      for (const [index, { model }] of planned.entries()) {
        onStep("build", index, planned.length);
        await activities.buildModel({ name: model });
      }
      return await pointsReader(warehouse)(period);
    },
    [Symbol.asyncDispose]: close,
  };
}
