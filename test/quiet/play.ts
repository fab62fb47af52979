/** Refreshes a community by the real pipeline, and counts what each refresh asked, landed and made. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";

import { startOfDay } from "../../app/community/clock.ts";
import { checkConfig } from "../../app/community/configuration.ts";
import { dataFolder } from "../../app/community/data-folder.ts";
import { identityKeyIn } from "../../app/community/identity-key.ts";
import { createConductor } from "../../app/runtime/conductor.ts";
import { openLog } from "../../app/runtime/logs.ts";
import { openPipeline } from "../../app/runtime/system.ts";
import { standingClock } from "../../demo/clock.ts";
import type { Random } from "../../demo/random.ts";
import { discourseTwin } from "../../demo/discourse/twin.ts";
import { testClock } from "../../sources/testing/clock.ts";
import community from "../../vklad.config.ts";
import { schedules } from "../../temporal.config.ts";
import { createDoorbells } from "../../workflows/embedded/doorbells.ts";
import { writeSeededKeys } from "../seed.ts";
import { drawLargeForum, type LargeForum } from "./large-forum.ts";

/** What one refresh cost. */
export interface Cost {
  /** Requests by the path that was asked. */
  readonly requests: Readonly<Record<string, number>>;
  readonly requestCount: number;
  /** New data files in landing, by stream. */
  readonly files: Readonly<Record<string, number>>;
  readonly fileCount: number;
  readonly loadedCount: number;
  readonly builtCount: number;
  /** Files of snapshots that were written, less the line that says which one is current. */
  readonly publishedCount: number;
  /** The first one of a day, which models are asked for. */
  readonly isNewDay: boolean;
  /** By the forum's own rate: how long the asking takes at least. */
  readonly seconds: number;
}

/**
 * True where a refresh of what did not change has asked for no more than this, and made nothing. At
 * midnight the models' day changes, and with it what the deanery is told of that day.
 */
export function isQuiet(cost: Cost, requestsMax: number): boolean {
  const { requestCount, fileCount, loadedCount, builtCount, publishedCount } = cost;
  const madeCount = fileCount + loadedCount + (cost.isNewDay ? 0 : builtCount + publishedCount);
  return requestCount <= requestsMax && madeCount === 0;
}

const KEY = { apiKey: "key", apiUsername: "system" };

/** A forum on loopback, asked at its real rate on a clock that passes by itself. */
export async function openQuietCommunity(random: Random, size: LargeForum) {
  await using opened = new AsyncDisposableStack();
  const root = mkdtempSync(join(tmpdir(), "vklad-quiet-"));
  opened.defer(() => rmSync(root, { recursive: true, force: true }));
  const clock = standingClock(size.at);
  const forum = drawLargeForum(random, size);
  const twin = await discourseTwin({ forum, clock, ...KEY });
  opened.defer(() => twin.close());
  const asked = twin.requests as string[];
  const pacing = testClock(size.at);
  writeSeededKeys(root);
  const folder = dataFolder(root);
  // Asking takes as long as the forum's rate has it.
  const ours = { now: () => new Date(clock.now() + pacing.now() - size.at) };
  const { demo: _demo, ...real } = community;
  const config = checkConfig({ ...real, sources: { discourse: { url: twin.url } } }, "a test");
  const system = await openPipeline({
    config,
    folder,
    clock: ours,
    identity: identityKeyIn(folder.keys),
    connections: {
      systems: { discourse: { ...config.sources.discourse, ...KEY } },
      pace: { clock: pacing },
    },
  });
  opened.use(system);
  let loadedCount = 0;
  const { loadLanding } = system.activities;
  const activities = {
    ...system.activities,
    async loadLanding(input: { asOf?: string }) {
      const loaded = await loadLanding(input);
      loadedCount += loaded.recordCount;
      return loaded;
    },
  };
  const conductor = createConductor({
    system: { ...system, activities },
    clock: ours,
    proposer: null,
    log: openLog(folder.logs, ours),
    doorbells: createDoorbells(),
    onProgress: () => undefined,
    onPublished: async () => undefined,
    signal: new AbortController().signal,
  });

  /** By name, what is published: a file that is linked anew is the file it was. */
  const published = () => {
    if (!existsSync(folder.snapshots)) return new Set<number>();
    const entries = readdirSync(folder.snapshots, { recursive: true, withFileTypes: true });
    return new Set(
      entries
        .filter((entry) => entry.isFile() && entry.name !== "current")
        .map(({ parentPath, name }) => statSync(join(parentPath, name)).ino),
    );
  };

  let day = 0;

  const refresh = () => costOf(run);

  /** What the weekly schedule starts. */
  const sweep = () =>
    costOf(async () => (await conductor.start(schedules.sweep)) as Awaited<ReturnType<typeof run>>);
  const run = () => conductor.refresh();

  /** A hook told of a feed: it is read by itself. */
  async function wake(feed: string): Promise<Cost> {
    system.inbox.store("discourse", { id: feed, marks: [{ feed, how: "read" }], kept: [] });
    return costOf(async () => {
      await conductor.wake({ feeds: [feed], sweeps: [] });
      return { builtCount: 0, failed: conductor.failed() };
    });
  }

  async function costOf(
    run: () => Promise<{ readonly builtCount: number; readonly failed: readonly unknown[] }>,
  ): Promise<Cost> {
    const filesBefore = new Set((await system.landing.files()).map(({ name }) => name));
    const publishedBefore = published();
    const startedAt = pacing.now();
    asked.length = 0;
    loadedCount = 0;
    const dayBefore = day;
    day = startOfDay(ours.now(), config.community.timeZone).getTime();
    const { builtCount, failed } = await run();
    if (failed.length > 0) throw new Error(`Not read: ${JSON.stringify(failed)}`);
    const files = (await system.landing.files()).filter(({ name }) => !filesBefore.has(name));
    return {
      requests: counted(asked.map((target) => target.split("?", 1)[0] ?? target)),
      requestCount: asked.length,
      files: counted(files.map(({ feed }) => feed)),
      fileCount: files.length,
      loadedCount,
      builtCount,
      publishedCount: [...published()].filter((ino) => !publishedBefore.has(ino)).length,
      isNewDay: day !== dayBefore,
      seconds: (pacing.now() - startedAt) / 1_000,
    };
  }

  const closing = opened.move();
  return {
    clock,
    view: twin.view,
    refresh,
    sweep,
    wake,
    async likeCount() {
      const { rows } = await sql<{ count: bigint }>`
        select count(*) as count from raw_discourse_likes_current where not is_deleted
      `.execute(system.warehouse.db);
      return Number(rows[0]?.count);
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

function counted(names: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(names, (name) => name);
  return Object.fromEntries([...groups].map(([name, all]) => [name, all.length]));
}
