import type { PostJson } from "../../../demo/discourse/forum.ts";
import type { StoredPost, StoredTopic, StoredUser } from "../../../demo/discourse/forum-state.ts";
import type { ForumView } from "../../../demo/discourse/forum-view.ts";
import type { Random } from "../../../demo/random.ts";

/** One kind of change, as a person who runs a forum would name it. */
export interface Kind {
  readonly name: string;
  /** The kind that makes what this one takes back. */
  readonly after?: string;
  /** What was changed, for whoever reads a failure; null where there is nothing to change so. */
  play(world: World): string | null;
}

export interface World {
  readonly view: ForumView;
  readonly random: Random;
}

export interface Living {
  readonly id: number;
  readonly post: StoredPost;
  readonly value: PostJson;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Within an hour, a week, two months, a year, and ever: each as likely. */
const AGES_MS = [0, HOUR_MS, 7 * DAY_MS, 60 * DAY_MS, 365 * DAY_MS, Infinity] as const;

/** Things of any age: an age is drawn first, or all would be old. */
function ofAnyAge<T>({ random, view }: World, items: readonly T[], at: (item: T) => number) {
  const now = view.state.now();
  for (const index of random.shuffled([0, 1, 2, 3, 4])) {
    const from = AGES_MS[index] ?? 0;
    const to = AGES_MS[index + 1] ?? 0;
    const found = items.filter((item) => now - at(item) >= from && now - at(item) < to);
    if (found.length > 0) return random.pick(found);
  }
  return null;
}

/** Regular posts that stand in a public topic. */
export function livingPosts({ view }: World, where: (living: Living) => boolean = () => true) {
  const { state } = view;
  return state.posts.flatMap((post): Living[] => {
    const topic = state.topics.get(post.topicId);
    const value = state.valueOf(post);
    if (value === null || topic === undefined || value["post_type"] !== 1) return [];
    if (topic.isDeleted || topic.isPrivate) return [];
    const living = { id: post.place, post, value };
    return where(living) ? [living] : [];
  });
}

export function anyPost(world: World, where: (living: Living) => boolean = () => true) {
  return ofAnyAge(world, livingPosts(world, where), ({ value }) =>
    Date.parse(String(value["created_at"])),
  );
}

export const isReply = ({ value }: Living) => value["post_number"] !== 1;
export const isFirst = ({ value }: Living) => value["post_number"] === 1;

export function anyTopic(world: World, where: (topic: StoredTopic) => boolean = () => true) {
  const topics = [...world.view.state.topics.values()];
  return ofAnyAge(
    world,
    topics.filter((topic) => !topic.isDefinition && where(topic)),
    ({ createdAt }) => createdAt,
  );
}

export const isOpen = (topic: StoredTopic) => !topic.isDeleted && !topic.isPrivate;

/** Anybody but the admin, whom the software needs. */
export function anyUser(world: World, where: (user: StoredUser) => boolean = () => true) {
  const users = [...world.view.state.users.values()];
  return ofAnyAge(
    world,
    users.filter((user) => !user.isAdmin && where(user)),
    ({ createdAt }) => createdAt,
  );
}

export function anyCategory({ view, random }: World, where: (id: number) => boolean = () => true) {
  const found = [...view.state.categories.values()].filter(({ id }) => where(id));
  return found.length === 0 ? null : random.pick(found);
}

/** Plays a change on what was found. */
export function on<T>(
  found: T | null | undefined,
  change: (found: T) => string | number | boolean | null,
  name: (found: T) => string,
): string | null {
  if (found === null || found === undefined) return null;
  const done = change(found);
  return done === false || done === null ? null : name(found);
}

export const postName = ({ id, value }: Living) =>
  `post ${id} of ${String(value["created_at"]).slice(0, 10)}`;
export const topicName = ({ id }: StoredTopic) => `topic ${id}`;
export const userName = ({ id }: StoredUser) => `user ${id}`;
