/** For tests: a forum of a handful, on loopback, and what an admin's key is answered. */
import { onTestFinished } from "vitest";

import { standingClock } from "../../clock.ts";
import { postJson } from "../post-json.ts";
import { discourseTwin } from "../twin.ts";
import type { ForumPost, ForumTopic, ForumUser } from "../forum.ts";

export const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-10-05T09:00:00Z");
const YEAR_MS = 365 * 24 * HOUR_MS;

const user = (id: number, username: string): ForumUser => ({
  ...{ id, username, name: `Имя ${id}`, email: `${username}@pochta.example` },
  ...{ createdAt: NOW - 9 * YEAR_MS + id, trustLevel: 1, isAdmin: id === 1, isModerator: false },
});
export const USERS = ["admin", "anna", "boris"].map((name, index) => user(index + 1, name));

const topic = (id: number): ForumTopic => ({
  ...{ id, title: `Тема ${id}`, slug: `tema-${id}`, categoryId: id, userId: 2 },
  ...{ createdAt: NOW - 8 * YEAR_MS + id, isPinned: false, isPrivate: false, views: 0 },
});
const TOPICS = [topic(1), topic(2)];

/** Posts 10, 20 and 30 of the first topic, 40 of the second; the last is by another. */
const POSTS = [10, 20, 30, 40].map((id): ForumPost => {
  const inside = TOPICS[id === 40 ? 1 : 0]!;
  const author = USERS[id === 40 ? 2 : 1]!;
  const createdAt = NOW - 8 * YEAR_MS + id * HOUR_MS;
  const postNumber = id === 40 ? 1 : id / 10;
  const text = { raw: id === 30 ? "@anna, слово." : "Слово.", version: 1, reads: 1, replyTo: null };
  const value = postJson({
    ...{ id, author, topic: inside, postNumber, createdAt },
    ...text,
    updatedAt: createdAt,
  });
  return { place: id, topicId: inside.id, isListed: true, versions: [{ from: createdAt, value }] };
});

export async function givenForum() {
  const clock = standingClock(NOW);
  const categories = [1, 2].map((id) => ({
    ...{ id, name: `Раздел ${id}`, slug: `razdel-${id}`, description: "", color: "0088CC" },
  }));
  const like = { userId: 2, postId: 40, from: NOW - YEAR_MS, until: null };
  const forum = { posts: POSTS, topics: TOPICS, users: USERS, likes: [like], categories };
  const twin = await discourseTwin({ forum, clock, apiKey: "key", apiUsername: "system" });
  onTestFinished(() => twin.close());

  async function get(path: string) {
    const headers = { "api-key": "key", "api-username": "system" };
    const reply = await fetch(`${twin.url}${path}`, { headers });
    return { status: reply.status, body: (await reply.json()) as any };
  }
  const listed = async () => (await get("/posts.json")).body.latest_posts as any[];

  return {
    get,
    changes: twin.view.changes,
    state: twin.view.state,
    wait: (ms: number) => clock.set(clock.now() + ms),
    /** Ids in `/posts.json`, ascending. */
    ids: async () => (await listed()).map(({ id }) => id as number).toReversed(),
    /** A post as `/posts.json` lists it. */
    post: async (id: number) => (await listed()).find((post) => post.id === id),
    topics: async () => (await get("/latest.json?order=activity")).body.topic_list.topics as any[],
    stream: async (id: number) => (await get(`/t/${id}.json`)).body.post_stream.stream as number[],
    users: async () =>
      (await get("/admin/users/list/active.json?order=created&asc=true&show_emails=true"))
        .body as any[],
    likesOf: async (username: string) =>
      (await get(`/user_actions.json?username=${username}&filter=1`)).body.user_actions as any[],
    categories: async (query = "") =>
      (await get(`/categories.json${query}`)).body.category_list.categories as any[],
  };
}
