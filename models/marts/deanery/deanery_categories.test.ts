import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { deaneryCategories } from "./deanery_categories.ts";

const QUESTIONS = {
  ...{ category_id: "5", name: "Вопросы", slug: "voprosy", mapped_by: "5" },
  ...{ topic_class: "interact", topic_domain: "community" },
  ...{ reply_class: "help", reply_domain: "community" },
};

async function categoriesFrom(categories: readonly object[], of: readonly (string | null)[]) {
  await using warehouse = await givenWarehouse({
    stg_discourse_categories: categories as never,
    posts: of.map((category_id, index) => ({
      ...{ post_id: `${index}`, contribution_id: `c${index}`, category_id },
    })),
  });
  const rows = await warehouse.build(deaneryCategories);
  return rows.toSorted((a, b) => (a.category_id < b.category_id ? -1 : 1));
}

test("a category that nobody mapped is named with its posts and what they count as", async () => {
  const rows = await categoriesFrom(
    [QUESTIONS, { category_id: "12", name: "Новости", slug: "news" }],
    ["5", "12", "12"],
  );

  expect(rows).toEqual([
    {
      ...{ category_id: "12", name: "Новости", inherited_from: null, mapping: "unmapped" },
      ...{ post_count: 2n, topic_class: "interact", topic_domain: "community" },
      ...{ reply_class: "interact", reply_domain: "community" },
    },
    {
      ...{ category_id: "5", name: "Вопросы", inherited_from: null, mapping: "mapped" },
      ...{ post_count: 1n, topic_class: "interact", topic_domain: "community" },
      ...{ reply_class: "help", reply_domain: "community" },
    },
  ]);
});

test("a category without posts is there before its first one, with whose mapping it has", async () => {
  const below = { ...QUESTIONS, category_id: "6", name: "Ответы", slug: "otvety" };

  const rows = await categoriesFrom([QUESTIONS, below], []);

  expect(rows.map((row) => [row.name, row.mapping, row.inherited_from, row.post_count])).toEqual([
    ["Вопросы", "mapped", null, 0n],
    ["Ответы", "inherited", "Вопросы", 0n],
  ]);
});

test("posts of no category and of one that the forum does not list are counted too", async () => {
  const rows = await categoriesFrom([QUESTIONS], [null, "77", null]);

  expect(rows.map((row) => [row.category_id, row.name, row.mapping, row.post_count])).toEqual([
    ["", null, "unmapped", 2n],
    ["5", "Вопросы", "mapped", 0n],
    ["77", null, "unmapped", 1n],
  ]);
});

test("a closed category is listed without its name", async () => {
  const closed = { category_id: "9", name: "Совет", slug: "sovet", is_restricted: true };

  const [row] = await categoriesFrom([closed], ["9"]);

  expect(row).toMatchObject({ category_id: "9", name: null, post_count: 1n });
});
