import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { createMaterializeActivities } from "../../activities/materialize/index.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { type Landing, openLanding } from "../../warehouse/landing/index.ts";
import { loadedInputs } from "../runtime/loaded-inputs.ts";
import { damagedFiles, landingCut } from "./landing-cut.ts";

const REQUEST = { until: "2026-10-05T09:00:00Z", primaryKey: ["id"] };
const TIME_ZONE = "Europe/Moscow";
const STREAMS = ["posts", "likes"].map((name) => ({ name, primaryKey: ["id"] }));

let dir: string;
let landing: Landing;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-cut-"));
  landing = openLanding(dir);
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function land(feed: string, ...ids: readonly number[]) {
  const records = ids.map((id) => ({ id, text: `Текст ${id}` }));
  await landing.write(feed, { records, quarantined: [], cursor: ids, done: true }, REQUEST);
}

/** Two streams and three feeds, as one load takes them in. */
async function givenLoaded() {
  await land("posts", 1, 2);
  await land("posts@export", 3);
  await land("posts", 4);
  await land("likes", 5, 6);
  const keys = [[1], [3], [4]];
  await landing.writeSweep("posts", { ...REQUEST, keys, after: 3 });
  await using warehouse = await openWarehouse({
    ...{ file: ":memory:", streams: STREAMS, timeZone: TIME_ZONE },
  });
  const context = {
    ...{ asOfDay: REQUEST.until, timeZone: TIME_ZONE, connected: [] },
    accountKey: () => "a_1",
  };
  const activities = createMaterializeActivities({ warehouse, landing, models: [], context });
  await activities.loadLanding({});
  return await loadedInputs(warehouse, activities);
}

async function found(loaded: Awaited<ReturnType<typeof givenLoaded>>) {
  const { files, damages } = await landingCut(landing, loaded.landing);
  return { names: files.map(({ name }) => name), damages, broken: await damagedFiles(files) };
}

test("what has landed since a plan is none of its inputs, and its own come in their order", async () => {
  const loaded = await givenLoaded();
  const before = (await landing.files()).map(({ name }) => name);
  await land("posts@export", 7);
  await land("likes", 8);

  const then = await found(loaded);

  expect(before.length).toBe(5);
  expect(then.names.toSorted()).toEqual(before.toSorted());
  const posts = (names: readonly string[]) => names.filter((name) => name.startsWith("posts"));
  expect(posts(then.names)).toEqual(posts(before));
  expect(then).toMatchObject({ damages: [], broken: [] });
});

test("one flipped byte of any landing file is named, whichever it is", async () => {
  const loaded = await givenLoaded();

  for (const { name, path } of await landing.files()) {
    const bytes = await readFile(path);
    for (const at of [0, bytes.length >> 1, bytes.length - 1]) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ 1, at);
      await writeFile(path, flipped);
      expect((await found(loaded)).broken.map((damage) => damage.name)).toEqual([name]);
    }
    await writeFile(path, bytes);
  }
  expect((await found(loaded)).broken).toEqual([]);
});

test("a file that is gone, or was put in another's place, is told by its feed", async () => {
  const loaded = await givenLoaded();
  const files = await landing.files();
  const [first] = files.filter(({ feed }) => feed === "posts");
  if (first === undefined) return expect.unreachable();
  const bytes = await readFile(first.path);
  await rm(first.path);
  expect((await found(loaded)).damages).toMatchObject([
    { name: "posts", found: expect.stringMatching(/^2 of 3, up to posts\//) },
  ]);

  await writeFile(first.path.replace(/[0-9a-f]{16}(?=\.ndjson)/, "0".repeat(16)), bytes);
  expect((await found(loaded)).damages).toMatchObject([{ name: "posts" }]);
});
