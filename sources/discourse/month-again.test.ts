/** Posts of a month are read again within a day, by little in each run; the youngest in each. */
import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { forumServer } from "../testing/forum.ts";
import { walk } from "../testing/walk.ts";
import { discoursePosts } from "./posts.ts";

type Row = { [key: string]: Json };

const MINUTE_MS = 60_000;
const NOW = Date.parse("2026-10-05T09:00:00Z");
const PER_DAY = 40;
const POSTS = 60 * PER_DAY;

function post(id: number): Row {
  const created_at = new Date(NOW - ((POSTS - id) / PER_DAY) * 1440 * MINUTE_MS).toISOString();
  return { id, created_at, updated_at: created_at, raw: `text ${id}`, post_type: 1 };
}

/** A forum of two months that was read once, and runs every so many minutes. */
async function givenRead() {
  const posts = Array.from({ length: POSTS }, (_, index) => post(index + 1));
  const given = await forumServer({ posts });
  const feed = discoursePosts(given);
  const until = (minutes: number) => new Date(NOW + minutes * MINUTE_MS).toISOString();
  let { cursor } = await walk(feed, { until: until(0) });
  return {
    ...given,
    edit(daysAgo: number): Row {
      const at = POSTS - 1 - daysAgo * PER_DAY;
      const edited = { ...posts[at], raw: "edited" };
      posts[at] = edited;
      return edited;
    },
    async run(minutes: number, isTold = false) {
      given.server.requests.splice(0);
      const walked = await walk(feed, { until: until(minutes), cursor, isTold });
      ({ cursor } = walked);
      return walked.records;
    },
    async page() {
      const { signal } = new AbortController();
      return await feed.fetchPage({ cursor: cursor as never, until: until(15), signal });
    },
    [Symbol.asyncDispose]: () => given[Symbol.asyncDispose](),
  };
}

test("an edit of three days comes with the next run, one of a month within a day", async () => {
  await using given = await givenRead();
  const [young, ...older] = [2, 4, 15, 29].map((days) => given.edit(days));
  const found: Json[] = [];

  expect(await given.run(15)).toContainEqual(young);
  for (let minutes = 30; minutes <= 24 * 60; minutes += 15)
    found.push(...(await given.run(minutes)));

  expect(found).toEqual(expect.arrayContaining(older));
});

test("each day all of the month comes again, and no run asks for much of it", async () => {
  await using given = await givenRead();
  const asked: number[] = [];
  const day = async (from: number) => {
    const found: Json[] = [];
    for (let minutes = from + 15; minutes <= from + 24 * 60; minutes += 15) {
      found.push(...(await given.run(minutes)));
      asked.push(given.server.requests.filter((path) => path.startsWith("/posts.json")).length);
    }
    return new Set(found.map((row) => (row as Row)["id"]));
  };

  const days = [await day(0), await day(24 * 60)];

  for (const ids of days) expect(ids.size).toBeGreaterThan(30 * PER_DAY);
  // Four for three days and what proves their end; 24 of a day for the month, one now and then for all.
  expect(Math.max(...asked)).toBeLessThanOrEqual(4 + 2 + 6);
  expect(asked.reduce((sum, count) => sum + count, 0) / asked.length).toBeLessThan(6);
});

test("a run a day reads the whole month", async () => {
  await using given = await givenRead();
  await given.run(15);
  const edited = given.edit(29);

  expect(await given.run(15 + 24 * 60)).toContainEqual(edited);
});

test("where the forum told of a change, the month is read at once", async () => {
  await using given = await givenRead();
  const edited = given.edit(29);

  expect(await given.run(15, true)).toContainEqual(edited);
});

test("what a run reads again is marked so, and what the first one reads is not", async () => {
  await using given = await forumServer({ posts: [post(1)] });
  const { signal } = new AbortController();
  const until = new Date(NOW).toISOString();
  const first = await discoursePosts(given).fetchPage({ cursor: null, until, signal });
  await using read = await givenRead();

  expect([first.isReread, (await read.page()).isReread]).toEqual([false, true]);
});
