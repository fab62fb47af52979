import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { Feed, Json, SweepPage } from "../../sources/source.ts";
import { openLanding, readLines } from "../../warehouse/landing/index.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { createIngestActivities } from "./index.ts";

const UNTIL = "2026-10-05T09:00:00Z";
const REQUEST = { feed: "posts", until: UNTIL };

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-ingest-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

/** Three records, two a page. */
function pagedFeed(sweepPages: readonly (SweepPage | Error)[] = []): Feed {
  const pages = new Map<Json, number[]>([
    [null, [1, 2]],
    [2, [3]],
    [3, []],
  ]);
  return {
    name: "posts",
    stream: { name: "posts", primaryKey: ["id"] },
    async fetchPage({ cursor }) {
      const records = (pages.get(cursor) ?? []).map((id) => ({ id }));
      const next = records.at(-1)?.id ?? cursor;
      return { records, quarantined: [], cursor: next, done: records.length < 2 };
    },
    async sweep({ after }) {
      const page = sweepPages[Number(after ?? 0)];
      if (page === undefined || page instanceof Error) throw page ?? new Error("No such page.");
      return page;
    },
  };
}

async function landed() {
  const files = await openLanding(dir).files();
  return Promise.all(files.map(async (file) => (await readLines(file)).lines));
}

test("pages land one after the other, and a run after the last one lands nothing", async () => {
  const activities = createIngestActivities({
    landing: openLanding(dir),
    feeds: [pagedFeed()],
  });

  expect(await activities.landPage(REQUEST)).toEqual({
    recordCount: 2,
    quarantinedCount: 0,
    done: false,
    isSweepUnfinished: false,
  });
  await activities.landPage(REQUEST);
  await activities.landPage(REQUEST);

  expect(await landed()).toEqual([['{"id":1}', '{"id":2}'], ['{"id":3}']]);
});

test("who reads a feed is told where its system told of something, and of no other feed", async () => {
  const asked: (boolean | undefined)[] = [];
  const feed = pagedFeed();
  const spied: Feed = {
    ...feed,
    fetchPage: (request) => {
      asked.push(request.isTold);
      return feed.fetchPage(request);
    },
  };
  const told = new Set(["posts"]);
  const given = { landing: openLanding(dir), feeds: [spied] };
  const { landPage } = createIngestActivities({ ...given, isTold: (name) => told.has(name) });

  await landPage(REQUEST);
  told.delete("posts");
  told.add("users");
  await landPage(REQUEST);

  expect(asked).toEqual([true, false]);
});

test("a whole sweep lands all its keys in one file", async () => {
  const feed = pagedFeed([
    { keys: [[1]], after: 1, done: false },
    { keys: [[3]], after: 3, done: true },
  ]);
  const activities = createIngestActivities({ landing: openLanding(dir), feeds: [feed] });

  expect(await sweep(runtimeOf(activities), REQUEST)).toEqual({
    ...{ done: true, keyCount: 2, foundCount: 0 },
  });

  expect(await landed()).toEqual([["[1]", "[3]"]]);
});

test("what any page of a sweep could not look for is kept with the whole", async () => {
  const unjudged = (prefix: string) => [{ field: "path", prefix }];
  const feed = pagedFeed([
    { keys: [[1]], unjudged: unjudged("a/"), after: 1, done: false },
    { keys: [[3]], unjudged: unjudged("b/"), after: 3, done: true },
  ]);
  const landing = openLanding(dir);

  await sweep(runtimeOf(createIngestActivities({ landing, feeds: [feed] })), REQUEST);

  const [judged] = await landing.files();
  const { manifest } = await readLines(judged!);
  expect(manifest.unjudged).toEqual([...unjudged("a/"), ...unjudged("b/")]);
});

test("a sweep that breaks off judges nothing", async () => {
  const feed = pagedFeed([{ keys: [[1]], after: 1, done: false }, new Error("dropped")]);
  const activities = createIngestActivities({ landing: openLanding(dir), feeds: [feed] });

  await expect(sweep(runtimeOf(activities), REQUEST)).rejects.toThrow("dropped");

  expect(await landed()).toEqual([]);
});

test("what lands while a sweep lasts is not in its judgement", async () => {
  const landing = openLanding(dir);
  const feed: Feed = {
    ...pagedFeed(),
    async sweep() {
      await activities.landPage(REQUEST);
      return { keys: [[1], [2]], after: null, done: true };
    },
  };
  const activities = createIngestActivities({ landing, feeds: [feed] });
  await activities.landPage(REQUEST);

  await activities.sweepFeed(REQUEST);

  const manifests = await Promise.all((await landing.files()).map((file) => readLines(file)));
  expect(manifests.map(({ manifest: { kind, number, after } }) => [kind, number, after])).toEqual([
    ["page", 1, undefined],
    ["page", 2, undefined],
    ["sweep", 3, 1],
  ]);
});

test("a sweep that stands still is named instead of going on for ever, and judges nothing", async () => {
  const feed: Feed = {
    ...pagedFeed(),
    sweep: async () => ({ keys: [], after: null, done: false }),
  };
  const activities = createIngestActivities({ landing: openLanding(dir), feeds: [feed] });

  await expect(activities.sweepFeed(REQUEST)).rejects.toThrow(
    "The sweep of posts has no end: it stands still at one place.",
  );
  expect(await landed()).toEqual([]);
});

test("a feed that tells of deletions itself is not swept", async () => {
  const { sweep: _none, ...feed } = pagedFeed();
  const activities = createIngestActivities({ landing: openLanding(dir), feeds: [feed] });

  expect(await activities.sweepFeed(REQUEST)).toEqual({
    isSwept: false,
    done: true,
    keyCount: 0,
    foundCount: 0,
  });
  expect(await landed()).toEqual([]);
});

test("a source that is down lands nothing and its stream is not seen", async () => {
  const down: Feed = {
    ...pagedFeed(),
    fetchPage: () => Promise.reject(new Error("ECONNREFUSED")),
  };
  const landing = openLanding(dir);
  await createIngestActivities({ landing, feeds: [pagedFeed()] }).landPage(REQUEST);
  const activities = createIngestActivities({ landing, feeds: [down] });

  await expect(
    activities.landPage({ ...REQUEST, until: "2026-10-06T09:00:00Z" }),
  ).rejects.toThrow();

  expect(await landed()).toEqual([['{"id":1}', '{"id":2}']]);
  expect(await landing.health()).toEqual([{ feed: "posts", stream: "posts", until: null }]);
});

test("a feed that is not configured is named with those that are", async () => {
  const activities = createIngestActivities({
    landing: openLanding(dir),
    feeds: [pagedFeed()],
  });

  await expect(activities.landPage({ ...REQUEST, feed: "likes" })).rejects.toThrow(
    "No source is configured for feed likes; configured: posts.",
  );
});
