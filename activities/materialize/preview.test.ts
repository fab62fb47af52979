import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import {
  defineComputed,
  defineModel,
  rawCurrent,
  refRun,
  type ModelContext,
} from "../../models/model.ts";
import { tracesOf } from "../../test/traces.ts";
import { openWarehouse, openWarehouseToRead } from "../../warehouse/duckdb/index.ts";
import { openLanding, type Landing } from "../../warehouse/landing/index.ts";
import { createMaterializeActivities } from "./materialize.ts";
import { previewRun } from "./preview.ts";

const STREAMS = ["posts", "topics"].map((name) => ({ name, primaryKey: ["id"] }));
const MONDAY = "2026-10-05T09:00:00Z";
const TUESDAY = "2026-10-06T09:00:00Z";

const counted = (name: string) =>
  defineModel({
    name: `${name}_count`,
    description: "",
    from: [rawCurrent(name)],
    grain: [],
    columns: { count: "BIGINT" },
    query: (db) => db.selectFrom(`raw_${name}_current`).select(sql<bigint>`count(*)`.as("count")),
  });

const days = defineComputed({
  name: "days",
  description: "",
  from: [refRun],
  grain: ["day"],
  columns: { day: "TIMESTAMPTZ" },
  compute: (_tables, { asOfDay }) => ({ day: [new Date(asOfDay)] }),
});

const MODELS = [counted("posts"), counted("topics"), days];

let dir: string;
let landing: Landing;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "vklad-preview-"));
  landing = openLanding(join(dir, "landing"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const file = () => join(dir, "warehouse.duckdb");

const contextOf = (asOfDay: string, key = "a"): ModelContext => ({
  asOfDay,
  timeZone: "Europe/Moscow",
  connected: [],
  accountKey: (source, nativeId) => `${key}_${source}_${nativeId}`,
});

async function land(stream: string, until: string) {
  const cursor = (await landing.lastNumber(stream)) + 1;
  const page = { records: [{ id: `${cursor}` }], quarantined: [], cursor, done: true };
  await landing.write(stream, page, { until, primaryKey: ["id"] });
}

/** What a run of that day plans once it has loaded; it then builds it. */
async function run(asOf: string) {
  const context = contextOf(asOf);
  await using warehouse = await openWarehouse({
    ...{ file: file(), streams: STREAMS, timeZone: context.timeZone },
  });
  const activities = createMaterializeActivities({ warehouse, landing, models: MODELS, context });
  await activities.loadLanding();
  const planned = await activities.planAssets();
  for (const { model } of planned) await activities.buildModel({ name: model });
  return planned;
}

/** The same, without a run, and without a trace. */
async function preview(asOf: string, context = contextOf(asOf)) {
  const before = tracesOf(dir);
  await using warehouse = await openWarehouseToRead({ file: file(), streams: STREAMS });
  const seen = await previewRun({
    ...{ warehouse, landing, models: MODELS, streams: STREAMS, context },
  });
  expect(tracesOf(dir)).toEqual(before);
  return { files: Object.fromEntries(seen.fileCounts), planned: seen.planned };
}

test("before the first run all that landed is to be loaded, and every model is missing", async () => {
  await land("posts", MONDAY);
  await land("posts", MONDAY);

  const { files, planned } = await preview(MONDAY);

  expect(files).toEqual({ posts: 2 });
  expect(planned).toEqual(await run(MONDAY));
});

test("after a run of the day nothing is to be done", async () => {
  await land("posts", MONDAY);
  await run(MONDAY);

  expect(await preview(MONDAY)).toEqual({ files: {}, planned: [] });
});

test("a page that landed since is named, with what reads its stream", async () => {
  await run(MONDAY);
  await land("topics", MONDAY);

  const { files, planned } = await preview(MONDAY);

  expect(files).toEqual({ topics: 1 });
  expect(planned).toEqual([
    { model: "topics_count", reason: "upstream:raw_topics_current", deps: [] },
  ]);
  expect(planned).toEqual(await run(MONDAY));
});

test("a new day is named, with what depends on the day", async () => {
  await run(MONDAY);

  const { planned } = await preview(TUESDAY);

  expect(planned).toEqual([{ model: "days", reason: "upstream:ref_run", deps: [] }]);
  expect(planned).toEqual(await run(TUESDAY));
});

test("another identity key is named as a change of what is computed", async () => {
  await run(MONDAY);

  const { planned } = await preview(MONDAY, contextOf(MONDAY, "another"));

  expect(planned).toEqual([{ model: "days", reason: "upstream:context", deps: [] }]);
});

test("landing files that are gone are named, as a run would", async () => {
  await land("posts", MONDAY);
  await run(MONDAY);
  rmSync(join(dir, "landing"), { recursive: true });

  await expect(preview(MONDAY)).rejects.toThrow("has loaded 1 landing files that are gone");
});
