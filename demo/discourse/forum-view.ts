import type { Json } from "../../sources/source.ts";
import type { Clock } from "../clock.ts";
import { overwritten, valueAt } from "../timeline.ts";
import type { Forum, ForumLike, ForumTopic, ForumUser, PostJson } from "./forum.ts";
import {
  forumChanges,
  type ForumChanges,
  type StoredPost,
  type StoredTopic,
} from "./forum-changes.ts";
import { editedPostJson, topicFieldsOfPost } from "./post-json.ts";

export interface TopicActivity {
  readonly topic: ForumTopic;
  readonly posts: readonly PostJson[];
  readonly lastPostedAt: string;
  readonly bumpedAt: string;
}

/** A forum at the clock's now: what has not happened yet is not there. */
export interface ForumView {
  /** Regular, visible, public posts with an id below `before`, newest first. */
  postsBelow(before: number, limit: number): PostJson[];
  post(id: number): PostJson | null;
  /** Topics that have begun, with their visible posts; the last active first. */
  topicsByActivity(): TopicActivity[];
  topic(id: number): TopicActivity | null;
  users(): ForumUser[];
  /** Likes that stand now and whose post is still visible, newest first. */
  likesBy(userId: number): ForumLike[];
  likersOf(postId: number): ForumUser[];
  lastSeenAt(user: ForumUser): number;
  postCountOf(userId: number): number;
  /** An edit of a topic's last post bumps the topic. */
  editPost(id: number, raw: string): boolean;
  deletePost(id: number): boolean;
  readonly changes: ForumChanges;
}

export function viewForum(forum: Forum, clock: Clock): ForumView {
  const posts: StoredPost[] = forum.posts
    .map((post) => ({ ...post }))
    .sort((a, b) => a.place - b.place);
  const byPlace = new Map(posts.map((post) => [post.place, post]));
  const byAuthor = Map.groupBy(posts, (post) => post.versions[0]?.value?.["user_id"]);
  const topicOf = new Map<number, StoredTopic>(
    forum.topics.map((topic) => [topic.id, { ...topic, isChanged: false, isDeleted: false }]),
  );
  const bumps = new Map<number, number>();
  // Posts move between topics.
  const byTopic = () => Map.groupBy(posts, (post) => post.topicId);
  const userOf = new Map(forum.users.map((user) => [user.id, user]));
  const likesOfPost = Map.groupBy(forum.likes ?? [], (like) => like.postId);
  const likesOfUser = Map.groupBy(forum.likes ?? [], (like) => like.userId);

  function standing(like: ForumLike): boolean {
    const now = clock.now();
    return like.from <= now && (like.until === null || like.until > now);
  }

  function shown(post: StoredPost): PostJson | null {
    const topic = topicOf.get(post.topicId);
    const stored = topic?.isDeleted === true ? null : valueAt(post.versions, clock.now());
    if (stored === null) return null;
    const value = topic?.isChanged === true ? topicFieldsOfPost(stored, topic) : stored;
    if (forum.likes === null) return value;
    const count = (likesOfPost.get(post.place) ?? []).filter(standing).length;
    return { ...value, actions_summary: count === 0 ? [] : [{ id: 2, count }] };
  }

  function activityOf(
    topic: StoredTopic,
    inside: readonly StoredPost[] = byTopic().get(topic.id) ?? [],
  ): TopicActivity | null {
    if (topic.isPrivate || topic.isDeleted) return null;
    const visible = inside
      .filter((post) => post.isListed)
      .map(shown)
      .filter((post) => post !== null);
    const last = visible.at(-1);
    if (last === undefined) return null;
    const lastPostedAt = String(last["created_at"]);
    const bump = bumps.get(topic.id) ?? 0;
    const bumpedAt = Date.parse(lastPostedAt) < bump ? new Date(bump).toISOString() : lastPostedAt;
    return { topic, posts: visible, lastPostedAt, bumpedAt };
  }

  return {
    postsBelow: (before, limit) => {
      const found: PostJson[] = [];
      for (let index = posts.length - 1; index >= 0 && found.length < limit; index -= 1) {
        const post = posts[index]!;
        if (post.place >= before || !post.isListed) continue;
        const value = shown(post);
        if (value !== null) found.push(value);
      }
      return found;
    },
    post: (id) => {
      const post = byPlace.get(id);
      return post === undefined || !post.isListed ? null : shown(post);
    },
    topicsByActivity: () => {
      const inside = byTopic();
      return [...topicOf.values()]
        .map((topic) => activityOf(topic, inside.get(topic.id) ?? []))
        .filter((activity) => activity !== null)
        .sort((a, b) => compare(b.bumpedAt, a.bumpedAt) || b.topic.id - a.topic.id);
    },
    topic: (id) => {
      const topic = topicOf.get(id);
      return topic === undefined ? null : activityOf(topic);
    },
    users: () => forum.users.filter((user) => user.createdAt <= clock.now()),
    likesBy: (userId) =>
      (likesOfUser.get(userId) ?? [])
        .filter((like) => standing(like) && isVisible(byPlace.get(like.postId)))
        .sort((a, b) => b.from - a.from || b.postId - a.postId),
    likersOf: (postId) =>
      (likesOfPost.get(postId) ?? [])
        .filter(standing)
        .map((like) => userOf.get(like.userId))
        .filter((user) => user !== undefined),
    lastSeenAt: (user) => {
      const written = (byAuthor.get(user.id) ?? []).map((post) => post.versions[0]!.from);
      const liked = (likesOfUser.get(user.id) ?? []).map((like) => like.from);
      const now = clock.now();
      return [...written, ...liked]
        .filter((at) => at <= now)
        .reduce((latest, at) => Math.max(latest, at), user.createdAt);
    },
    postCountOf: (userId) =>
      (byAuthor.get(userId) ?? []).filter((post) => post.isListed && isVisible(post)).length,
    editPost: (id, raw) => {
      const post = byPlace.get(id);
      const topic = topicOf.get(post?.topicId ?? 0);
      const isLast = topic !== undefined && activityOf(topic)?.posts.at(-1)?.["id"] === id;
      if (isLast) bumps.set(topic.id, clock.now());
      return rewrite(id, (value, now) => editedPostJson(value, raw, now));
    },
    deletePost: (id) => rewrite(id, () => null),
    changes: forumChanges({ posts, topics: topicOf, now: clock.now }),
  };

  function isVisible(post: StoredPost | undefined): boolean {
    return post !== undefined && shown(post) !== null;
  }

  function rewrite(id: number, change: (post: PostJson, now: number) => PostJson | null): boolean {
    const post = byPlace.get(id);
    const now = clock.now();
    const current = post === undefined ? null : valueAt(post.versions, now);
    if (post === undefined || current === null) return false;
    post.versions = overwritten(post.versions, now, change(current, now));
    return true;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What the API says of a like in a user's activity: `username` is the author of the liked post. */
export function userActionJson(
  like: ForumLike,
  { actor, post }: { actor: ForumUser; post: PostJson },
): Readonly<Record<string, Json>> {
  return {
    excerpt: String(post["raw"]).slice(0, 300),
    action_type: 1,
    created_at: new Date(like.from).toISOString(),
    avatar_template: post["avatar_template"] ?? null,
    acting_avatar_template: `/letter_avatar_proxy/v4/letter/${actor.username.charAt(0)}/8797f3/{size}.png`,
    slug: post["topic_slug"] ?? null,
    topic_id: post["topic_id"] ?? null,
    target_user_id: actor.id,
    target_name: actor.name,
    target_username: actor.username,
    post_number: post["post_number"] ?? null,
    post_id: post["id"] ?? null,
    username: post["username"] ?? null,
    name: post["name"] ?? null,
    user_id: post["user_id"] ?? null,
    acting_username: actor.username,
    acting_name: actor.name,
    acting_user_id: actor.id,
    title: post["topic_title"] ?? null,
    deleted: false,
    hidden: false,
    post_type: 1,
    action_code: null,
    category_id: post["category_id"] ?? null,
    closed: false,
    archived: false,
  };
}
