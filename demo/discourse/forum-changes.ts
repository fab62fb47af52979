import { overwritten, valueAt, type Version } from "../timeline.ts";
import type { ForumTopic, PostJson } from "./forum.ts";
import { topicFieldsOfPost } from "./post-json.ts";

export interface StoredPost {
  readonly place: number;
  topicId: number;
  readonly isListed: boolean;
  versions: readonly Version<PostJson>[];
}

export interface StoredTopic extends Omit<ForumTopic, "title" | "slug" | "categoryId"> {
  title: string;
  slug: string;
  categoryId: number | null;
  /** Since then its posts bear its new title and place. */
  isChanged: boolean;
  isDeleted: boolean;
}

interface Stored {
  readonly posts: readonly StoredPost[];
  readonly topics: ReadonlyMap<number, StoredTopic>;
  now(): number;
}

/** What moderators and the software do to posts and topics, however old: nothing lists these. */
export interface ForumChanges {
  /** As `PostMover` does: the post keeps its id and its dates. */
  movePost(id: number, topicId: number): boolean;
  restorePost(id: number): boolean;
  changeTopic(id: number, to: Partial<Pick<StoredTopic, "title" | "categoryId">>): boolean;
  deleteTopic(id: number, isDeleted: boolean): boolean;
  /**
   * As `Jobs::UpdateUsername` does: quotations and mentions of the member are rewritten in every
   * post, and neither `updated_at` nor `version` moves. How many posts it rewrote.
   */
  renameUser(username: string, to: string): number;
}

export function forumChanges({ posts, topics, now }: Stored): ForumChanges {
  const postAt = (id: number) => posts.find(({ place }) => place === id);

  function put(post: StoredPost | undefined, value: PostJson | null | undefined): boolean {
    if (post === undefined || value == null) return false;
    post.versions = overwritten(post.versions, now(), value);
    return true;
  }

  return {
    movePost(id, topicId) {
      const post = postAt(id);
      const value = post && valueAt(post.versions, now());
      const topic = topics.get(topicId);
      if (post === undefined || value == null || topic === undefined) return false;
      const inside = posts.filter((other) => other.topicId === topicId);
      const numbers = inside.map(({ versions }) =>
        Number(versions.at(-1)?.value?.["post_number"] ?? 0),
      );
      post.topicId = topicId;
      const moved = topicFieldsOfPost(value, topic);
      return put(post, { ...moved, post_number: Math.max(0, ...numbers) + 1 });
    },
    restorePost(id) {
      const post = postAt(id);
      if (post === undefined || valueAt(post.versions, now()) !== null) return false;
      const last = post.versions.findLast(({ from, value }) => from <= now() && value !== null);
      return put(post, last?.value);
    },
    changeTopic(id, to) {
      const topic = topics.get(id);
      if (topic !== undefined) Object.assign(topic, to, { isChanged: true });
      return topic !== undefined;
    },
    deleteTopic(id, isDeleted) {
      const topic = topics.get(id);
      if (topic !== undefined) topic.isDeleted = isDeleted;
      return topic !== undefined;
    },
    renameUser(username, to) {
      const name = username.replaceAll(/[.\\^$*+?()[\]{}|]/g, String.raw`\$&`);
      const quoted = new RegExp(`(\\[quote\\s*=\\s*["']?)${name}(?=[,"'\\]])`, "giu");
      const mentioned = new RegExp(`(?<![\\w\`])@${name}(?![\\w-])`, "giu");
      let count = 0;
      for (const post of posts) {
        const value = valueAt(post.versions, now());
        if (value === null) continue;
        const raw = String(value["raw"]);
        const rewritten = raw.replaceAll(quoted, `$1${to}`).replaceAll(mentioned, `@${to}`);
        const isOwn = value["username"] === username;
        if (rewritten === raw && !isOwn) continue;
        put(post, { ...value, raw: rewritten, ...(isOwn ? { username: to } : {}) });
        count += rewritten === raw ? 0 : 1;
      }
      return count;
    },
  };
}
