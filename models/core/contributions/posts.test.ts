import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { posts } from "./posts.ts";

const MAY = new Date("2026-05-01T00:00:00Z");

const MEANING = {
  ...{ topic_class: "interact", topic_domain: "community" },
  ...{ reply_class: "help", reply_domain: "world", mapped_by: "5" },
};

function post(post_id: string, given: object = {}) {
  return {
    ...{ post_id, user_id: "23", topic_id: "t1", post_number: 1, post_type: 1 },
    ...{ text: "Граница — это выбор.", created_at: MAY },
    ...given,
  };
}

async function postsFrom(given: readonly object[]) {
  await using warehouse = await givenWarehouse({
    stg_discourse_posts: given as never,
    stg_discourse_topics: [
      { topic_id: "t1", title: "Где граница", category_id: "5", archetype: "regular" },
      { topic_id: "t2", title: "Личное", archetype: "private_message" },
      { topic_id: "t3", title: "Закрытое", category_id: "6" },
    ],
    stg_discourse_categories: [
      { category_id: "5", name: "Вопросы", slug: "voprosy", is_restricted: false, ...MEANING },
      { category_id: "6", name: "Совет", slug: "sovet", is_restricted: true },
    ],
    discourse_members: [{ user_id: "23", account_key: "a_23", member_id: "ada" }],
  });
  return await warehouse.build(posts);
}

test("what was deleted, hidden, private or written by the software is no post", async () => {
  const rows = await postsFrom([
    post("1"),
    post("2", { deleted_at: MAY }),
    post("3", { is_hidden: true }),
    post("4", { is_user_deleted: true }),
    post("5", { topic_id: "t2" }),
    post("6", { post_type: 3 }),
  ]);

  expect(rows.map(({ post_id, title }) => [post_id, title])).toEqual([["1", "Где граница"]]);
});

test("a post of a closed category stands without its title", async () => {
  const [row] = await postsFrom([post("1", { topic_id: "t3", topic_title: "Закрытое" })]);

  expect(row).toMatchObject({ title: null, is_restricted: true, category_id: "6" });
});

test("a post whose topic has not come yet is there under the title it brought", async () => {
  const [row] = await postsFrom([
    post("1", { topic_id: "t9", topic_title: "Новая тема", category_id: "5" }),
  ]);

  expect(row).toMatchObject({ title: "Новая тема", category_id: "5" });
});

test("a post is what its category and its place in the topic make it", async () => {
  const rows = await postsFrom([post("1"), post("2", { post_number: 2 })]);

  expect(rows.map((row) => [row.class, row.domain])).toEqual([
    ["interact", "community"],
    ["help", "world"],
  ]);
});

test("a post of a category that nobody mapped, or of none, asks for least", async () => {
  const rows = await postsFrom([
    post("1", { topic_id: "t3" }),
    post("2", { topic_id: "t9", category_id: "77", post_number: 4 }),
    post("3", { topic_id: "t9" }),
  ]);

  expect(rows.map((row) => [row.category_id, row.class, row.domain])).toEqual([
    ["6", "interact", "community"],
    ["77", "interact", "community"],
    [null, "interact", "community"],
  ]);
});
