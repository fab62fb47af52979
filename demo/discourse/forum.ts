import type { Json } from "../../sources/source.ts";
import type { Version } from "../timeline.ts";

/** A post as `/posts.json` sends it. */
export type PostJson = Readonly<Record<string, Json>>;

export interface ForumPost {
  /** Where it stands in the order of ids, also when the record's own id cannot be read. */
  readonly place: number;
  readonly topicId: number;
  /** False for private messages and whispers: they have ids and are in no public list. */
  readonly isListed: boolean;
  readonly versions: readonly Version<PostJson>[];
}

export interface ForumTopic {
  readonly id: number;
  readonly title: string;
  readonly slug: string;
  readonly categoryId: number | null;
  readonly userId: number;
  readonly createdAt: number;
  readonly isPinned: boolean;
  readonly isPrivate: boolean;
  readonly views: number;
}

export interface ForumUser {
  readonly id: number;
  readonly username: string;
  /** Null for whoever gave none, or was made anonymous. */
  readonly name: string | null;
  readonly email: string | null;
  readonly createdAt: number;
  readonly trustLevel: number;
  readonly isAdmin: boolean;
  readonly isModerator: boolean;
}

export interface ForumLike {
  readonly userId: number;
  readonly postId: number;
  readonly from: number;
  /** When the like was withdrawn: no webhook and no list tells of it. */
  readonly until: number | null;
}

export interface ForumCategory {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly color: string;
}

export interface Forum {
  readonly posts: readonly ForumPost[];
  readonly topics: readonly ForumTopic[];
  readonly users: readonly ForumUser[];
  /** Null where the likes' authors are unknown: counts then stay as the posts have them. */
  readonly likes: readonly ForumLike[] | null;
  readonly categories: readonly ForumCategory[];
}

/** A forum made of recorded posts of a real one: everything visible from the start. */
export function forumOfRecordedPosts(recorded: readonly PostJson[]): Forum {
  const latest = new Map<number, PostJson>();
  for (const post of recorded) latest.set(Number(post["id"]), post);
  const posts = [...latest.values()].sort((a, b) => Number(a["id"]) - Number(b["id"]));
  const topics = new Map<number, ForumTopic>();
  const users = new Map<number, ForumUser>();
  const categoryIds = new Set<number>();
  for (const post of posts) {
    const createdAt = Date.parse(String(post["created_at"]));
    const topicId = Number(post["topic_id"]);
    const userId = Number(post["user_id"]);
    const categoryId = typeof post["category_id"] === "number" ? post["category_id"] : null;
    if (categoryId !== null) categoryIds.add(categoryId);
    if (!topics.has(topicId)) {
      topics.set(topicId, {
        id: topicId,
        title: String(post["topic_title"]),
        slug: String(post["topic_slug"]),
        categoryId,
        userId,
        createdAt,
        isPinned: false,
        isPrivate: false,
        views: 0,
      });
    }
    if (post["user_id"] !== null && !users.has(userId)) {
      users.set(userId, {
        id: userId,
        username: String(post["username"]),
        name: String(post["name"] ?? ""),
        email: null,
        createdAt,
        trustLevel: Number(post["trust_level"] ?? 0),
        isAdmin: post["admin"] === true,
        isModerator: post["moderator"] === true,
      });
    }
  }
  return {
    posts: posts.map((post) => ({
      place: Number(post["id"]),
      topicId: Number(post["topic_id"]),
      isListed: true,
      versions: [{ from: 0, value: post }],
    })),
    topics: [...topics.values()],
    users: [...users.values()],
    likes: null,
    categories: [...categoryIds]
      .sort((a, b) => a - b)
      .map((id) => ({
        id,
        name: `Category ${id}`,
        slug: `category-${id}`,
        description: "",
        color: "0088CC",
      })),
  };
}
