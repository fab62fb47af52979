import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import type { Json } from "../source.ts";
import { forumServer } from "../testing/forum.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discoursePosts } from "./posts.ts";

const DAY_MS = 86_400_000;
const FIRST_AT = Date.parse("2026-04-01T00:00:00Z");

function post(id: number, { day = id / 10, ...rest }: { day?: number; [key: string]: Json } = {}) {
  const created_at = new Date(FIRST_AT + day * DAY_MS).toISOString();
  return { id, created_at, raw: `text ${id}`, post_type: 1, ...rest };
}

/** Posts 1 … `count`, ten a day, with gaps where other things took the ids. */
function posts(count: number, perDay = 10) {
  return Array.from({ length: count }, (_, index) => index + 1)
    .filter((id) => id % 7 !== 0)
    .map((id) => post(id, { day: id / perDay }));
}

const idsOf = (records: readonly Json[]) =>
  [...new Set(records.map((record) => (record as { id: number }).id))].sort((a, b) => a - b);

test("posts land as they were sent, newest first, whatever the gaps", async () => {
  await using given = await forumServer({ posts: posts(500) });

  const { records } = await walk(discoursePosts(given));

  expect(records).toEqual(given.forum.posts.toReversed());
});

test("a post that cannot be read is quarantined and the page goes on", async () => {
  const poison = [
    { id: 20, created_at: "soon" },
    { created_at: "2026-04-02T00:00:00Z", raw: "x" },
  ];
  await using given = await forumServer({ posts: [...posts(19), ...poison, ...posts(0)] });

  const { records, quarantined } = await walk(discoursePosts(given));

  expect(records).toHaveLength(17);
  expect(quarantined).toEqual([
    { record: poison[0], reason: expect.stringMatching(/^created_at: /) },
    { record: poison[1], reason: expect.stringMatching(/^id: /) },
  ]);
});

test("an unknown envelope is refused", async () => {
  await using given = await forumServer();
  given.server.faults.push({ json: { posts: [] } });

  await expect(walk(discoursePosts(given))).rejects.toMatchObject({ name: "SourceShapeError" });
});

test("an empty forum has nothing, leaves no cursor and is asked again", async () => {
  await using given = await forumServer();

  expect(await walk(discoursePosts(given))).toEqual({
    records: [],
    quarantined: [],
    cursor: null,
    pageCount: 1,
  });
});

describe("killed at any page and resumed", () => {
  test.each([0, 1, 4, 8])("page %i is lost and every post comes", async (killedAtPage) => {
    await using given = await forumServer({ posts: posts(500) });

    const { records } = await walk(discoursePosts(given), { killedAtPage });

    expect(idsOf(records)).toEqual(idsOf(given.forum.posts));
  });
});

test("on an old server an empty page is not the end", async () => {
  await using given = await forumServer({ posts: [...posts(60), ...posts(400).slice(-50)] });
  given.forum.isOld = true;

  const { records } = await walk(discoursePosts(given));

  expect(records).toEqual(given.forum.posts.toReversed());
});

test("posts newer than the run are left to the next one", async () => {
  await using given = await forumServer({ posts: posts(100) });
  const source = discoursePosts(given);

  const first = await walk(source, { until: "2026-04-06T00:00:00Z" });
  const second = await walk(source, { cursor: first.cursor });

  expect(Math.max(...idsOf(first.records))).toBe(50);
  expect(idsOf([...first.records, ...second.records])).toEqual(idsOf(given.forum.posts));
});

test("a late edit of a post within the overlap comes, whatever has been posted since", async () => {
  await using given = await forumServer({ posts: posts(600) });
  const source = discoursePosts(given);
  const { cursor } = await walk(source);
  const edited = given.forum.posts.find(({ id }) => id === 571);
  if (edited !== undefined) edited["raw"] = "edited three days later";

  const again = await walk(source, { cursor });

  expect(again.records).toContainEqual(edited);
  expect(Math.min(...idsOf(again.records))).toBeGreaterThan(450);
});

test("a run on an unchanged forum ends with the cursor it began with", async () => {
  await using given = await forumServer({ posts: posts(600) });
  const first = await walk(discoursePosts(given));

  const second = await walk(discoursePosts(given), { cursor: first.cursor });

  expect(second.cursor).toEqual(first.cursor);
});

test("moved posts, new ids with old dates, do not end a run early", async () => {
  await using given = await forumServer({ posts: posts(600) });
  const source = discoursePosts(given);
  const { cursor } = await walk(source);
  const news = Array.from({ length: 30 }, (_, index) => post(601 + index, { day: 61 }));
  const moved = Array.from({ length: 80 }, (_, index) => post(631 + index, { day: 2 }));
  given.forum.posts.push(...news, ...moved);

  const { records } = await walk(source, { cursor });

  expect(records).toEqual(expect.arrayContaining([...news, ...moved]));
});

test("one moved post alone on a page does not end a run early", async () => {
  const around = posts(700, 100).filter(({ id }) => id <= 450 || id > 550);
  const moved = post(500, { day: -60 });
  await using given = await forumServer({ posts: [...around, moved], isOld: true });
  const source = discoursePosts(given);
  const { cursor } = await walk(source);
  const edited = given.forum.posts.find(({ id }) => id === 440);
  if (edited !== undefined) edited["raw"] = "edited";

  const { records } = await walk(source, { cursor });

  expect(records).toContainEqual(edited);
});

test("posts deleted while we page take no other post along", async () => {
  await using given = await forumServer({ posts: posts(500) });
  const gone = new Set([450, 449, 448, 300]);

  const { records } = await walk(discoursePosts(given), {
    afterPage: () => {
      given.forum.posts.splice(
        0,
        given.forum.posts.length,
        ...posts(500).filter(({ id }) => !gone.has(id)),
      );
    },
  });

  expect(idsOf(records)).toEqual(expect.arrayContaining(idsOf(given.forum.posts)));
});

test("rate limits, lost connections and errors in mid-walk change nothing", async () => {
  await using given = await forumServer({ posts: posts(300) });

  const { records } = await walk(discoursePosts(given), {
    afterPage: () => {
      given.server.faults.push(
        { status: 429, headers: { "Retry-After": "3" } },
        { status: 502 },
        { json: { latest_posts: [1, 2, 3] }, droppedAfterBytes: 9 },
      );
    },
  });

  expect(records).toEqual(given.forum.posts.toReversed());
});

test("whispers and private messages do not land, not even in quarantine", async () => {
  const secrets = [post(3, { post_type: 4 }), { id: 4, topic_archetype: "private_message" }];
  await using given = await forumServer({ posts: [post(1), post(2), ...secrets] });

  const { records, quarantined } = await walk(discoursePosts(given));

  expect({ ids: idsOf(records), quarantined }).toEqual({ ids: [1, 2], quarantined: [] });
});

test("a sweep lists what is left, unreadable posts included", async () => {
  await using given = await forumServer({ posts: posts(200) });
  given.forum.posts.push({ id: 201, created_at: "soon" });
  given.forum.posts.splice(30, 1);

  const keys = await sweepAll(discoursePosts(given));

  expect(keys.map(([id]) => id).sort((a, b) => Number(a) - Number(b))).toEqual(
    given.forum.posts.map(({ id }) => id),
  );
});

test("a cursor of another shape is named, not guessed at", async () => {
  await using given = await forumServer();

  await expect(walk(discoursePosts(given), { cursor: { page: 3 } })).rejects.toMatchObject({
    name: "SourceCursorError",
  });
});

testWithShared(
  "over a real forum every visible post arrives as it was sent, but for who looked at it",
  "delving-bitcoin/posts.ndjson.gz",
  async (path) => {
    const counters = ["reads", "readers_count", "score", "incoming_link_count"];
    const kept = (post: Json) =>
      JSON.stringify(post, (key, value: Json) => (counters.includes(key) ? undefined : value));
    // A post seen twice by the archive is kept in its last form, as the forum would show it.
    const byId = new Map<number, { [key: string]: Json }>();
    // Not by `readline`: it also breaks lines at U+2028, which real posts contain.
    for (const line of gunzipSync(readFileSync(path)).toString().trimEnd().split("\n")) {
      const real = JSON.parse(line) as { [key: string]: Json };
      byId.set(Number(real["id"]), real);
    }
    const real = [...byId.values()].sort((a, b) => Number(a["id"]) - Number(b["id"]));
    await using given = await forumServer({ posts: real });

    for (const isOld of [false, true]) {
      given.forum.isOld = isOld;
      const { records, quarantined } = await walk(discoursePosts(given));

      expect(quarantined).toEqual([]);
      expect(records).toHaveLength(4661);
      expect(records.map((record) => JSON.stringify(record))).toEqual(real.toReversed().map(kept));
    }
  },
);
