import type { Clock } from "../clock.ts";
import { overwritten, valueAt, type Version } from "../timeline.ts";
import type { Forum, ForumCategory, ForumLike, ForumTopic, ForumUser, PostJson } from "./forum.ts";

/** `Post.types` of Discourse. */
export const POST_TYPES = { regular: 1, moderatorAction: 2, smallAction: 3, whisper: 4 } as const;

export interface StoredPost {
  readonly place: number;
  topicId: number;
  readonly isListed: boolean;
  versions: readonly Version<PostJson>[];
}

export interface StoredTopic extends Mutable<ForumTopic> {
  /** Since then its posts bear its new title and place. */
  isChanged: boolean;
  isDeleted: boolean;
  /** False for an unlisted one: staff's lists show it, and `/posts.json` nothing of it. */
  isVisible: boolean;
  isClosed: boolean;
  isArchived: boolean;
  /** The topic that says what a category is for: it is in no list of topics. */
  readonly isDefinition: boolean;
  /** When something other than a post bumped it last. */
  bumpedAt: number;
}

export interface StoredUser extends Mutable<ForumUser> {
  /** Since then the user's posts bear the new name. */
  isChanged: boolean;
  isActive: boolean;
  suspendedUntil: number | null;
  isProfileHidden: boolean;
}

export interface StoredLike extends Mutable<ForumLike> {}

export interface StoredCategory extends Mutable<ForumCategory> {
  parentId: number | null;
  /** `read_restricted`: only groups see it, and admins. */
  isRestricted: boolean;
  /** Null where the forum was made without definition topics. */
  topicId: number | null;
}

/** What a forum's database holds: changes write here, views read. */
export interface ForumState {
  /** By id, ascending. */
  readonly posts: readonly StoredPost[];
  readonly topics: ReadonlyMap<number, StoredTopic>;
  readonly users: Map<number, StoredUser>;
  readonly categories: Map<number, StoredCategory>;
  readonly likes: readonly StoredLike[];
  /** False where nobody knows who gave the likes: counts then stay as the posts have them. */
  readonly knowsLikes: boolean;
  /** Site settings that an admin's key feels. */
  readonly settings: {
    /** `suppress_secured_categories_from_admin`: admins see only categories of their groups. */
    suppressSecured: boolean;
  };
  now(): number;
  /** Grows with each change of a post, so that readers may keep what they have sorted. */
  revision(): number;
  post(id: number): StoredPost | undefined;
  likesOf(postId: number): readonly StoredLike[];
  likesBy(userId: number): readonly StoredLike[];
  addPost(post: StoredPost): void;
  addTopic(topic: StoredTopic): void;
  addLike(like: StoredLike): void;
  /** Gives a like to another user. */
  giveLike(like: StoredLike, userId: number): void;
  /** What a post is now; null once it is deleted, and before it was written. */
  valueOf(post: StoredPost): PostJson | null;
  /** From now on the post is so; null: deleted. False where there is no such post. */
  put(post: StoredPost | undefined, value: PostJson | null | undefined): boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function storedTopic(topic: ForumTopic, changes: Partial<StoredTopic> = {}): StoredTopic {
  const fresh = { isChanged: false, isDeleted: false, isVisible: true, isClosed: false };
  return { ...topic, ...fresh, isArchived: false, isDefinition: false, bumpedAt: 0, ...changes };
}

export function storedUser(user: ForumUser): StoredUser {
  const fresh = { isChanged: false, isActive: true, suspendedUntil: null };
  return { ...user, ...fresh, isProfileHidden: false };
}

export function forumState(forum: Forum, clock: Clock): ForumState {
  const posts: StoredPost[] = forum.posts
    .map((post) => ({ ...post }))
    .sort((a, b) => a.place - b.place);
  const byPlace = new Map(posts.map((post) => [post.place, post]));
  const topics = new Map(forum.topics.map((topic) => [topic.id, storedTopic(topic)]));
  const users = new Map(forum.users.map((user) => [user.id, storedUser(user)]));
  const categories = new Map<number, StoredCategory>(
    forum.categories.map((category) => [
      category.id,
      { ...category, parentId: null, isRestricted: false, topicId: null },
    ]),
  );
  const likes = (forum.likes ?? []).map((like) => ({ ...like }));
  const ofPost = Map.groupBy(likes, ({ postId }) => postId);
  const byUser = Map.groupBy(likes, ({ userId }) => userId);
  const now = () => clock.now();
  let revision = 0;

  return {
    posts,
    topics,
    users,
    categories,
    likes,
    knowsLikes: forum.likes !== null,
    settings: { suppressSecured: false },
    now,
    revision: () => revision,
    post: (id) => byPlace.get(id),
    likesOf: (postId) => ofPost.get(postId) ?? [],
    likesBy: (userId) => byUser.get(userId) ?? [],
    addPost(post) {
      revision += 1;
      posts.push(post);
      posts.sort((a, b) => a.place - b.place);
      byPlace.set(post.place, post);
    },
    addTopic: (topic) => void topics.set(topic.id, topic),
    addLike(like) {
      likes.push(like);
      append(ofPost, like.postId, like);
      append(byUser, like.userId, like);
    },
    giveLike(like, userId) {
      const rest = (byUser.get(like.userId) ?? []).filter((other) => other !== like);
      byUser.set(like.userId, rest);
      like.userId = userId;
      append(byUser, userId, like);
    },
    valueOf: (post) => valueAt(post.versions, now()),
    put(post, value) {
      if (post === undefined || value === undefined) return false;
      revision += 1;
      post.versions = overwritten(post.versions, now(), value);
      return true;
    },
  };
}

function append<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
