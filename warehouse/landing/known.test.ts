import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { openLanding, type Landing } from "./index.ts";

const REQUEST = { until: "2026-10-05T09:00:00Z", primaryKey: ["id"] };

let dir: string;
let landing: Landing;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-known-"));
  landing = openLanding(dir);
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function land(feed: string, ...ids: readonly (number | null)[]) {
  const records = ids.map((id) => ({ id }));
  await landing.write(feed, { records, quarantined: [], cursor: ids, done: true }, REQUEST);
}

async function sweep(ids: readonly number[], after?: number) {
  const keys = ids.map((id) => [id]);
  const last = await landing.lastNumber("posts");
  await landing.writeSweep("posts", { ...REQUEST, keys, after: after ?? last });
}

async function there(...ids: readonly number[]) {
  const known = await landing.known("posts");
  return ids.filter((id) => known.has([id]));
}

test("what any feed of the stream brought is there, until a sweep misses it", async () => {
  await land("posts", 1, 2);
  await land("posts@export", 3, 4);
  await sweep([1, 3]);

  expect(await there(1, 2, 3, 4, 5)).toEqual([1, 3]);
});

test("the feed whose sweep missed a record brings it back, and no other", async () => {
  await land("posts", 1, 2);
  await sweep([]);
  await land("posts@export", 1);
  await land("posts", 2);

  expect(await there(1, 2)).toEqual([2]);
});

test("a sweep does not judge what landed after it had begun", async () => {
  await land("posts", 1);
  await land("posts", 2);
  await sweep([], 1);

  expect(await there(1, 2)).toEqual([2]);
});

test("a line without its key is no record of a key", async () => {
  await land("posts", null, 1);

  expect((await landing.known("posts")).has([null])).toBe(false);
  expect(await there(1)).toEqual([1]);
});

test("what a sweep could not look into is there as it was", async () => {
  await land("posts", 11, 12, 21);
  const keys: readonly (readonly number[])[] = [];
  const unjudged = [{ field: "id", prefix: "1" }];
  await landing.writeSweep("posts", { ...REQUEST, keys, unjudged, after: 1 });

  expect(await there(11, 12, 21)).toEqual([11, 12]);
});
