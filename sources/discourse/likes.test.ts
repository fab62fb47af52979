import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { forumServer } from "../testing/forum.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discourseLikes } from "./likes.ts";

const UNTIL = "2026-10-05T09:00:00Z";
const HOUR_MS = 3_600_000;
const FIRST_AT = Date.parse("2026-09-01T00:00:00Z");

/** The like of a user of one post, an hour after the like of the post before. */
function like(acting_user_id: number, post_id: number, rest: { [key: string]: Json } = {}) {
  const created_at = new Date(FIRST_AT + post_id * HOUR_MS).toISOString();
  const acting_username = `user${acting_user_id}`;
  return {
    action_type: 1,
    post_id,
    acting_user_id,
    acting_username,
    created_at,
    category_id: 5,
    ...rest,
  };
}

function likesOf(user: number, count: number) {
  return Array.from({ length: count }, (_, index) => like(user, index + 1));
}

function givenLikes(counts: readonly number[]) {
  const users = counts.map((_, index) => ({ id: index + 1, username: `user${index + 1}` }));
  const likes = new Map(
    counts.map((count, index) => [`user${index + 1}`, likesOf(index + 1, count)] as const),
  );
  return forumServer({ users, likes: new Map<string, { [key: string]: Json }[]>(likes) });
}

const keysOf = (records: readonly Json[]) =>
  [
    ...new Set(
      records.map((record) => {
        const { post_id, acting_user_id } = record as { post_id: number; acting_user_id: number };
        return `${acting_user_id}:${post_id}`;
      }),
    ),
  ].sort();

const allOf = (likes: ReadonlyMap<string, readonly Json[]>) => keysOf([...likes.values()].flat());

test("likes of everybody land as they were sent", async () => {
  await using given = await givenLikes([75, 0, 30, 1]);

  const { records, quarantined } = await walk(discourseLikes(given));

  expect(quarantined).toEqual([]);
  expect(keysOf(records)).toEqual(allOf(given.forum.likes));
  expect(records).toEqual(expect.arrayContaining([...given.forum.likes.values()].flat()));
});

test("a like that cannot be read is quarantined and the page goes on", async () => {
  await using given = await givenLikes([3]);
  const poison = { post_id: null, acting_user_id: 1, created_at: "soon" };
  given.forum.likes.get("user1")?.push(poison);

  const { records, quarantined } = await walk(discourseLikes(given));

  expect(records).toHaveLength(3);
  expect(quarantined).toEqual([{ record: poison, reason: expect.stringContaining("post_id: ") }]);
});

test("an unknown envelope is refused", async () => {
  await using given = await givenLikes([3]);
  given.server.faults.push({ json: given.forum.users }, { json: [] }, { json: { actions: [] } });

  await expect(walk(discourseLikes(given))).rejects.toMatchObject({ name: "SourceShapeError" });
});

test.each([0, 1, 2, 3, 4])(
  "killed at page %i and resumed, every like comes",
  async (killedAtPage) => {
    await using given = await givenLikes(
      Array.from({ length: 45 }, (_, index) => (index % 7) * 15),
    );

    const { records, pageCount } = await walk(discourseLikes(given), { killedAtPage });

    expect(pageCount).toBeGreaterThan(4);
    expect(keysOf(records)).toEqual(allOf(given.forum.likes));
  },
);

test("a user whose likes are not shown is recorded and the others come", async () => {
  await using given = await givenLikes([2, 2, 2]);
  given.forum.hidden.set("user1", 404).set("user2", 403);

  const { records, quarantined } = await walk(discourseLikes(given));

  expect(keysOf(records)).toEqual(["3:1", "3:2"]);
  expect(quarantined).toEqual([
    { record: { acting_user_id: 1 }, reason: "the likes of this user are not shown: status 404" },
    { record: { acting_user_id: 2 }, reason: "the likes of this user are not shown: status 403" },
  ]);
});

test("likes that were refused in the first load are read whole once they are shown, however old", async () => {
  await using given = await givenLikes([300, 300]);
  given.forum.hidden.set("user1", 404);
  const source = discourseLikes(given);
  const first = await walk(source);
  const second = await walk(source, { cursor: first.cursor });
  given.forum.hidden.clear();

  const third = await walk(source, { cursor: second.cursor });
  const fourth = await walk(source, { cursor: third.cursor });

  expect([first.quarantined.length, second.quarantined]).toEqual([1, []]);
  expect(third.records).toEqual(expect.arrayContaining(given.forum.likes.get("user1")!));
  expect(fourth.records.length).toBeLessThan(200);
});

test("likes withdrawn while we read take no other like along", async () => {
  await using given = await givenLikes([700]);

  const { records } = await walk(discourseLikes(given), {
    // The newest go, so that older ones move up over the border of what was read.
    afterPage: (number) => {
      if (number === 0) given.forum.likes.get("user1")?.splice(-5);
    },
  });

  expect(keysOf(records)).toEqual(expect.arrayContaining(allOf(given.forum.likes)));
});

test("a list that never holds still is given up, not read for ever", async () => {
  await using given = await givenLikes([100]);
  const likes = given.forum.likes.get("user1") ?? [];
  const shifting = new Proxy(likes, {
    get(target, key) {
      if (key === "toReversed") target.pop();
      return Reflect.get(target, key, target);
    },
  });
  given.forum.likes.set("user1", shifting);

  await expect(walk(discourseLikes(given))).rejects.toThrow("expected a list that holds still");
});

test("a like that became visible late lies within the overlap", async () => {
  await using given = await givenLikes([200, 200]);
  const source = discourseLikes(given);
  const { cursor } = await walk(source);
  // Two days older than the newest like seen, and not the newest of its giver.
  const late = like(2, 152, { post_id: 999 });
  given.forum.likes.get("user2")?.splice(152, 0, late);

  const again = await walk(source, { cursor });

  expect(again.records).toContainEqual(late);
  expect(again.records.length).toBeLessThan(250);
});

test("what users did while a walk stood still comes with the next run", async () => {
  await using given = await givenLikes(Array.from({ length: 30 }, () => 2));
  const source = discourseLikes(given);
  const { signal } = new AbortController();
  const started = "2026-09-02T00:00:00Z";
  const page = await source.fetchPage({ cursor: null, until: started, signal });
  // The first users were read; ten days pass, they like much, and so do the last ones.
  const missed = Array.from({ length: 100 }, (_, index) => like(1, 3 * 24 + index));
  given.forum.likes.get("user1")?.push(...missed);
  given.forum.likes.get("user30")?.push(like(30, 10 * 24));

  const rest = await walk(source, { cursor: page.cursor });
  const next = await walk(source, { cursor: rest.cursor });

  expect([...rest.records, ...next.records]).toEqual(expect.arrayContaining(missed));
});

test("likes of private messages do not land, not even in quarantine", async () => {
  await using given = await givenLikes([1]);
  given.forum.likes.get("user1")?.push(like(1, 2, { category_id: null, title: "Secret" }));

  const { records, quarantined } = await walk(discourseLikes(given));

  expect({ keys: keysOf(records), quarantined }).toEqual({ keys: ["1:1"], quarantined: [] });
});

test("a withdrawn like is found by the sweep", async () => {
  await using given = await givenLikes([40, 2]);
  given.forum.likes.get("user1")?.splice(20, 1);

  const keys = await sweepAll(discourseLikes(given));

  expect(new Set(keys.map(([post, user]) => `${user}:${post}`))).toEqual(
    new Set(allOf(given.forum.likes)),
  );
});

test.each([403, 404])(
  "a sweep says nothing of likes that are answered with %i, and lists those of others",
  async (status) => {
    await using given = await givenLikes([2, 2]);
    given.forum.hidden.set("user1", status);
    const { signal } = new AbortController();

    const page = await discourseLikes(given).sweep!({ after: null, until: UNTIL, signal });

    expect(page.keys.map(([, user]) => user)).toEqual([2, 2]);
    expect(page.unjudged).toEqual([{ field: "acting_user_id", prefix: "1", isWhole: true }]);
  },
);
