/** What changes on posts and topics that are older than anything a run reads as recent. */
import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { forumServer, type ForumServer } from "../testing/forum.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discoursePosts } from "./posts.ts";
import { REREAD } from "./reread.ts";
import { discourseTopics } from "./topics.ts";

type Row = { [key: string]: Json };

const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-10-05T09:00:00Z");
const POSTS = 1_200;
/** Between two posts. */
const HOURS = 6;
/** Posts of a month, which each run reads. */
const RECENT = (30 * 24) / HOURS;

/** Ten posts a topic, by turns of twelve topics: the last post's page holds few of its topic. */
function post(id: number): Row {
  const created_at = new Date(NOW - (POSTS + 1 - id) * HOURS * HOUR_MS).toISOString();
  const topic_id = Math.ceil(id / 120) * 12 - (id % 12);
  return { id, topic_id, created_at, updated_at: created_at, raw: `text ${id}`, post_type: 1 };
}

function topicsOf(posts: readonly Row[], before: readonly Row[] = []): Row[] {
  const old = new Map(before.map((topic) => [topic["id"], topic]));
  return [...Map.groupBy(posts, (row) => row["topic_id"])].map(([id, inside]) => ({
    ...{ id: id ?? null, title: `Topic ${String(id)}`, category_id: 5, archetype: "regular" },
    ...{ created_at: inside[0]?.["created_at"] ?? null, pinned: false },
    bumped_at: inside.at(-1)?.["created_at"] ?? null,
    ...old.get(id ?? null),
    posts_count: inside.length,
    last_posted_at: inside.at(-1)?.["created_at"] ?? null,
  }));
}

const later = (hours: number) => new Date(NOW + hours * HOUR_MS).toISOString();

/** A forum that was read once, and a way to run again so many hours later. */
async function givenRead(reread = REREAD) {
  const posts = Array.from({ length: POSTS }, (_, index) => post(index + 1));
  const given = await forumServer({ posts, topics: topicsOf(posts) });
  const feed = discoursePosts({ ...given, reread });
  let { cursor } = await walk(feed, { until: later(0) });
  return {
    ...given,
    feed,
    [Symbol.asyncDispose]: () => given[Symbol.asyncDispose](),
    async run(hours: number) {
      given.server.requests.splice(0);
      const walked = await walk(feed, { until: later(hours), cursor });
      ({ cursor } = walked);
      return walked.records as readonly Row[];
    },
  };
}

function change({ forum }: ForumServer, id: number, to: Row): Row {
  const at = forum.posts.findIndex((row) => row["id"] === id);
  const changed = { ...forum.posts[at], ...to };
  forum.posts[at] = changed;
  return changed;
}

/** As the software does it: counts and last activity follow from what stands. */
function recount({ forum }: ForumServer): void {
  forum.topics.splice(0, forum.topics.length, ...topicsOf(forum.posts, forum.topics));
}

test("a post that moved to another topic comes again, however old, and the posts around it", async () => {
  await using given = await givenRead();
  // Into the middle of it, and nowhere near to what is read again by and by.
  const moved = change(given, 490, { topic_id: 91 });
  recount(given);

  expect(await given.run(6)).toContainEqual(moved);
});

test("a post that was restored comes again", async () => {
  await using given = await givenRead();
  const [restored] = given.forum.posts.splice(489, 1);
  recount(given);
  await given.run(6);
  given.forum.posts.splice(489, 0, restored!);
  recount(given);

  expect(await given.run(12)).toContainEqual(restored);
});

test("posts of a topic that was restored come again", async () => {
  await using given = await givenRead();
  const inside = given.forum.posts.filter((row) => row["topic_id"] === 4);
  const kept = given.forum.posts.filter((row) => row["topic_id"] !== 4);
  given.forum.posts.splice(0, POSTS, ...kept);
  recount(given);
  await given.run(6);
  given.forum.posts.push(...inside);
  recount(given);

  expect(await given.run(12)).toEqual(expect.arrayContaining(inside));
});

test.each([
  ["moved to another category", { category_id: 6 }],
  ["renamed", { title: "Граница" }],
])("posts of a topic that was %s come again, and they bear its change", async (_what, to) => {
  await using given = await givenRead();
  const topic = given.forum.topics.findIndex((row) => row["id"] === 4);
  given.forum.topics[topic] = { ...given.forum.topics[topic], ...to };
  const inside = given.forum.posts
    .filter((row) => row["topic_id"] === 4)
    .map((row) => change(given, Number(row["id"]), to));

  expect(await given.run(6)).toEqual(expect.arrayContaining(inside));
});

test("an edit of a topic's last post comes with the bump it gives", async () => {
  await using given = await givenRead();
  const last = given.forum.posts.findLast((row) => row["topic_id"] === 4);
  const edited = change(given, Number(last?.["id"]), { raw: "edited" });
  const topic = given.forum.topics.findIndex((row) => row["id"] === 4);
  given.forum.topics[topic] = { ...given.forum.topics[topic], bumped_at: later(-1) };

  expect(await given.run(6)).toContainEqual(edited);
});

test("a reply in an old topic brings no old post again", async () => {
  await using given = await givenRead();
  const reply = { ...post(POSTS + 1), topic_id: 4, created_at: later(3), updated_at: later(3) };
  given.forum.posts.push(reply);
  recount(given);

  const records = await given.run(6);

  const lowest = Math.min(...records.map((row) => Number(row["id"])));
  expect(records).toContainEqual(reply);
  // What a run reads as recent: a month of it, and a page's worth below.
  expect(lowest).toBeGreaterThan(POSTS - RECENT - 100);
  expect(given.server.requests.filter((path) => path.startsWith("/t/"))).toEqual(["/t/4.json"]);
});

test("quotations that the forum rewrote without a trace come within the days that a pass takes", async () => {
  await using given = await givenRead({ ...REREAD, allEveryDays: 4 });
  const rewritten = [10, 500, 1000].map((id) => change(given, id, { raw: '[quote="piotr"]' }));
  const found: Row[] = [];

  for (let hours = 4; hours <= 4 * 24 + 4; hours += 4) found.push(...(await given.run(hours)));

  expect(found).toEqual(expect.arrayContaining(rewritten));
});

test("what is read again is paced: no run asks for more than it may, and all comes", async () => {
  await using given = await givenRead({ ...REREAD, allEveryDays: 1, repliesPerRun: 5 });
  const rewritten = change(given, 10, { raw: "rewritten" });
  const recent = Math.ceil(RECENT / 50) + 2;
  const found: Row[] = [];
  const asked: number[] = [];

  for (let hours = 24; hours < 24 + 12; hours += 1) {
    found.push(...(await given.run(hours)));
    asked.push(given.server.requests.length);
  }

  // The list of topics is asked for with the page before.
  expect(Math.max(...asked)).toBeLessThanOrEqual(recent + 5 * 2);
  expect(found).toContainEqual(rewritten);
});

test("on a forum that did not change a run asks for recent posts and for nothing else", async () => {
  await using given = await givenRead();

  await given.run(1);

  expect(given.server.requests.filter((path) => !path.startsWith("/posts.json"))).toEqual([]);
  expect(given.server.requests.length).toBeLessThan(20);
});

test("killed anywhere and resumed, a moved post comes", async () => {
  const posts = Array.from({ length: POSTS }, (_, index) => post(index + 1));
  await using given = await forumServer({ posts, topics: topicsOf(posts) });
  const feed = discoursePosts(given);
  const { cursor } = await walk(feed, { until: later(0) });
  const moved = change(given, 50, { topic_id: 21 });
  recount(given);
  const whole = await walk(feed, { until: later(6), cursor });

  for (let killedAtPage = 0; killedAtPage < whole.pageCount; killedAtPage += 1) {
    const again = await walk(feed, { until: later(6), cursor, killedAtPage });
    expect(again.records).toContainEqual(moved);
    expect(again.cursor).toEqual(whole.cursor);
  }
});

test("a cursor of an older version goes on, and then compares", async () => {
  await using given = await givenRead();
  const old = { high: POSTS, floor: later(-30 * 24), walk: null };

  const { cursor } = await walk(given.feed, { until: later(1), cursor: old });
  const moved = change(given, 50, { topic_id: 21 });
  recount(given);

  const { records } = await walk(given.feed, { until: later(8), cursor });
  expect(records).toContainEqual(moved);
});

test("a sweep brings the posts themselves, but for those of after the run", async () => {
  await using given = await givenRead();
  const young = { ...post(POSTS + 1), created_at: later(50) };
  given.forum.posts.push(young);
  const { signal } = new AbortController();

  const page = await given.feed.sweep?.({ after: null, until: later(0), signal });

  expect(page?.keys[0]).toEqual([POSTS + 1]);
  expect(page?.records?.[0]).toEqual(given.forum.posts.at(-2));
  expect(await sweepAll(given.feed)).toHaveLength(POSTS + 1);
});

test("a topic that nobody wrote in for years and that was renamed comes within hours", async () => {
  const posts = Array.from({ length: POSTS }, (_, index) => post(index + 1));
  await using given = await forumServer({ posts, topics: topicsOf(posts) });
  const feed = discourseTopics(given);
  const { cursor } = await walk(feed, { until: later(0) });
  const renamed = { ...given.forum.topics[3], title: "Граница", category_id: 6 };
  given.forum.topics[3] = renamed;

  const soon = await walk(feed, { until: later(1), cursor });
  const whole = await walk(feed, { until: later(6), cursor: soon.cursor });

  expect(soon.records).not.toContainEqual(renamed);
  expect(whole.records).toContainEqual(renamed);
  expect((await walk(feed, { until: later(7), cursor: whole.cursor })).pageCount).toBeLessThan(
    whole.pageCount,
  );
});

test.each([
  ["is refused", { status: 403, json: { error_type: "invalid_access" } }],
  ["is of another shape", { json: { topics: [] } }],
  ["is gone", { status: 404, json: {} }],
])(
  "where the list of topics %s, the recent posts come and the next run asks again",
  async (_how, reply) => {
    await using given = await givenRead();
    const edited = change(given, POSTS, { raw: "edited" });
    const moved = change(given, 50, { topic_id: 21 });
    recount(given);
    given.failing.set("/latest.json", reply);

    expect(await given.run(6)).toContainEqual(edited);
    given.failing.clear();
    expect(await given.run(7)).toContainEqual(moved);
  },
);
