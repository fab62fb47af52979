import type { Clock } from "../clock.ts";
import type { Forum, ForumUser, PostJson } from "./forum.ts";
import { forumChanges, type ForumChanges } from "./forum-changes.ts";
import {
  forumState,
  POST_TYPES,
  type ForumState,
  type StoredCategory,
  type StoredLike,
  type StoredPost,
  type StoredUser,
} from "./forum-state.ts";
import { keptUntil, shownOf, type TopicActivity } from "./shown.ts";

export type { TopicActivity } from "./shown.ts";

/** A forum at the clock's now, as an admin's key is shown it: what has not happened yet is not there. */
export interface ForumView {
  /** `LatestPostsQuery#public_posts`: regular posts, neither hidden nor deleted, of listed topics. */
  postsBelow(before: number, limit: number): PostJson[];
  /** Null once it is deleted, by itself or with its topic. */
  post(id: number): PostJson | null;
  /** `PostsController#find_post_using`: staff finds deleted posts as well. */
  anyPost(id: number): PostJson | null;
  /** `TopicQuery#default_results` for staff: unlisted topics too; the last active first. */
  topicsByActivity(): TopicActivity[];
  /** Null for a deleted topic, and for a private message. */
  topic(id: number): TopicActivity | null;
  /** `Guardian#can_see_topic?`: an admin sees deleted topics and private messages as well. */
  anyTopic(id: number): TopicActivity | "forbidden" | null;
  users(): StoredUser[];
  /** `Category.secured` for an admin. */
  categories(): StoredCategory[];
  /** `UserAction.stream`: what somebody likes now, newest first; likes on private messages too. */
  likesBy(userId: number): StoredLike[];
  likersOf(postId: number): ForumUser[];
  lastSeenAt(user: ForumUser): number;
  postCountOf(userId: number): number;
  /** An edit of a topic's last post bumps the topic. */
  editPost(id: number, raw: string): boolean;
  deletePost(id: number): boolean;
  readonly changes: ForumChanges;
  /** What stands in the database, whoever may see it. */
  readonly state: ForumState;
}

export function viewForum(forum: Forum, clock: Clock): ForumView {
  const state = forumState(forum, clock);
  const changes = forumChanges(state);
  const { stands, isSeen, isListed, living, anyPost, inside, activityOf } = shownOf(state);
  const byAuthor = keptUntil(state.revision, () => Map.groupBy(state.posts, authorOf));

  return {
    state,
    changes,

    postsBelow(before, limit) {
      const found: PostJson[] = [];
      for (let index = state.posts.length - 1; index >= 0 && found.length < limit; index -= 1) {
        const post = state.posts[index]!;
        const value = post.place < before && isListed(post) ? living(post) : null;
        if (value !== null && value["hidden"] !== true && isRegular(value)) found.push(value);
      }
      return found;
    },

    post(id) {
      const post = state.post(id);
      return post?.isListed === true ? living(post) : null;
    },

    anyPost(id) {
      const post = state.post(id);
      return post === undefined ? null : anyPost(post);
    },

    topicsByActivity() {
      return [...state.topics.values()]
        .filter(({ isDefinition, categoryId }) => !isDefinition && isSeen(categoryId))
        .map((topic) => activityOf(topic))
        .filter((activity) => activity !== null)
        .sort((a, b) => compare(b.bumpedAt, a.bumpedAt) || b.topic.id - a.topic.id);
    },

    topic(id) {
      const topic = state.topics.get(id);
      return topic === undefined ? null : activityOf(topic);
    },

    anyTopic(id) {
      const topic = state.topics.get(id);
      if (topic === undefined) return null;
      if (!isSeen(topic.categoryId)) return "forbidden";
      // `TopicView#setup_filtered_posts` leaves out deleted posts, but for the first one.
      const shown = inside(id).filter(
        (post) => state.valueOf(post) !== null || anyPost(post)?.["post_number"] === 1,
      );
      return activityOf(topic, shown, { isAny: true });
    },

    users: () => [...state.users.values()].filter((user) => user.createdAt <= clock.now()),

    categories: () => [...state.categories.values()].filter(({ id }) => isSeen(id)),

    likesBy: (userId) =>
      state
        .likesBy(userId)
        .filter((like) => stands(like) && isLikeSeen(state.post(like.postId)))
        .toSorted((a, b) => b.from - a.from || b.postId - a.postId),

    likersOf: (postId) =>
      state
        .likesOf(postId)
        .filter(stands)
        .map((like) => state.users.get(like.userId))
        .filter((user) => user !== undefined),

    lastSeenAt(user) {
      const own = byAuthor().get(user.id) ?? [];
      const at = [...own.map((post) => post.versions[0]!.from), ...likeTimes(user.id)];
      const now = clock.now();
      return at
        .filter((instant) => instant <= now)
        .reduce((latest, instant) => Math.max(latest, instant), user.createdAt);
    },

    postCountOf: (userId) =>
      (byAuthor().get(userId) ?? []).filter((post) => post.isListed && living(post) !== null)
        .length,

    editPost(id, raw) {
      const post = state.post(id);
      const topic = state.topics.get(post?.topicId ?? 0);
      const isLast = topic !== undefined && activityOf(topic)?.posts.at(-1)?.["id"] === id;
      if (isLast) topic.bumpedAt = clock.now();
      return changes.revisePost(id, raw);
    },

    deletePost: (id) => changes.deletePost(id),
  };

  function likeTimes(userId: number): number[] {
    return state.likesBy(userId).map(({ from }) => from);
  }

  function isLikeSeen(post: StoredPost | undefined): boolean {
    return (
      living(post) !== null && isSeen(state.topics.get(post?.topicId ?? 0)?.categoryId ?? null)
    );
  }
}

/** A record that cannot be read is regular in the database, whatever it says. */
function isRegular(post: PostJson): boolean {
  const { moderatorAction, smallAction, whisper } = POST_TYPES;
  return ![moderatorAction, smallAction, whisper].some((type) => post["post_type"] === type);
}

function authorOf({ versions }: StoredPost) {
  return versions.findLast(({ value }) => value !== null)?.value?.["user_id"];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
