import type { PostJson } from "./forum.ts";
import type { ForumState, StoredLike, StoredPost, StoredTopic } from "./forum-state.ts";
import { POST_TYPES } from "./forum-state.ts";
import { authorFieldsOfPost, topicFieldsOfPost } from "./post-json.ts";

export interface TopicActivity {
  readonly topic: StoredTopic;
  /** What staff sees in it: whispers and notes of moderators, too. */
  readonly posts: readonly PostJson[];
  /** Without whispers, as `Topic.reset_highest` counts. */
  readonly postsCount: number;
  readonly lastPostedAt: string;
  readonly bumpedAt: string;
}

/** What of the database is shown to whom, and with which names. */
export interface Shown {
  stands(like: StoredLike): boolean;
  /** Whether an admin's key is shown what is in a category. */
  isSeen(categoryId: number | null): boolean;
  /** Whether `/posts.json` may list it, as far as its topic says. */
  isListed(post: StoredPost): boolean;
  /** Null once it is deleted, by itself or with its topic. */
  living(post: StoredPost | undefined): PostJson | null;
  /** As it was last, if it is deleted; null before it was written. */
  anyPost(post: StoredPost): PostJson | null;
  inside(topicId: number): readonly StoredPost[];
  activityOf(
    topic: StoredTopic,
    posts?: readonly StoredPost[],
    options?: { readonly isAny?: boolean },
  ): TopicActivity | null;
}

export function shownOf(state: ForumState): Shown {
  // Posts move between topics.
  const byTopic = keptUntil(state.revision, () =>
    Map.groupBy(state.posts, ({ topicId }) => topicId),
  );
  const insideOf = (topicId: number) => byTopic().get(topicId) ?? [];

  function stands(like: StoredLike): boolean {
    const now = state.now();
    return like.from <= now && (like.until === null || like.until > now);
  }

  function isSeen(categoryId: number | null): boolean {
    const category = state.categories.get(categoryId ?? 0);
    return !(state.settings.suppressSecured && category?.isRestricted === true);
  }

  /** As the serializer writes a post: with the names that its topic and its author have now. */
  function written(post: StoredPost, stored: PostJson): PostJson {
    const topic = state.topics.get(post.topicId);
    const author = state.users.get(Number(stored["user_id"]));
    const placed = topic?.isChanged === true ? topicFieldsOfPost(stored, topic) : stored;
    const value = author?.isChanged === true ? authorFieldsOfPost(placed, author) : placed;
    if (!state.knowsLikes) return value;
    const count = state.likesOf(post.place).filter(stands).length;
    return { ...value, actions_summary: count === 0 ? [] : [{ id: 2, count }] };
  }

  function living(post: StoredPost | undefined): PostJson | null {
    if (post === undefined || state.topics.get(post.topicId)?.isDeleted === true) return null;
    const stored = state.valueOf(post);
    return stored === null ? null : written(post, stored);
  }

  function activityOf(
    topic: StoredTopic,
    inside: readonly StoredPost[] = insideOf(topic.id),
    { isAny = false }: { isAny?: boolean } = {},
  ): TopicActivity | null {
    if (!isAny && (topic.isPrivate || topic.isDeleted)) return null;
    const posts = inside
      .filter((post) => isAny || post.isListed)
      .map((post) => (isAny ? anyPost(post) : living(post)))
      .filter((post) => post !== null);
    const counted = posts.filter((post) => post["post_type"] !== POST_TYPES.whisper);
    const last = latestOf(counted);
    if (last === undefined) return null;
    const lastPostedAt = String(last["created_at"]);
    const bumpedAt =
      Date.parse(lastPostedAt) < topic.bumpedAt
        ? new Date(topic.bumpedAt).toISOString()
        : lastPostedAt;
    return { topic, posts, postsCount: counted.length, lastPostedAt, bumpedAt };
  }

  function anyPost(post: StoredPost): PostJson | null {
    const stored = state.valueOf(post);
    if (stored !== null) return written(post, stored);
    const past = post.versions.filter(({ from }) => from <= state.now());
    const last = past.findLast(({ value }) => value !== null)?.value;
    if (last == null) return null;
    const deletedAt = new Date(past.at(-1)?.from ?? 0).toISOString();
    return { ...written(post, last), deleted_at: deletedAt };
  }

  function isListed(post: StoredPost): boolean {
    const topic = state.topics.get(post.topicId);
    if (!post.isListed || topic?.isPrivate === true || topic?.isVisible === false) return false;
    return isSeen(topic?.categoryId ?? null);
  }

  return { stands, isSeen, isListed, living, anyPost, inside: insideOf, activityOf };
}

/** What was made for one revision of the forum serves until the next. */
export function keptUntil<T>(revision: () => number, make: () => T): () => T {
  let made: { at: number; value: T } | null = null;
  return () => {
    if (made?.at !== revision()) made = { at: revision(), value: make() };
    return made.value;
  };
}

function latestOf(posts: readonly PostJson[]): PostJson | undefined {
  const last = posts.at(-1);
  const at = (post: PostJson | undefined) => Date.parse(String(post?.["created_at"]));
  return posts.reduce((latest, post) => (at(post) > at(latest) ? post : latest), last);
}
