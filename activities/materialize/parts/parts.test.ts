import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import {
  defineModel,
  own,
  rawCurrent,
  type Model,
  type ModelContext,
} from "../../../models/model.ts";
import { openWarehouse, type Warehouse } from "../../../warehouse/duckdb/index.ts";
import { openLanding, type Landing } from "../../../warehouse/landing/index.ts";
import { createMaterializeActivities } from "../index.ts";

const STREAM = { name: "posts", primaryKey: ["id"] };
const UNTIL = "2026-10-05T09:00:00Z";
const CONTEXT: ModelContext = {
  asOfDay: "2026-10-04T21:00:00.000Z",
  timeZone: "Europe/Moscow",
  connected: [],
  accountKey: (source, nativeId) => `a_${source}_${nativeId}`,
};

const posts = defineModel({
  name: "posts",
  description: "",
  from: [rawCurrent("posts")],
  grain: ["post_id"],
  columns: { post_id: "VARCHAR", month: "VARCHAR", length: "BIGINT" },
  parts: {
    by: ["post_id"],
    touched: {
      raw_posts_current: (db) =>
        db
          .selectFrom("changes_of_raw_posts_current")
          .where("payload", "is not", null)
          .select(sql<string>`payload ->> '$.id'`.as("post_id")),
    },
    read: {},
  },
  noted: ["month"],
  query: (db) =>
    db
      .selectFrom("raw_posts_current")
      .where("is_deleted", "=", false)
      .select([
        sql<string>`payload ->> '$.id'`.as("post_id"),
        sql<string>`payload ->> '$.month'`.as("month"),
        sql<bigint>`length(payload ->> '$.raw')`.as("length"),
      ]),
});

const months = defineModel({
  name: "months",
  description: "",
  from: [posts],
  grain: ["month"],
  columns: { month: "VARCHAR", length: "BIGINT" },
  parts: {
    by: ["month"],
    touched: { posts: own("posts", "month") },
    read: { posts: ["month"] },
  },
  query: (db) =>
    db
      .selectFrom("posts")
      .groupBy("month")
      .select(["month", sql<bigint>`sum(length)::BIGINT`.as("length")]),
  checks: [
    {
      name: "texts are short",
      blocking: true,
      failing: (db) => db.selectFrom("months").selectAll().where("length", ">", 100n),
    },
    {
      name: "months are full",
      blocking: false,
      failing: (db) => db.selectFrom("months").selectAll().where("length", "<", 10n),
    },
  ],
});

const MODELS = [posts, months];

let dir: string;
let landing: Landing;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-parts-"));
  landing = openLanding(join(dir, "landing"));
});

afterEach(() => rm(dir, { recursive: true }));

interface Post {
  readonly id: string;
  readonly month: string;
  readonly raw: string;
}

/** 40 posts of 20 months, of which a test changes some. */
const FIRST: readonly Post[] = Array.from({ length: 40 }, (_, index) => ({
  id: `p${index}`,
  month: `m${index % 20}`,
  raw: "a".repeat(10),
}));

async function land(records: readonly Post[]) {
  const cursor = (await landing.lastNumber("posts")) + 1;
  const page = {
    records: records.map((post) => ({ ...post })),
    quarantined: [],
    cursor,
    done: true,
  };
  await landing.write("posts", page, { until: UNTIL, primaryKey: ["id"] });
}

const opened = () =>
  openWarehouse({ streams: [STREAM], timeZone: "Europe/Moscow", file: ":memory:" });

function activitiesOf(warehouse: Warehouse, models: readonly Model[] = MODELS) {
  const now = () => Date.parse(UNTIL);
  return createMaterializeActivities({ warehouse, landing, models, context: CONTEXT, now });
}

/** What was planned and what was built: `whole`, or how many parts. */
async function run(warehouse: Warehouse, models: readonly Model[] = MODELS) {
  const activities = activitiesOf(warehouse, models);
  await activities.loadLanding();
  const told: string[] = [];
  for (const { model, parts } of await activities.planAssets()) {
    const { isBuilt, touchedCount } = await activities.buildModel({ name: model });
    const planned = parts === undefined ? "whole" : `by ${parts.by.join()}`;
    told.push(`${model} ${planned}: ${isBuilt ? (touchedCount ?? "whole") : "as it was"}`);
  }
  return told;
}

const WHOLE = ["posts whole: whole", "months whole: whole"];

async function expectAsRebuilt(warehouse: Warehouse) {
  await using rebuilt = await opened();
  await run(rebuilt);
  expect(await warehouse.digests()).toEqual(await rebuilt.digests());
}

test("a changed record builds its own row and its month, and the rest stays", async () => {
  await using warehouse = await opened();
  await land(FIRST);
  expect(await run(warehouse)).toEqual(WHOLE);
  await land([{ id: "p3", month: "m3", raw: "a".repeat(12) }]);

  expect(await run(warehouse)).toEqual(["posts by post_id: 1", "months by month: 1"]);
  expect(await run(warehouse)).toEqual([]);
  await expectAsRebuilt(warehouse);
});

test("a record that moved touches the month it left and the one it came to", async () => {
  await using warehouse = await opened();
  await land(FIRST);
  await run(warehouse);
  await land([{ id: "p3", month: "m4", raw: "a".repeat(10) }]);

  expect(await run(warehouse)).toEqual(["posts by post_id: 1", "months by month: 2"]);
  await expectAsRebuilt(warehouse);
});

test("a deleted record's row goes, and so does a month that nothing is left of", async () => {
  await using warehouse = await opened();
  await land([...FIRST, { id: "p40", month: "m20", raw: "a".repeat(10) }]);
  await run(warehouse);
  await landing.writeSweep("posts", {
    keys: FIRST.map(({ id }) => [id]),
    until: UNTIL,
    primaryKey: ["id"],
    after: await landing.lastNumber("posts"),
  });

  expect(await run(warehouse)).toEqual(["posts by post_id: 1", "months by month: 1"]);
  await expectAsRebuilt(warehouse);
});

test("what a build before did not follow is followed by the next one", async () => {
  await using warehouse = await opened();
  await land(FIRST);
  await run(warehouse);
  await land([{ id: "p3", month: "m3", raw: "a" }]);
  await run(warehouse, [posts]);
  await land([{ id: "p5", month: "m5", raw: "a" }]);

  // A model that is not declared is retired with what was noted of it.
  expect(await run(warehouse)).toEqual(["posts by post_id: 1", "months whole: whole"]);
  await land([{ id: "p7", month: "m7", raw: "a" }]);
  const activities = activitiesOf(warehouse);
  await activities.loadLanding();
  await activities.buildModel({ name: "posts" });
  await land([{ id: "p9", month: "m9", raw: "a" }]);

  expect(await run(warehouse)).toEqual(["posts by post_id: 1", "months by month: 2"]);
  await expectAsRebuilt(warehouse);
});

test("with much of it touched a model is built as a whole, and so is what follows", async () => {
  await using warehouse = await opened();
  await land(FIRST);
  await run(warehouse);
  await land(FIRST.slice(0, 30).map((post) => ({ ...post, raw: "a".repeat(11) })));

  expect(await run(warehouse)).toEqual(["posts by post_id: whole", "months by month: whole"]);
  await expectAsRebuilt(warehouse);
});

test("forced, of other code or without its table a model is built as a whole", async () => {
  await using warehouse = await opened();
  await land(FIRST);
  await run(warehouse);
  const forced = await activitiesOf(warehouse).buildModel({ name: "months", force: true });
  expect(forced.touchedCount).toBeUndefined();
  await land([{ id: "p3", month: "m3", raw: "a" }]);
  const recoded = { ...months, grain: ["month", "length"] } as Model;

  expect(await run(warehouse, [posts, recoded])).toEqual([
    "posts by post_id: 1",
    "months whole: whole",
  ]);
  await sql`drop table months`.execute(warehouse.db);
  expect(await run(warehouse, [posts, recoded])).toEqual(["months whole: whole"]);
});

test("what an older version built without a note is not built upon", async () => {
  await using warehouse = await opened();
  await land(FIRST);
  await run(warehouse);
  await sql`update posts set length = 11 where post_id = 'p3'`.execute(warehouse.db);
  await sql`
    update materializations set output_digest = '40:7' where model = 'posts'
  `.execute(warehouse.db);

  expect(await run(warehouse)).toEqual(["months whole: whole"]);
});

test("streams that are read from the first file on again are read whole", async () => {
  await using warehouse = await opened();
  await land(FIRST);
  await run(warehouse);
  // As where the order of versions has changed since.
  await sql`update loaded_streams set declared = 'otherwise'`.execute(warehouse.db);
  await land([{ id: "p3", month: "m3", raw: "a" }]);

  expect(await run(warehouse)).toEqual(["posts whole: whole", "months whole: whole"]);
  await expectAsRebuilt(warehouse);
});

test("a blocking check that fails in a touched part stops the build, and all stays", async () => {
  await using warehouse = await opened();
  await land(FIRST);
  await run(warehouse);
  const before = await warehouse.digests(["months"]);
  await land([{ id: "p3", month: "m3", raw: "a".repeat(101) }]);

  await expect(run(warehouse)).rejects.toMatchObject({ check: "texts are short" });
  expect(await warehouse.digests(["months"])).toEqual(before);
});

test("a grain that repeats across parts is found, though only one of them is built", async () => {
  await using warehouse = await opened();
  const texts = { ...posts, grain: ["length"], checks: [] } as Model;
  await land([
    FIRST[0]!,
    { id: "p1", month: "m1", raw: "b" },
    { id: "p2", month: "m2", raw: "bb" },
  ]);
  await run(warehouse, [texts]);
  await land([{ id: "p1", month: "m1", raw: "a".repeat(10) }]);

  await expect(run(warehouse, [texts])).rejects.toMatchObject({ check: "grain is unique" });
});

test("a check that warns counts in all parts", async () => {
  await using warehouse = await opened();
  await land([...FIRST, { id: "p40", month: "m20", raw: "a" }]);
  await run(warehouse);
  await land([{ id: "p41", month: "m21", raw: "a" }]);
  const activities = activitiesOf(warehouse);
  await activities.loadLanding();
  await activities.buildModel({ name: "posts" });

  expect((await activities.buildModel({ name: "months" })).warnings).toEqual([
    { check: "months are full", failingCount: 2 },
  ]);
});
