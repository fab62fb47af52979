/**
 * The oracle: what a reader with an admin's key must hold of a forum, said from the forum's state
 * alone. It asks nothing over HTTP and uses nothing of the product.
 */
import type { ForumState, StoredPost, StoredTopic } from "../../demo/discourse/forum-state.ts";

export type Fields = Readonly<Record<string, string | number | boolean | null>>;
/** By key. */
export type Records = ReadonlyMap<string, Fields>;

export interface Held {
  readonly posts: Records;
  readonly topics: Records;
  readonly users: Records;
  readonly likes: Records;
  readonly categories: Records;
}

const iso = (ms: number) => new Date(ms).toISOString();

export function truthOf(state: ForumState): Held {
  return {
    posts: recordsOf(state.posts, (post) => postOf(state, post)),
    topics: recordsOf(state.topics.values(), (topic) => topicOf(state, topic)),
    users: recordsOf(state.users.values(), (user) => [
      String(user.id),
      {
        username: user.username,
        name: user.name,
        created_at: iso(user.createdAt),
        email: `hash of ${user.email ?? ""}`,
        suspended_till: isPast(state, user.suspendedUntil) ? null : iso(user.suspendedUntil ?? 0),
      },
    ]),
    likes: recordsOf(state.likes, ({ postId, userId, from, until }) => {
      const topic = topicOfPost(state, postId);
      const post = state.post(postId);
      const isOn = from <= state.now() && (until === null || until > state.now());
      const isThere = post !== undefined && valueOf(state, post) !== null;
      if (!isOn || !isThere || !state.users.has(userId)) return null;
      if (topic === undefined || topic.isDeleted || !isPublic(state, topic)) return null;
      return [`${postId} by ${userId}`, { created_at: iso(from) }];
    }),
    categories: recordsOf(state.categories.values(), (category) => {
      if (state.settings.suppressSecured && category.isRestricted) return null;
      const { name, slug, isRestricted, parentId } = category;
      return [String(category.id), { name, slug, is_restricted: isRestricted, parent: parentId }];
    }),
  };
}

function recordsOf<T>(
  items: Iterable<T>,
  recordOf: (item: T) => readonly [string, Fields] | null,
): Records {
  return new Map([...items].map(recordOf).filter((record) => record !== null));
}

function isPast(state: ForumState, until: number | null): boolean {
  return until === null || until <= state.now();
}

function valueOf(state: ForumState, { versions }: StoredPost) {
  return versions.findLast(({ from }) => from <= state.now())?.value ?? null;
}

function topicOfPost(state: ForumState, postId: number): StoredTopic | undefined {
  return state.topics.get(state.post(postId)?.topicId ?? 0);
}

/** No private message, and in no category that is kept from the key. */
function isPublic(state: ForumState, { isPrivate, categoryId }: StoredTopic): boolean {
  const isRestricted = state.categories.get(categoryId ?? 0)?.isRestricted === true;
  return !isPrivate && !(isRestricted && state.settings.suppressSecured);
}

/** `/posts.json` shows regular posts that nobody hid or deleted, of topics that are listed. */
function postOf(state: ForumState, post: StoredPost): readonly [string, Fields] | null {
  const value = valueOf(state, post);
  const topic = state.topics.get(post.topicId);
  if (value === null || topic === undefined || topic.isDeleted || !topic.isVisible) return null;
  if (value["post_type"] !== 1 || value["hidden"] === true || !isPublic(state, topic)) return null;
  const author = state.users.get(Number(value["user_id"]));
  const said = (field: string) => (value[field] ?? null) as string | number | boolean | null;
  return [
    String(post.place),
    {
      text: said("raw"),
      cooked: said("cooked"),
      version: said("version"),
      user_id: said("user_id"),
      username: author?.username ?? said("username"),
      name: author === undefined ? said("name") : author.name,
      topic_id: topic.id,
      title: topic.title,
      category_id: topic.categoryId,
      post_number: said("post_number"),
      is_wiki: said("wiki"),
      created_at: said("created_at"),
      updated_at: said("updated_at"),
      is_user_deleted: said("user_deleted"),
    },
  ];
}

/** Staff's list has unlisted topics, too, and never those that describe a category. */
function topicOf(state: ForumState, topic: StoredTopic): readonly [string, Fields] | null {
  if (topic.isDeleted || topic.isDefinition || !isPublic(state, topic)) return null;
  const inside = state.posts
    .filter((post) => post.topicId === topic.id)
    .map((post) => valueOf(state, post))
    .filter((value) => value !== null && value["post_type"] !== 4);
  if (inside.length === 0) return null;
  return [
    String(topic.id),
    {
      title: topic.title,
      category_id: topic.categoryId,
      created_at: iso(topic.createdAt),
      is_visible: topic.isVisible,
      is_closed: topic.isClosed,
      is_archived: topic.isArchived,
      is_pinned: topic.isPinned,
      posts_count: inside.length,
    },
  ];
}
