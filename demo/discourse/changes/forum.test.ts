/** What an admin's key is shown of topics, members, likes and categories once they changed. */
import { expect, test } from "vitest";

import { givenForum, HOUR_MS } from "./given-forum.ts";

test("an unlisted topic is in staff's list, and its posts in none", async () => {
  const { changes, ids, topics } = await givenForum();

  changes.listTopic(2, false);

  expect(await ids()).toEqual([10, 20, 30]);
  expect((await topics()).map(({ id, visible }) => [id, visible]).toSorted()).toEqual([
    [1, true],
    [2, false],
  ]);
});

test("closed, archived and pinned are said of a topic, and noted in it", async () => {
  const { changes, stream, topics } = await givenForum();

  changes.closeTopic(1, true);
  changes.archiveTopic(1, true);
  changes.pinTopic(1, true);

  const [topic] = await topics();
  expect([topic.id, topic.closed, topic.archived, topic.pinned]).toEqual([1, true, true, true]);
  expect(await stream(1)).toHaveLength(6);
});

test("a topic that became a private message is in no list, and back again where it is put", async () => {
  const { changes, get, ids, likesOf, post, topics } = await givenForum();

  changes.makePrivate(2);
  const listed = [await ids(), (await topics()).map(({ id }) => id)];
  const [like] = await likesOf("anna");
  const { body } = await get("/t/2.json");
  changes.makePublic(2, 1);

  expect(listed).toEqual([[10, 20, 30], [1]]);
  // An admin sees likes of private messages: nothing but the missing category tells them.
  expect([like.post_id, like.category_id]).toEqual([40, null]);
  expect(body.archetype).toBe("private_message");
  expect((await post(40)).category_id).toBe(1);
});

test("a member's new names are on the account and on every post", async () => {
  const { changes, post, users } = await givenForum();

  changes.renameUser("anna", "anna_novaya");
  changes.nameUser(2, "Анна Новая");
  const renamed = [await post(20), (await users())[1]];
  changes.anonymizeUser(2);

  const [, account] = await users();
  expect([renamed[0].username, renamed[0].name]).toEqual(["anna_novaya", "Анна Новая"]);
  expect([renamed[1].username, renamed[1].name]).toEqual(["anna_novaya", "Анна Новая"]);
  expect((await post(30)).raw).toBe(`@${account.username}, слово.`);
  expect([account.username, account.name]).toEqual([expect.stringMatching(/^anon\d+$/), null]);
  expect(account.email).toBe(`${account.username}@anonymized.invalid`);
});

test("whoever is suspended is listed with the date until then, and a hidden profile is shown to staff", async () => {
  const { changes, likesOf, state, users, wait } = await givenForum();

  changes.suspendUser(2, state.now() + HOUR_MS);
  changes.hideProfile(2, true);
  const suspended = await users();
  wait(HOUR_MS);

  expect(suspended[1].suspended_till).toBe("2026-10-05T10:00:00.000Z");
  expect((await users())[1].suspended_till).toBeUndefined();
  expect(await likesOf("anna")).toHaveLength(1);
});

test("a deleted member takes posts and likes along; one who is merged gives them to another", async () => {
  const { changes, get, ids, likesOf, post, users } = await givenForum();
  const joined = changes.joinUser("vera");

  changes.like(joined.id, 20);
  changes.mergeUsers(2, joined.id);
  const merged = [await post(30), await likesOf("vera")];
  changes.deleteUser(3);

  expect([merged[0].username, merged[0].raw]).toEqual(["vera", "@vera, слово."]);
  expect(merged[1].map(({ post_id }: any) => post_id)).toEqual([20, 40]);
  expect(await ids()).toEqual([10, 20, 30]);
  expect((await get("/user_actions.json?username=boris&filter=1")).status).toBe(404);
  // The account is now as old as the older of the two.
  expect((await users()).map(({ username }) => username)).toEqual(["admin", "vera"]);
});

test("a like that is given again has the date that it had", async () => {
  const { changes, likesOf } = await givenForum();
  const before = await likesOf("anna");

  changes.unlike(2, 40);
  const without = await likesOf("anna");
  changes.like(2, 40);

  expect(without).toEqual([]);
  expect(await likesOf("anna")).toEqual(before);
});

test("a new category has a topic about it, whose post is listed and which itself is not", async () => {
  const { changes, categories, ids, post, state, topics } = await givenForum();

  const id = changes.createCategory("Вопросы", state.users.get(1)!);
  changes.renameCategory(id, "Ответы");

  expect((await categories()).at(-1)).toMatchObject({ id, name: "Ответы" });
  expect(await ids()).toEqual([10, 20, 30, 40, 43]);
  expect((await post(43)).topic_title).toBe("О разделе «Ответы»");
  expect((await topics()).map((topic) => topic.id).toSorted()).toEqual([1, 2]);
});

test("a category under another is listed below it, and a deleted one gave its topics away", async () => {
  const { changes, categories, post } = await givenForum();

  changes.moveCategory(2, 1);
  const top = await categories();
  const below = await categories("?parent_category_id=1");
  changes.deleteCategory(2, 1);

  expect(top.map(({ id, has_children }) => [id, has_children])).toEqual([[1, true]]);
  expect(below.map(({ id, parent_category_id }) => [id, parent_category_id])).toEqual([[2, 1]]);
  expect((await post(40)).category_id).toBe(1);
  expect((await categories()).map(({ id, has_children }) => [id, has_children])).toEqual([
    [1, false],
  ]);
});

test("a private category is shown to an admin's key, unless the forum keeps it from admins", async () => {
  const { changes, categories, get, ids, likesOf, state, topics } = await givenForum();

  changes.restrictCategory(2, true);
  const shown = [(await categories())[1].read_restricted, await ids()];
  state.settings.suppressSecured = true;

  expect(shown).toEqual([true, [10, 20, 30, 40]]);
  expect((await categories()).map(({ id }) => id)).toEqual([1]);
  expect((await topics()).map(({ id }) => id)).toEqual([1]);
  expect([await ids(), await likesOf("anna")]).toEqual([[10, 20, 30], []]);
  expect((await get("/t/2.json")).status).toBe(403);
});
