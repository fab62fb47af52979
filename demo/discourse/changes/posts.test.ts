/** What an admin's key is shown of posts once something happened to them. */
import { expect, test } from "vitest";

import { givenForum, HOUR_MS, USERS } from "./given-forum.ts";

const DAY_MS = 24 * HOUR_MS;

test("an edit within the grace period moves `updated_at` alone, and another moves the version", async () => {
  const { changes, post } = await givenForum();
  const before = await post(20);

  changes.editInGrace(20, "Раз.");
  const once = await post(20);
  changes.editWiki(20, "Два.");
  const twice = await post(20);

  expect([once.raw, once.version, once.updated_at > before.updated_at]).toEqual(["Раз.", 1, true]);
  expect([twice.raw, twice.version, twice.wiki]).toEqual(["Два.", 2, true]);
});

test("a rebake changes the HTML, a remap the text, and neither any date", async () => {
  const { changes, post } = await givenForum();
  const before = await post(20);

  changes.rebakePost(20);
  const rebaked = await post(20);
  changes.remap(20, "Слово", "Дело");

  const remapped = await post(20);
  expect(rebaked).toEqual({ ...before, cooked: rebaked.cooked });
  expect(rebaked.cooked).not.toBe(before.cooked);
  expect(remapped).toEqual({ ...before, raw: "Дело.", cooked: "<p>Дело.</p>" });
});

test("a new owner is a revision, and one given in SQL is not", async () => {
  const { changes, post, state } = await givenForum();
  const boris = state.users.get(3)!;
  const before = await post(20);

  changes.reassign(20, boris);
  const reassigned = await post(20);
  changes.changeOwner(30, boris);
  const owned = await post(30);

  expect([reassigned.user_id, reassigned.username]).toEqual([3, "boris"]);
  expect([reassigned.updated_at, reassigned.version]).toEqual([before.updated_at, 1]);
  expect([owned.user_id, owned.version]).toEqual([3, 2]);
});

test("what its author deletes says so for a day and is then gone, unless it is recovered", async () => {
  const { changes, ids, post, wait } = await givenForum();

  changes.deleteByAuthor(20);
  changes.deleteByAuthor(30);
  const stub = await post(30);
  wait(DAY_MS - 1);
  changes.recoverByAuthor(20);
  wait(1);

  expect([stub.user_deleted, stub.raw]).toEqual([true, "(сообщение удалено автором)"]);
  expect((await post(20)).raw).toBe("Слово.");
  expect(await ids()).toEqual([10, 20, 40]);
});

test("what staff deletes leaves lists and topic, is shown by id, and comes back without its likes", async () => {
  const { changes, get, ids, likesOf, stream } = await givenForum();
  const [like] = await likesOf("anna");

  changes.deletePost(30);
  changes.deletePost(40);
  const gone = [await ids(), await stream(1), (await get("/posts/30.json")).body.deleted_at];
  const topic = await get("/t/2.json");
  changes.restorePost(30);
  changes.restorePost(40);

  expect(gone).toEqual([[10, 20], [10, 20], expect.stringMatching(/^2026-/)]);
  expect([topic.status, topic.body.deleted_at === null]).toEqual([200, false]);
  expect(like.post_id).toBe(40);
  expect(await likesOf("anna")).toEqual([]);
  expect(await ids()).toEqual([10, 20, 30, 40]);
});

test("a hidden post is in its topic and not in the list, and is deleted a month later", async () => {
  const { changes, ids, stream, wait } = await givenForum();

  changes.hidePost(20);
  const hidden = [await ids(), await stream(1)];
  changes.unhidePost(20);
  const shown = await ids();
  changes.hidePost(20);
  wait(30 * DAY_MS);

  expect(hidden).toEqual([
    [10, 30, 40],
    [10, 20, 30],
  ]);
  expect(shown).toEqual([10, 20, 30, 40]);
  expect(await stream(1)).toEqual([10, 30]);
});

test("with its last post a topic is hidden, and an admin's list goes on showing it", async () => {
  const { changes, ids, topics } = await givenForum();

  changes.hidePost(40);

  expect(await ids()).toEqual([10, 20, 30]);
  expect((await topics()).find(({ id }) => id === 2).visible).toBe(false);
});

test("a late commit has a lower id; whispers and small actions are in the topic alone", async () => {
  const { changes, ids, stream, topics } = await givenForum();
  const [, author] = USERS.map((user) => ({ ...user })) as any[];
  const written = { topicId: 1, author, raw: "Новое." };

  changes.writePost(written);
  changes.writeLate(written);
  changes.whisper(written);
  changes.addSmallAction(1, "autobumped");

  expect(await ids()).toEqual([10, 20, 30, 40, 42, 43]);
  expect(await stream(1)).toEqual([10, 20, 30, 42, 43, 46, 49]);
  // `Topic.reset_highest` counts all but whispers.
  expect((await topics()).find(({ id }) => id === 1).posts_count).toBe(6);
});

test("of posts that move the first is copied, others keep their ids, and a note stays behind", async () => {
  const { changes, ids, post, stream, topics } = await givenForum();
  const [first, second] = [await post(10), await post(20)];

  changes.movePosts([10, 20], 2);
  const copied = await post(43);
  const moved = await post(20);

  expect(await ids()).toEqual([10, 20, 30, 40, 43]);
  expect([copied.created_at, copied.topic_id, copied.raw]).toEqual([
    first.created_at,
    2,
    first.raw,
  ]);
  expect([moved.topic_id, moved.topic_title, moved.updated_at]).toEqual([
    2,
    "Тема 2",
    second.updated_at,
  ]);
  expect(await stream(1)).toEqual([10, 30, 46]);
  expect((await topics()).map(({ id, posts_count }) => [id, posts_count]).toSorted()).toEqual([
    [1, 3],
    [2, 3],
  ]);
});

test("a split begins a topic as old as its first post, and a merge leaves a closed one", async () => {
  const { changes, post, topics } = await givenForum();

  const made = changes.splitTopic([20, 30], "Отделённая");
  changes.mergeTopics(2, 1);

  const list = await topics();
  expect(list.find(({ id }) => id === made).created_at).toBe((await post(20)).created_at);
  expect(list.find(({ id }) => id === 2).closed).toBe(true);
});
