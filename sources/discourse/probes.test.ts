import { expect, test } from "vitest";

import { forumServer } from "../testing/forum.ts";
import { discourseProbes } from "./probes.ts";

const { signal } = new AbortController();
const USERS = Array.from({ length: 250 }, (_, index) => ({
  ...{ id: index + 1, username: `user${index + 1}`, email: `user${index + 1}@example.org` },
}));

/** How many records each brought, and what all of them asked for. */
async function looked(given: Awaited<ReturnType<typeof forumServer>>) {
  const counts: Record<string, number | string> = {};
  for (const [feed, probe] of Object.entries(discourseProbes(given.http)))
    counts[feed] = await probe(signal).catch((error: Error) => error.name);
  return counts;
}

test("a look at each stream of a forum takes six small requests, and no address", async () => {
  await using given = await forumServer({
    users: USERS,
    posts: [{ id: 7, created_at: "2026-10-01T00:00:00Z" }],
    topics: [{ id: 3, bumped_at: "2026-10-01T00:00:00Z" }],
    categories: [{ id: 1, slug: "club" }],
    likes: new Map([["user1", [{ post_id: 7, acting_user_id: 1 }]]]),
  });

  expect(await looked(given)).toEqual({
    ...{ discourse_categories: 1, discourse_users: 100, discourse_topics: 1 },
    ...{ discourse_posts: 1, discourse_likes: 1 },
  });
  expect(given.server.requests).toHaveLength(6);
  expect(given.server.requests.join()).not.toContain("emails");
});

test("each stream has its own reason, and a user who hides the likes is none", async () => {
  await using given = await forumServer({ users: USERS, hidden: new Map([["user1", 403]]) });
  given.failing.set("/posts.json", { status: 403, json: {} });
  given.failing.set("/latest.json", { status: 302, headers: { Location: "/login" }, json: {} });
  given.failing.set("/categories.json", { json: { categories: [] } });

  expect(await looked(given)).toEqual({
    discourse_categories: "SourceShapeError",
    discourse_users: 100,
    discourse_topics: "SourceMovedError",
    discourse_posts: "SourceAuthError",
    discourse_likes: 0,
  });
});
