import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import { standingClock } from "../clock.ts";
import { givenDemo, SMALL } from "../given-demo.ts";
import { forumOfRecordedPosts, type PostJson } from "./forum.ts";
import { discourseTwin } from "./twin.ts";

const { truth } = SMALL;

test("without a key, and with one in the query, the answer is a refusal", async () => {
  await using demo = await givenDemo();

  const bare = await demo.forum("/posts.json", {});
  const inQuery = await demo.forum("/posts.json?api_key=key&api_username=system", {});

  expect([bare.status, inQuery.status]).toEqual([403, 403]);
  expect(bare.body.error_type).toBe("invalid_access");
});

test("posts come fifty at a time, newest first, strictly below `before`, down to the first", async () => {
  await using demo = await givenDemo();
  const seen: number[] = [];
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const { body } = await demo.forum(`/posts.json?before=${before}`);
    if (body.latest_posts.length === 0) break;
    expect(body.latest_posts.length).toBeLessThanOrEqual(50);
    const ids: number[] = body.latest_posts
      .map((post: PostJson) => post["id"])
      .filter(Number.isInteger);
    seen.push(...ids);
    before = Math.min(...ids);
  }

  expect(seen).toEqual([...seen].sort((a, b) => b - a));
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => `${id}` in truth.posts)).toHaveLength(truth.counts.posts);
});

test("a `before` below 1 brings the newest page again", async () => {
  await using demo = await givenDemo();

  const newest = await demo.forum("/posts.json");
  const zero = await demo.forum("/posts.json?before=0");

  expect(zero.body).toEqual(newest.body);
});

test("private messages are in no list, and an admin's key is shown them by id", async () => {
  await using demo = await givenDemo();
  const secret = SMALL.forum.posts.find(({ isListed }) => !isListed)!;
  const raw = String(secret.versions[0]!.value!["raw"]);

  const list = await demo.forum(`/posts.json?before=${secret.place + 1}`);
  const single = await demo.forum(`/posts/${secret.place}.json`);
  const topic = await demo.forum(`/t/${secret.topicId}.json`);

  expect(JSON.stringify(list.body)).not.toContain(raw);
  expect([single.body.raw, topic.body.archetype]).toEqual([raw, "private_message"]);
});

test("a topic has twenty posts, all ids, and gives the rest by id", async () => {
  await using demo = await givenDemo();
  const { body: list } = await demo.forum("/latest.json?order=activity&per_page=100");
  const longest = list.topic_list.topics.toSorted(
    (a: any, b: any) => b.posts_count - a.posts_count,
  )[0];

  const { body } = await demo.forum(`/t/${longest.id}.json`);
  const rest = body.post_stream.stream.slice(20);
  const query = rest.map((id: number) => `post_ids[]=${id}`).join("&");
  const more = await demo.forum(`/t/${longest.id}/posts.json?${query}`);

  expect(body.post_stream.stream).toHaveLength(longest.posts_count);
  expect(body.post_stream.posts).toHaveLength(Math.min(20, longest.posts_count));
  expect(body.post_stream.posts[0].raw).toBeUndefined();
  expect(more.body.post_stream.posts).toHaveLength(Math.min(20, rest.length));
});

test("topics are listed by activity with the pinned one first, at most a hundred a page", async () => {
  await using demo = await givenDemo();

  const { body } = await demo.forum("/latest.json?order=activity&page=0&per_page=500");

  const [first, ...rest] = body.topic_list.topics;
  const bumped = rest.map((topic: any) => topic.bumped_at);
  expect(body.topic_list.per_page).toBe(100);
  expect(first.pinned).toBe(true);
  expect(bumped).toEqual([...bumped].sort().reverse());
});

test("likes given come thirty at a time with the actor, the post and its author", async () => {
  await using demo = await givenDemo();
  const liker = SMALL.people.find(({ kind }) => kind === "liker")!.discourse!;

  const first = await demo.forum(`/user_actions.json?username=${liker.username}&filter=1`);
  const second = await demo.forum(
    `/user_actions.json?username=${liker.username}&filter=1&offset=30`,
  );

  const [like] = first.body.user_actions;
  expect(first.body.user_actions).toHaveLength(30);
  expect(second.body.user_actions.length).toBeGreaterThan(0);
  expect(like.acting_user_id).toBe(liker.id);
  expect(like.user_id).not.toBe(liker.id);
  const { body } = await demo.forum(
    `/post_action_users.json?id=${like.post_id}&post_action_type_id=2`,
  );
  expect(body.post_action_users.map((user: any) => user.id)).toContain(liker.id);
});

test("the admin's list counts pages from 1, shows e-mails only on request, and ages as one looks", async () => {
  await using demo = await givenDemo();

  const zero = await demo.forum("/admin/users/list/active.json?page=0&show_emails=true");
  const one = await demo.forum("/admin/users/list/active.json?page=1&show_emails=true");
  const two = await demo.forum("/admin/users/list/active.json?page=2");
  const plain = await demo.forum("/admin/users/list/active.json");
  demo.clock.set(demo.clock.now() + 60_000);
  const later = await demo.forum("/admin/users/list/active.json?page=1&show_emails=true");

  expect(zero.body).toEqual(one.body);
  expect(two.body).toEqual([]);
  expect(one.body[0].email).toContain("@pochta.example");
  expect(plain.body[0].email).toBeUndefined();
  expect(later.body[0].created_at_age).toBeCloseTo(one.body[0].created_at_age + 60, 3);
});

test("what comes later is not there until its time", async () => {
  await using demo = await givenDemo();
  const before = await demo.forum("/posts.json");

  demo.clock.set(demo.clock.now() + 8 * 24 * 3_600_000);
  const after = await demo.forum("/posts.json");

  expect(after.body.latest_posts[0].id).toBeGreaterThan(before.body.latest_posts[0].id);
});

test("an edit moves `updated_at` and `version`; a deleted post is gone from every list", async () => {
  await using demo = await givenDemo();
  const { body } = await demo.forum("/posts.json");
  const [edited, deleted] = body.latest_posts;
  demo.clock.set(demo.clock.now() + 1_000);

  demo.discourse.view.editPost(edited.id, "Новый текст.");
  demo.discourse.view.deletePost(deleted.id);

  const after = await demo.forum("/posts.json");
  const shown = after.body.latest_posts.find((post: any) => post.id === edited.id);
  expect(shown.raw).toBe("Новый текст.");
  expect(shown.version).toBe(edited.version + 1);
  expect(shown.updated_at > edited.updated_at).toBe(true);
  expect(after.body.latest_posts.map((post: any) => post.id)).not.toContain(deleted.id);
});

testWithShared(
  "real posts of a forum are served as they were recorded",
  "delving-bitcoin/posts.ndjson.gz",
  async (path) => {
    const posts: PostJson[] = gunzipSync(readFileSync(path))
      .toString("utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const clock = standingClock(Date.parse("2026-09-01T00:00:00Z"));
    const forum = forumOfRecordedPosts(posts);
    const twin = await discourseTwin({ forum, clock, apiKey: "k", apiUsername: "u" });

    const reply = await fetch(`${twin.url}/posts.json`, {
      headers: { "api-key": "k", "api-username": "u" },
    });
    const { latest_posts } = (await reply.json()) as { latest_posts: PostJson[] };
    await twin.close();

    expect(forum.posts).toHaveLength(4_661);
    expect(latest_posts).toHaveLength(50);
    const last = posts.filter((post) => post["id"] === latest_posts[0]!["id"]).at(-1);
    expect(latest_posts[0]).toEqual(last);
  },
);

/** Fields that the recorded forum's plug-ins or its newer version add. */
const FOREIGN = new Set([
  "reactions",
  "current_user_reaction",
  "reaction_users_count",
  "current_user_used_main_reaction",
]);

testWithShared(
  "a post has the fields, in the kinds, that a real forum sends",
  "delving-bitcoin/posts.ndjson.gz",
  async (path) => {
    const [line] = gunzipSync(readFileSync(path)).toString("utf8").split("\n", 1);
    const real = JSON.parse(line!);
    await using demo = await givenDemo();

    const { body } = await demo.forum("/posts.json");

    const expected = Object.keys(real).filter((field) => !FOREIGN.has(field));
    expect(Object.keys(body.latest_posts[0])).toEqual(expected);
  },
);

testWithShared(
  "lists of topics and of likes have the fields that a real forum sends",
  "recorded-replies/discourse/user_actions_json_username_dl_proto_filter_1_offset_0.json",
  async (path) => {
    const read = (file: string) => JSON.parse(readFileSync(path.replace(/[^/]+$/, file), "utf8"));
    const actions = read("user_actions_json_username_dl_proto_filter_1_offset_0.json");
    const latest = read("latest_json_order_activity_ascending_false_page_1.json");
    await using demo = await givenDemo();
    const liker = SMALL.people.find(({ kind }) => kind === "liker")!.discourse!;

    const likes = await demo.forum(`/user_actions.json?username=${liker.username}&filter=1`);
    const topics = await demo.forum("/latest.json?order=activity&page=0");

    const topic = topics.body.topic_list.topics[0];
    expect(Object.keys(likes.body.user_actions[0])).toEqual(Object.keys(actions.user_actions[0]));
    expect(Object.keys(topic).toSorted()).toEqual(
      expect.arrayContaining(Object.keys(latest.topic_list.topics[0]).toSorted()),
    );
    expect(Object.keys(topics.body.topic_list)).toEqual(
      expect.arrayContaining(["can_create_topic", "per_page", "top_tags", "topics"]),
    );
  },
);

test("a rename rewrites quotations and mentions, and moves neither `updated_at` nor `version`", async () => {
  await using demo = await givenDemo();
  const { view } = demo.discourse;
  const [quoting, quoted] = view.postsBelow(Infinity, 2);
  const username = String(quoted!["username"]);
  view.editPost(
    Number(quoting!["id"]),
    `[quote="${username}, post:1"]\nА\n[/quote]\n@${username} @${username}x`,
  );
  const before = view.post(Number(quoting!["id"]))!;

  const count = view.changes.renameUser(username, "novoe_imya");

  expect(count).toBe(1);
  const cooked = String(before["cooked"]);
  expect(view.post(Number(quoting!["id"]))).toEqual({
    ...before,
    raw: `[quote="novoe_imya, post:1"]\nА\n[/quote]\n@novoe_imya @${username}x`,
    cooked: cooked
      .replace(`"${username},`, '"novoe_imya,')
      .replace(`@${username} `, "@novoe_imya "),
  });
});

test("a moved post keeps id and dates and counts in its new topic; a topic's new place shows on its posts", async () => {
  await using demo = await givenDemo();
  const { view } = demo.discourse;
  const [to, from] = view.topicsByActivity();
  const post = from!.posts.at(-1)!;

  view.changes.movePost(Number(post["id"]), to!.topic.id);
  view.changes.changeTopic(to!.topic.id, { title: "Граница", categoryId: 9 });

  expect(view.post(Number(post["id"]))).toMatchObject({
    ...{ created_at: post["created_at"], updated_at: post["updated_at"] },
    ...{ topic_id: to!.topic.id, topic_title: "Граница", category_id: 9 },
  });
  expect(view.topic(to!.topic.id)?.posts).toHaveLength(to!.posts.length + 1);
});

test("a deleted topic takes its posts along, and brings them back", async () => {
  await using demo = await givenDemo();
  const { view } = demo.discourse;
  const [{ topic, posts }] = view.topicsByActivity() as [
    ReturnType<typeof view.topicsByActivity>[0],
  ];
  const id = Number(posts[0]!["id"]);

  view.changes.deleteTopic(topic.id, true);
  const gone = [view.topic(topic.id), view.post(id)];
  view.changes.deleteTopic(topic.id, false);

  expect(gone).toEqual([null, null]);
  expect(view.topic(topic.id)?.posts).toHaveLength(posts.length);
});
