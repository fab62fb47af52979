import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { CATEGORIES } from "../../../demo/community/conversation.ts";
import { DEMO_CATEGORIES } from "../../../demo/discourse/meanings.ts";
import { testWithShared } from "../../../test/shared.ts";
import type { Json } from "../../source.ts";
import { proposeMeanings } from "./propose.ts";

const named = (id: number, name: string, given: object = {}) => ({
  ...{ id, name, slug: `c-${id}`, post_count: 100 - id, read_restricted: false, ...given },
});

const proposed = (categories: readonly object[], mapping = {}) =>
  proposeMeanings(categories as readonly Json[], mapping);

test("the categories of the demo are proposed as its configuration maps them", () => {
  const { categories } = proposed(CATEGORIES.map(({ id, name }) => named(id, name)));

  const settings = categories.map(({ id, meaning }) => [`${id}`, meaning]);
  expect(Object.fromEntries(settings)).toEqual(DEMO_CATEGORIES);
  expect(new Set(categories.map(({ reason }) => reason))).toEqual(new Set(["named"]));
});

test.each([
  ["Support", "interact/community", "help/community"],
  ["Off-topic", "interact/community", "interact/community"],
  ["Site feedback", "manage/community", "manage/community"],
  ["Дневники стажёров", "learn/personal", "help/community"],
  ["Кейсы внедрения", "publish/world", "help/world"],
  ["Наши статьи", "publish/community", "interact/community"],
])("%s is proposed as %s with replies as %s", (name, topic, reply) => {
  expect(proposed([named(1, name)]).categories[0]).toMatchObject({ meaning: { topic, reply } });
});

test("a category of which nothing is known asks for least, and says that nobody knows", () => {
  expect(proposed([named(1, "Zzyzx")]).categories[0]).toMatchObject({
    meaning: { topic: "interact/community", reply: "interact/community" },
    ...{ reason: "unknown", because: null },
  });
});

test("where solutions are marked, questions are asked, whatever it is called", () => {
  const custom_fields = { enable_accepted_answers: "true" };

  expect(proposed([named(1, "Эссе", { custom_fields })]).categories[0]).toMatchObject({
    meaning: { topic: "interact/community", reply: "help/community" },
    reason: "answers",
  });
});

test("a category below another one is as that one, if its own name says nothing", () => {
  const below = { parent_category_id: 1 };

  const { categories } = proposed([
    named(1, "Вопросы"),
    named(2, "Zzyzx", below),
    named(3, "Практика", below),
  ]);

  expect(categories.map(({ id, reason, because }) => [id, reason, because])).toEqual([
    [1, "named", "вопросы"],
    [2, "above", "Вопросы"],
    [3, "named", "практика"],
  ]);
});

test("what is configured stays as it is, and an id that the forum does not have is named", () => {
  const meaning = { topic: "publish/world", reply: "publish/world" };

  const { categories, absent } = proposed([named(1, "Вопросы")], { 1: meaning, 77: meaning });

  expect(categories[0]).toMatchObject({ meaning, reason: "configured" });
  expect(absent).toEqual(["77"]);
});

testWithShared(
  "categories recorded from a real forum are proposed with their counts",
  "recorded-replies/discourse/categories_json_show_subcategory_list_true.json",
  (path) => {
    const { category_list } = JSON.parse(readFileSync(path, "utf8")) as {
      category_list: { categories: Json[] };
    };

    const { categories } = proposeMeanings(category_list.categories, {});

    expect(categories.map(({ name, postCount, reason }) => [name, postCount, reason])).toEqual([
      ["Filler", 31, "unknown"],
      ["Uncategorized", 12, "unknown"],
      ["Site Feedback", 0, "named"],
    ]);
  },
);
