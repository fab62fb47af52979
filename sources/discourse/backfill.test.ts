import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { forumServer } from "../testing/forum.ts";
import { walk } from "../testing/walk.ts";
import { discoursePostsBackfill } from "./backfill.ts";

const DAY_MS = 86_400_000;
const FIRST_AT = Date.parse("2026-04-01T00:00:00Z");
const { signal } = new AbortController();

function post(id: number, { day = id / 10, ...rest }: { day?: number; [key: string]: Json } = {}) {
  const created_at = new Date(FIRST_AT + day * DAY_MS).toISOString();
  return { id, created_at, raw: `text ${id}`, post_type: 1, ...rest };
}

/** Posts 1 … `count`, ten a day, with gaps where other things took the ids. */
function posts(count: number) {
  return Array.from({ length: count }, (_, index) => post(index + 1)).filter(
    ({ id }) => id % 7 !== 0,
  );
}

const instant = (day: number) => new Date(FIRST_AT + day * DAY_MS).toISOString();
/** Days since the first of April. */
const days = (from: number, to: number) => ({ from: instant(from), to: instant(to) });

const idsOf = (records: readonly Json[]) =>
  records.map((record) => (record as { id: number }).id).toSorted((a, b) => a - b);
const within = (all: readonly { id: number; created_at: string }[], from: number, to: number) =>
  idsOf(all.filter(({ created_at }) => created_at >= instant(from) && created_at < instant(to)));

test.each([
  [0, 10],
  [100, 107],
  [199, 400],
  [100, 100.1],
])("from day %d to %d the posts of these days come, and no others", async (from, to) => {
  for (const isOld of [false, true]) {
    await using given = await forumServer({ posts: posts(2_000), isOld });
    const { records } = await walk(discoursePostsBackfill(given.http).open(days(from, to)));

    expect(idsOf(records)).toEqual(within(given.forum.posts as never, from, to));
  }
});

test("a plan says what it may take at most, asks little, and the reading keeps to it", async () => {
  await using given = await forumServer({ posts: posts(20_000) });
  const backfill = discoursePostsBackfill(given.http);
  const span = days(1_000, 1_100);

  const [window] = await backfill.plan(span, signal);
  const asked = given.server.requests.length;
  const { records } = await walk(backfill.open(span));

  expect(window).toMatchObject({ ...span, isCounted: false });
  expect(asked).toBeLessThan(30);
  expect(window!.recordCount).toBeGreaterThanOrEqual(records.length);
  expect(window!.recordCount).toBeLessThan(1_200);
  expect(given.server.requests.length - asked).toBeLessThanOrEqual(window!.requestCount);
});

test("a topic that was moved with its old dates hides no post of the span", async () => {
  const moved = Array.from({ length: 150 }, (_, index) => post(551 + index, { day: 1 }));
  const others = posts(2_000).filter(({ id }) => id < 551 || id > 700);
  await using given = await forumServer({ posts: [...others, ...moved] });

  const { records } = await walk(discoursePostsBackfill(given.http).open(days(30, 125)));

  expect(idsOf(records)).toEqual(within(given.forum.posts as never, 30, 125));
});

test("of an old forum, ids that are all hidden hide no beginning of a span", async () => {
  // The middle of the first halves: the fifty ids below it show nothing.
  const shown = posts(2_000).filter(({ id }) => id < 450 || id > 1_060);
  await using given = await forumServer({ posts: shown, isOld: true });

  const backfill = discoursePostsBackfill(given.http);
  const [window] = await backfill.plan(days(10, 199), signal);
  const { records } = await walk(backfill.open(days(10, 199)));

  expect(idsOf(records)).toEqual(within(given.forum.posts as never, 10, 199));
  expect(window!.recordCount).toBeGreaterThanOrEqual(records.length);
});

test("a post that cannot be read is quarantined, a private one is not kept at all", async () => {
  const poison = { id: 20, created_at: "soon" };
  const whisper = post(30, { post_type: 4 });
  const others = posts(60).filter(({ id }) => id !== 20 && id !== 30);
  await using given = await forumServer({ posts: [...others, poison, whisper] });

  const { records, quarantined } = await walk(discoursePostsBackfill(given.http).open(days(0, 10)));

  expect(idsOf(records)).toEqual(idsOf(others));
  expect(quarantined).toEqual([{ record: poison, reason: expect.stringMatching(/^created_at: /) }]);
});

test("an empty forum has nothing to plan and nothing to read", async () => {
  await using given = await forumServer();
  const backfill = discoursePostsBackfill(given.http);

  expect(await backfill.plan(days(0, 10), signal)).toEqual([]);
  expect((await walk(backfill.open(days(0, 10)))).records).toEqual([]);
});

test("killed at a page, the reading goes on there", async () => {
  await using given = await forumServer({ posts: posts(4_000) });
  const span = days(0, 400);
  const open = () => discoursePostsBackfill(given.http).open(span);

  const whole = await walk(open());
  const killed = await walk(open(), { killedAtPage: 2 });

  expect(whole.pageCount).toBeGreaterThan(3);
  expect(killed).toEqual(whole);
});
