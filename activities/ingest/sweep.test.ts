import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { Feed, FindRequest, FoundPage, Json, Key, SweepPage } from "../../sources/source.ts";
import { openLanding, readLines } from "../../warehouse/landing/index.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { createIngestActivities } from "./index.ts";

const REQUEST = { feed: "posts", until: "2026-10-05T09:00:00Z" };
const PRIMARY_KEY = ["topic", "id"];

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-sweep-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

/** Posts of two topics, of which paging has brought those in `paged`. Two a request are found. */
function givenForum(
  paged: readonly Key[],
  { lists, find = foundTwo }: { lists: SweepPage; find?: (keys: readonly Key[]) => FoundPage },
) {
  const asked: (readonly Key[])[] = [];
  const feed: { -readonly [K in keyof Feed]: Feed[K] } = {
    name: "posts",
    stream: { name: "posts", primaryKey: PRIMARY_KEY },
    fetchPage: async () => ({
      records: paged.map(postOf),
      quarantined: [],
      cursor: "c1",
      done: true,
    }),
    sweep: async () => lists,
    find: async ({ keys }: FindRequest) => {
      asked.push(keys);
      return find(keys);
    },
  };
  const landing = openLanding(dir);
  const { landPage, ...rest } = createIngestActivities({ landing, feeds: [feed] });
  const sweepFeed = (request: typeof REQUEST) => sweep(runtimeOf(rest), request);
  return { asked, feed, landing, activities: { landPage, sweepFeed } };
}

function postOf([topic, id]: Key): Json {
  return { topic: topic ?? null, id: id ?? null };
}

function foundTwo(keys: readonly Key[]): FoundPage {
  return { records: keys.slice(0, 2).map(postOf), quarantined: [], left: keys.slice(2) };
}

function listing(keys: readonly Key[]): SweepPage {
  return { keys, after: null, done: true };
}

async function landed() {
  const files = await openLanding(dir).files();
  return Promise.all(
    files.map(async (file) => {
      const { manifest, lines } = await readLines(file);
      return [manifest.kind, ...lines];
    }),
  );
}

test("what a sweep lists and paging never brought is asked for by key and lands", async () => {
  const missing: Key[] = [
    ["a", 2],
    ["a", 3],
    ["b", 1],
  ];
  const { activities, asked, landing } = givenForum([["a", 1]], {
    lists: listing([["a", 1], ...missing]),
  });
  await activities.landPage(REQUEST);

  const swept = await activities.sweepFeed(REQUEST);

  expect(swept).toEqual({ done: true, keyCount: 4, foundCount: 3 });
  expect(asked).toEqual([missing, missing.slice(2)]);
  expect(await landed()).toEqual([
    ["page", '{"topic":"a","id":1}'],
    ["page", '{"topic":"a","id":2}', '{"topic":"a","id":3}'],
    ["page", '{"topic":"b","id":1}'],
    ["sweep", '["a",1]', '["a",2]', '["a",3]', '["b",1]'],
  ]);
  expect(await landing.cursorOf("posts")).toBe("c1");
});

test("what landed and is listed is not asked for again", async () => {
  const { activities, asked } = givenForum([["a", 1]], { lists: listing([["a", 1]]) });
  await activities.landPage(REQUEST);

  await activities.sweepFeed(REQUEST);

  expect(asked).toEqual([]);
});

test("a record that was found deleted and is listed again is asked for", async () => {
  const gone = givenForum([["a", 1]], { lists: listing([]) });
  await gone.activities.landPage(REQUEST);
  await gone.activities.sweepFeed(REQUEST);
  const back = givenForum([], { lists: listing([["a", 1]]) });

  await back.activities.sweepFeed(REQUEST);
  await back.activities.sweepFeed(REQUEST);

  expect(back.asked).toEqual([[["a", 1]]]);
});

test("a record that cannot be read is asked for by every sweep and lands once", async () => {
  const refused = { record: { topic: "a", id: 1 }, reason: "too large" };
  const { activities, asked } = givenForum([], {
    lists: listing([["a", 1]]),
    find: () => ({ records: [], quarantined: [refused], left: [] }),
  });

  await activities.sweepFeed(REQUEST);
  await activities.sweepFeed(REQUEST);

  expect(asked).toHaveLength(2);
  expect((await landed()).filter(([kind]) => kind === "page")).toEqual([["page"]]);
});

test("a feed that asks for none of the keys is named instead of being asked for ever", async () => {
  const { activities } = givenForum([], {
    lists: listing([["a", 1]]),
    find: (keys) => ({ records: [], quarantined: [], left: keys }),
  });

  await expect(activities.sweepFeed(REQUEST)).rejects.toThrow(
    "posts was asked for 1 keys and asks for none of them.",
  );
});

test("what landed and does not bear the sweep's mark is asked for, and only that", async () => {
  const keys: Key[] = [
    ["a", 1],
    ["a", 2],
  ];
  const { activities, asked, feed } = givenForum(keys, {
    lists: { ...listing(keys), marks: ["as before", "changed"] },
  });
  feed.bears = (_record, mark) => mark === "as before";
  await activities.landPage(REQUEST);

  await activities.sweepFeed(REQUEST);

  expect(asked).toEqual([[["a", 2]]]);
});
