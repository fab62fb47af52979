import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import type { Json } from "../source.ts";
import { discourseHttp } from "./options.ts";
import { discourseFeeds } from "./feeds.ts";
import { forumServer } from "../testing/forum.ts";
import { loopback } from "../testing/loopback.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discourseCategories } from "./categories.ts";
import { discourseLikes } from "./likes.ts";
import { discourseTopics } from "./topics.ts";

const QUESTIONS = { id: 5, slug: "voprosy", has_children: true };
const ANSWERED = { id: 6, slug: "otvety", parent_category_id: 5, has_children: false };
const TALK = { id: 7, slug: "obshchenie", has_children: false };

test("categories and their subcategories land as they were sent", async () => {
  await using given = await forumServer({ categories: [QUESTIONS, ANSWERED, TALK] });

  const { records } = await walk(discourseCategories(given));

  expect(records).toEqual([QUESTIONS, TALK, ANSWERED]);
});

test("a category that cannot be read is quarantined and the others come", async () => {
  const poison = { id: "seven", slug: "x" };
  await using given = await forumServer({ categories: [TALK, poison] });

  const { records, quarantined } = await walk(discourseCategories(given));

  expect(records).toEqual([TALK]);
  expect(quarantined).toEqual([{ record: poison, reason: expect.stringContaining("id: ") }]);
});

test("an unknown envelope is refused", async () => {
  await using given = await forumServer();
  given.server.faults.push({ json: { categories: [] } });

  await expect(walk(discourseCategories(given))).rejects.toMatchObject({
    name: "SourceShapeError",
  });
});

test("unchanged categories give an empty page and the same cursor", async () => {
  await using given = await forumServer({ categories: [QUESTIONS, ANSWERED] });
  const source = discourseCategories(given);
  const first = await walk(source);

  const second = await walk(source, { cursor: first.cursor });
  given.forum.categories.push(TALK);
  const third = await walk(source, { cursor: second.cursor });

  expect([second.records, second.cursor]).toEqual([[], first.cursor]);
  expect(third.records).toContainEqual(TALK);
  expect(await sweepAll(source)).toEqual([[5], [7], [6]]);
});

const MAPPING = {
  5: { topic: "interact/community", reply: "help/community" },
  7: { topic: "publish/world", reply: "help/world" },
} as const;

test("a mapped category lands with what its posts are, and one below it with the same", async () => {
  const meant = {
    topic: { class: "interact", domain: "community" },
    reply: { class: "help", domain: "community" },
    from: "5",
  };
  await using given = await forumServer({ categories: [QUESTIONS, ANSWERED, TALK] });

  const { records } = await walk(discourseCategories({ ...given, categories: { 5: MAPPING[5] } }));

  expect(records).toEqual([{ ...QUESTIONS, as: meant }, TALK, { ...ANSWERED, as: meant }]);
});

test("a category below another one may be mapped to something else", async () => {
  await using given = await forumServer({ categories: [QUESTIONS, ANSWERED] });
  const categories = { 5: MAPPING[5], 6: MAPPING[7] };

  const { records } = await walk(discourseCategories({ ...given, categories }));

  expect(records.map((row) => (row as { as: { from: string } }).as.from)).toEqual(["5", "6"]);
});

test("another mapping lands the categories again, though the forum changed nothing", async () => {
  await using given = await forumServer({ categories: [QUESTIONS] });
  const first = await walk(discourseCategories({ ...given, categories: { 5: MAPPING[5] } }));
  const other = discourseCategories({ ...given, categories: { 5: MAPPING[7] } });

  const second = await walk(other, { cursor: first.cursor });
  const third = await walk(other, { cursor: second.cursor });

  expect([second.records.length, third.records.length]).toEqual([1, 0]);
});

test("a sweep brings the categories with what their posts are, as a run does", async () => {
  await using given = await forumServer({ categories: [QUESTIONS, ANSWERED] });
  const feed = discourseCategories({ ...given, categories: { 5: MAPPING[5] } });

  const { records } = await walk(feed);
  const { signal } = new AbortController();
  const swept = await feed.sweep?.({ after: null, until: "2026-10-05T09:00:00Z", signal });

  expect(swept?.records).toEqual(records);
});

test("what a forum itself says under the mapping's name is worth nothing", async () => {
  const forged = { ...TALK, as: { topic: { class: "publish", domain: "world" }, from: "7" } };
  await using given = await forumServer({ categories: [forged] });

  const { records } = await walk(discourseCategories(given));

  expect(records).toEqual([TALK]);
});

test("every stream of the forum has a name and a key of its own", async () => {
  await using given = await forumServer();

  const feeds = discourseFeeds({ ...given, hash: String });

  expect(feeds.map(({ name, stream }) => [name, stream.primaryKey])).toEqual([
    ["discourse_categories", ["id"]],
    ["discourse_users", ["id"]],
    ["discourse_topics", ["id"]],
    ["discourse_posts", ["id"]],
    ["discourse_likes", ["post_id", "acting_user_id"]],
  ]);
});

testWithShared(
  "replies recorded from a real forum are read",
  "recorded-replies/discourse/index.json",
  async (index) => {
    const recorded = (file: string): Json =>
      JSON.parse(readFileSync(join(index, "..", file), "utf8")) as Json;
    const users = [{ id: 3, username: "dl-proto" }];
    await using server = await loopback(({ path, query }) => {
      const page = query.get("page") ?? "0";
      const parent = query.get("parent_category_id");
      const isFirst = query.get("offset") === "0";
      switch (path) {
        case "/categories.json":
          return {
            json: recorded(
              `categories_json_show_subcategory_list_true${parent === null ? "" : `_parent_category_id_${parent}`}.json`,
            ),
          };
        case "/latest.json":
          return {
            json:
              Number(page) < 2
                ? recorded(`latest_json_order_activity_ascending_false_page_${page}.json`)
                : { topic_list: { topics: [] } },
          };
        case "/admin/users/list/active.json":
          return { json: page === "1" ? users : [] };
        default:
          return {
            json: isFirst
              ? recorded("user_actions_json_username_dl_proto_filter_1_offset_0.json")
              : { user_actions: [] },
          };
      }
    });
    const http = discourseHttp({ url: server.url, apiKey: "k", apiUsername: "u", perSecond: 500 });

    const categories = await walk(discourseCategories({ http }));
    const topics = await walk(discourseTopics({ http }));
    const likes = await walk(discourseLikes({ http }));

    expect([categories.quarantined, topics.quarantined, likes.quarantined]).toEqual([[], [], []]);
    expect(categories.records.map((row) => (row as { slug: string }).slug)).toEqual([
      "filler",
      "uncategorized",
      "site-feedback",
      "big-filler",
    ]);
    expect(new Set(topics.records.map((row) => (row as { id: number }).id)).size).toBe(40);
    expect(likes.records).toEqual([expect.objectContaining({ post_id: 14, acting_user_id: 3 })]);
  },
);
