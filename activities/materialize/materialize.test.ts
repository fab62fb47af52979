import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import {
  defineComputed,
  defineModel,
  rawCurrent,
  refRun,
  type Model,
  type ModelContext,
} from "../../models/model.ts";
import { runAndKill } from "../../test/run-and-kill.ts";
import { openWarehouse, type Warehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding, type Landing } from "../../warehouse/landing/index.ts";
import { createBuildNotes, readBuildNotes } from "./build-notes.ts";
import { createMaterializeActivities, openEmptied } from "./index.ts";

const STREAMS = [{ name: "posts", primaryKey: ["id"] }];
const OPTIONS = { streams: STREAMS, timeZone: "Europe/Moscow" };
const CONTEXT: ModelContext = {
  asOfDay: "2026-10-04T21:00:00.000Z",
  timeZone: "Europe/Moscow",
  connected: [],
  accountKey: (source, nativeId) => `a_${source}_${nativeId}`,
};
const UNTIL = "2026-10-05T09:00:00Z";

const posts = defineModel({
  name: "posts",
  description: "",
  from: [rawCurrent("posts")],
  grain: ["post_id"],
  columns: { post_id: "VARCHAR", length: "BIGINT" },
  query: (db) =>
    db
      .selectFrom("raw_posts_current")
      .where("is_deleted", "=", false)
      .select([
        sql<string>`payload ->> '$.id'`.as("post_id"),
        sql<bigint>`length(payload ->> '$.raw')`.as("length"),
      ]),
});

const totals = defineModel({
  name: "totals",
  description: "",
  from: [posts],
  grain: [],
  columns: { length: "BIGINT" },
  query: (db) =>
    db.selectFrom("posts").select(sql<bigint>`coalesce(sum(length), 0)::BIGINT`.as("length")),
  checks: [
    {
      name: "texts are short",
      blocking: true,
      failing: (db) => db.selectFrom("totals").selectAll().where("length", ">", 100n),
    },
  ],
});

const days = defineComputed({
  name: "days",
  description: "",
  from: [totals, refRun],
  grain: ["day"],
  columns: { day: "TIMESTAMPTZ", length: "BIGINT" },
  compute: ({ totals: table }, { asOfDay }) => ({
    day: [new Date(asOfDay)],
    length: [table!.getChild("length")!.get(0)],
  }),
});

const MODELS = [days, totals, posts];

let dir: string;
let landing: Landing;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-materialize-"));
  landing = openLanding(join(dir, "landing"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function land(...texts: readonly string[]) {
  const cursor = (await landing.lastNumber("posts")) + 1;
  const records = texts.map((raw, index) => ({ id: `p${index}`, raw }));
  const page = { records, quarantined: [], cursor, done: true };
  await landing.write("posts", page, { until: UNTIL, primaryKey: ["id"] });
}

/** A clock that stands: builds of equal rows are recorded alike. */
const now = () => Date.parse("2026-10-05T09:00:00Z");

function given(warehouse: Warehouse, models: readonly Model[] = MODELS) {
  return createMaterializeActivities({ warehouse, landing, models, context: CONTEXT, now });
}

/** A run: load, plan, build what is planned. Tells what was really built. */
async function run(warehouse: Warehouse, models: readonly Model[] = MODELS) {
  const activities = given(warehouse, models);
  await activities.loadLanding();
  const built: string[] = [];
  for (const { model } of await activities.planAssets()) {
    const { isBuilt } = await activities.buildModel({ name: model });
    if (isBuilt) built.push(model);
  }
  return built;
}

async function rowsOf(warehouse: Warehouse, table: string) {
  return warehouse.db.selectFrom(table).selectAll().execute();
}

test("a first run builds all, a second one nothing", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await land("aa", "bbb");

  expect(await run(warehouse)).toEqual(["posts", "totals", "days"]);
  expect(await rowsOf(warehouse, "days")).toEqual([{ day: new Date(CONTEXT.asOfDay), length: 5n }]);
  const before = await warehouse.digests();
  expect(await run(warehouse)).toEqual([]);
  expect(await warehouse.digests()).toEqual(before);
});

test("building stops where a changed input makes no difference", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await land("aa", "bbb");
  await run(warehouse);
  await land("aaa", "bb");

  expect(await run(warehouse)).toEqual(["posts", "totals"]);
});

test("a forced build is done although nothing has changed", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await run(warehouse);
  const activities = given(warehouse);

  expect(await activities.planAssets({ force: ["totals"] })).toEqual([
    { model: "totals", reason: "forced", deps: [] },
    { model: "days", reason: "upstream:totals", deps: ["totals"] },
  ]);
  expect((await activities.buildModel({ name: "totals", force: true })).isBuilt).toBe(true);
});

test("a model whose query has changed is built again for its code", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await run(warehouse);
  const changed = {
    ...totals,
    query: () =>
      warehouse.db
        .selectFrom("posts")
        .select(sql<bigint>`7::BIGINT`.as("length"))
        .limit(1),
  };

  const plan = await given(warehouse, [days, changed, posts]).planAssets();

  expect(plan[0]).toEqual({ model: "totals", reason: "code", deps: [] });
});

test("another day builds what is told the day", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await run(warehouse);
  const activities = given(warehouse);
  await activities.loadLanding({ asOf: "2026-10-06T09:00:00Z" });

  expect(await activities.planAssets()).toEqual([
    { model: "days", reason: "upstream:ref_run", deps: [] },
  ]);
  await activities.buildModel({ name: "days" });
  expect(await rowsOf(warehouse, "days")).toEqual([
    { day: new Date("2026-10-05T21:00:00Z"), length: 0n },
  ]);
});

test("a failing blocking check is named and the rows before it stay", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await land("aa");
  await run(warehouse);
  await land("a".repeat(101));

  await expect(run(warehouse)).rejects.toMatchObject({
    name: "CheckFailedError",
    model: "totals",
    check: "texts are short",
  });
  expect(await rowsOf(warehouse, "totals")).toEqual([{ length: 2n }]);
});

test("who may not open the warehouse reads what was built when, and what a check undid", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  const notes = createBuildNotes({ warehouse, models: MODELS, context: CONTEXT, dir, now });
  const activities = createMaterializeActivities({
    ...{ warehouse, landing, models: MODELS, context: CONTEXT, now },
    onRefused: (refused) => notes.write(refused),
  });
  expect(await readBuildNotes(dir)).toBe(null);
  await land("aa");
  await activities.loadLanding();
  for (const name of ["posts", "totals", "days"]) await activities.buildModel({ name });
  await notes.write(null);
  const before = await readBuildNotes(dir);
  await land("a".repeat(101));
  await activities.loadLanding();
  await activities.buildModel({ name: "posts" });

  await expect(activities.buildModel({ name: "totals" })).rejects.toThrow("texts are short");

  const after = await readBuildNotes(dir);
  const builds = (of: typeof before) =>
    of?.models.map(({ name, rowCount, builtAt }) => `${name} ${rowCount} ${builtAt}`);
  expect(before).toMatchObject({ loaded: { posts: 1 }, refused: null });
  expect(builds(before)).toEqual([
    "days 1 2026-10-05T09:00:00.000Z",
    "posts 1 2026-10-05T09:00:00.000Z",
    "totals 1 2026-10-05T09:00:00.000Z",
  ]);
  expect(after).toMatchObject({
    loaded: { posts: 2 },
    refused: { model: "totals", check: "texts are short" },
  });
  expect(builds(after)).toEqual(builds(before));
});

test("a null in a column declared without one blocks", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  const page = { records: [{ id: "p" }], quarantined: [], cursor: 1, done: true };
  await landing.write("posts", page, { until: UNTIL, primaryKey: ["id"] });

  await expect(run(warehouse)).rejects.toMatchObject({
    name: "CheckFailedError",
    check: "length is not null",
  });
});

test("a check that does not block is told and kept", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await land("a".repeat(101));
  const lenient = {
    ...totals,
    checks: totals.checks.map((check) => ({ ...check, blocking: false })),
  };
  const activities = given(warehouse, [posts, lenient]);
  await activities.loadLanding();
  await activities.buildModel({ name: "posts" });

  expect(await activities.buildModel({ name: "totals" })).toEqual({
    model: "totals",
    isBuilt: true,
    rowCount: 1,
    warnings: [{ check: "texts are short", failingCount: 1 }],
  });
  expect((await activities.runChecks()).map(({ check }) => check)).toEqual(["texts are short"]);
});

test("what a retired model made is gone after the next load", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await run(warehouse);

  await run(warehouse, [posts, totals]);

  expect((await warehouse.digests()).map(({ table }) => table)).not.toContain("days");
});

test("a model whose table has gone is planned and built again", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await land("aa");
  await run(warehouse);
  const activities = given(warehouse, [posts, totals]);
  await sql`drop table totals`.execute(warehouse.db);

  expect(await activities.planAssets()).toMatchObject([{ model: "totals", reason: "missing" }]);
  expect(await activities.buildModel({ name: "totals" })).toMatchObject({ isBuilt: true });
  expect(await rowsOf(warehouse, "totals")).toHaveLength(1);
});

test("a rebuild from landing gives identical digests", async () => {
  const file = join(dir, "warehouse.duckdb");
  let before;
  {
    await using warehouse = await openWarehouse({ ...OPTIONS, file });
    for (const text of ["a", "bb", "a"]) {
      await land(text, "same");
      await run(warehouse);
    }
    before = await warehouse.digests();
  }

  await using rebuilt = await openEmptied({ ...OPTIONS, file });
  expect(await rowsOf(rebuilt, "landing_files")).toEqual([]);
  await run(rebuilt);

  expect(await rebuilt.digests()).toEqual(before);
});

test("kill -9 in the middle of a build keeps no table without its record", async () => {
  await land("aa");
  await runAndKill(
    "materialize",
    dir,
    ({ module, dir: target, killAt }) => `
    const { openWarehouse } = await import(${module("warehouse/duckdb/index.ts")});
    const { openLanding } = await import(${module("warehouse/landing/index.ts")});
    const { createMaterializeActivities } = await import(${module("activities/materialize/index.ts")});
    const { defineModel, refRun } = await import(${module("models/model.ts")});
    const file = ${target} + "/warehouse.duckdb";
    const warehouse = await openWarehouse({ ...${JSON.stringify(OPTIONS)}, file });
    const days = defineModel({ name: "days", description: "", from: [refRun], grain: [],
      columns: { as_of_day: "TIMESTAMPTZ" },
      query: (db) => db.selectFrom("ref_run").select("as_of_day") });
    const context = { ...${JSON.stringify(CONTEXT)}, accountKey: () => "a" };
    const landing = openLanding(${target} + "/landing");
    const activities = createMaterializeActivities({
      warehouse, landing, models: [days], context, failpoint: ${killAt} });
    await activities.loadLanding();
    await activities.buildModel({ name: "days" });
  `,
  );
  await using killed = await openWarehouse({ ...OPTIONS, file: join(dir, "warehouse.duckdb") });
  expect((await killed.digests()).map(({ table }) => table)).not.toContain("days");
  await run(killed);

  await using untouched = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await run(untouched);
  expect(await killed.digests()).toEqual(await untouched.digests());
});
