/** Plays a drawn sequence of changes: built after each in parts, and in the end beside a full build. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createMaterializeActivities } from "../../activities/materialize/index.ts";
import { declaredStreams } from "../../app/runtime/feeds.ts";
import type { Random } from "../../demo/random.ts";
import { models } from "../../models/index.ts";
import { defineComputed, type Model } from "../../models/model.ts";
import { openWarehouse, type Warehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding, type Landing } from "../../warehouse/landing/index.ts";
import { accountKey, beginCommunity, CHANGES, until, type Change } from "./drawn-changes.ts";

const TIME_ZONE = "Europe/Moscow";

/** Nothing happens there: their tables are empty, and nothing is read for them. */
const SILENT =
  /^(?:attempts|talk|talk_versions|stg_nocodb_attempt_versions|stg_(?!discourse_).*_accounts)$/;

/** Every model that has parts and what happens is for, and all that they are made from. */
export const playedModels: readonly Model[] = upstreamOf(
  models.filter(
    ({ name, parts }) => parts !== undefined && !/^unreadable_(?!discourse)/.test(name),
  ),
);

export interface Played {
  /** Tables that differ, in a sentence with the changes that led there. */
  readonly faults: readonly string[];
  /** How often each model was built in parts. */
  readonly inParts: ReadonlyMap<string, number>;
  readonly kinds: ReadonlySet<string>;
}

export async function play(random: Random, changeCount: number): Promise<Played> {
  const dir = await mkdtemp(join(tmpdir(), "vklad-incremental-"));
  try {
    const landing = openLanding(join(dir, "landing"));
    const community = await beginCommunity(landing, random);
    await using warehouse = await opened();
    const inParts = new Map<string, number>();
    const done: Change[] = [];
    await build(warehouse, landing, until(community), inParts);
    while (done.length < changeCount) {
      // Several may come before the next build, and some builds end halfway.
      do {
        const change = random.pick(CHANGES);
        await change.apply(community, random);
        done.push(change);
      } while (random.chance(0.3));
      const stopAfter = random.chance(0.2) ? random.whole(1, 20) : Infinity;
      await build(warehouse, landing, until(community), inParts, stopAfter);
    }
    await build(warehouse, landing, until(community), inParts);
    await using rebuilt = await opened();
    await build(rebuilt, landing, until(community), new Map());
    const faults = await differences(warehouse, rebuilt);
    const kinds = done.map(({ name }) => name);
    return {
      faults: faults.map((fault) => `${fault}, after: ${kinds.join("; ")}`),
      inParts,
      kinds: new Set(kinds),
    };
  } finally {
    await rm(dir, { recursive: true });
  }
}

function opened(): Promise<Warehouse> {
  return openWarehouse({ file: ":memory:", streams: declaredStreams, timeZone: TIME_ZONE });
}

async function build(
  warehouse: Warehouse,
  landing: Landing,
  asOf: string,
  inParts: Map<string, number>,
  stopAfter = Infinity,
): Promise<void> {
  const activities = createMaterializeActivities({
    warehouse,
    landing,
    models: playedModels,
    touchedShareMax: 1,
    context: { asOfDay: asOf, timeZone: TIME_ZONE, connected: [], accountKey },
    now: () => 0,
  });
  await activities.loadLanding({ asOf });
  const planned = await activities.planAssets();
  for (const { model } of planned.slice(0, stopAfter)) {
    const { touchedCount } = await activities.buildModel({ name: model });
    if (touchedCount !== undefined) inParts.set(model, (inParts.get(model) ?? 0) + 1);
  }
}

async function differences(one: Warehouse, other: Warehouse): Promise<string[]> {
  const digestsOf = async (warehouse: Warehouse) =>
    new Map((await warehouse.digests()).map((digest) => [digest.table, digest]));
  const [had, expected] = [await digestsOf(one), await digestsOf(other)];
  return [...expected].flatMap(([table, digest]) => {
    const found = had.get(table);
    return found?.hash === digest.hash && found.row_count === digest.row_count
      ? []
      : [`${table} has ${found?.row_count} rows, a full build ${digest.row_count}`];
  });
}

function upstreamOf(wanted: readonly Model[]): readonly Model[] {
  const byName = new Map(
    models.map((model) => [model.name, SILENT.test(model.name) ? empty(model) : model]),
  );
  const found = new Set<Model>();
  const want = (model: Model | undefined): void => {
    if (model === undefined || found.has(model)) return;
    found.add(model);
    for (const input of model.from) want(byName.get(input.name));
  };
  for (const { name } of wanted) want(byName.get(name));
  return [...found];
}

function empty({ name, description, grain, columns, noted }: Model): Model {
  const of = { name, description, grain, columns, from: [] as const };
  const compute = () => Object.fromEntries(Object.keys(columns).map((column) => [column, []]));
  const model = defineComputed({ ...of, compute } as never) as Model;
  return noted === undefined ? model : { ...model, noted };
}
