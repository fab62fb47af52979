import type { PostJson } from "../forum.ts";
import type { ForumState, StoredPost } from "../forum-state.ts";
import { editedPostJson } from "../post-json.ts";

const HOUR_MS = 3_600_000;
/** `delete_removed_posts_after`: the job that deletes what its author removed looks hourly. */
const STUB_MS = 24 * HOUR_MS;
/** `PostDestroyer.destroy_old_hidden_posts`. */
const HIDDEN_MS = 30 * 24 * HOUR_MS;
const STUB = "(сообщение удалено автором)";

export interface RemovalChanges {
  /** `PostDestroyer#mark_for_deletion`: the text is replaced, and a day later the post is gone. */
  deleteByAuthor(id: number): boolean;
  /** `PostDestroyer#user_recovered`, before the day is over. */
  recoverByAuthor(id: number): boolean;
  /** `PostDestroyer#perform_delete` by staff: its likes go, and with a first post its topic. */
  deletePost(id: number): boolean;
  /** `PostDestroyer#staff_recovered`: the post comes back with its dates, its likes do not. */
  restorePost(id: number): boolean;
  /** `Post#hide!` after flags; an answer is deleted a month later, of a topic somebody decides. */
  hidePost(id: number): boolean;
  /** `Post#unhide!`. */
  unhidePost(id: number): boolean;
  /** `Topic#trash!` and back; the first post goes with it, others stay and are not shown. */
  deleteTopic(id: number, isDeleted: boolean): boolean;
}

export function removalChanges(state: ForumState): RemovalChanges {
  function endLikes(postId: number): void {
    const now = state.now();
    for (const like of state.likesOf(postId)) if (like.until === null) like.until = now;
  }

  /** Now so, and deleted at an instant to come unless something else happens. */
  function putUntil(post: StoredPost, value: PostJson, ms: number): boolean {
    state.put(post, value);
    post.versions = [...post.versions, { from: state.now() + ms, value: null }];
    return true;
  }

  function living(id: number) {
    const post = state.post(id);
    const value = post === undefined ? null : state.valueOf(post);
    return post === undefined || value === null ? null : { post, value };
  }

  const isFirst = (value: PostJson) => value["post_number"] === 1;

  function remove(id: number): boolean {
    const found = living(id);
    if (found === null) return false;
    endLikes(id);
    return state.put(found.post, null);
  }

  function restore(id: number): boolean {
    const post = state.post(id);
    if (post === undefined || state.valueOf(post) !== null) return false;
    const past = post.versions.filter(({ from }) => from <= state.now());
    const last = past.findLast(({ value }) => value !== null)?.value;
    return last != null && state.put(post, last);
  }

  function markTopic(id: number, isDeleted: boolean): boolean {
    const topic = state.topics.get(id);
    if (topic !== undefined) topic.isDeleted = isDeleted;
    return topic !== undefined;
  }

  function firstPostOf(topicId: number): number | undefined {
    const inside = state.posts.filter((post) => post.topicId === topicId);
    return inside.find(({ versions }) => {
      const value = versions.findLast((version) => version.value !== null)?.value;
      return value != null && isFirst(value);
    })?.place;
  }

  return {
    deleteByAuthor(id) {
      const found = living(id);
      if (found === null || isFirst(found.value) || found.value["user_deleted"] === true)
        return false;
      const stub = { ...editedPostJson(found.value, STUB, state.now()), user_deleted: true };
      return putUntil(found.post, stub, STUB_MS);
    },
    recoverByAuthor(id) {
      const found = living(id);
      if (found?.value["user_deleted"] !== true) return false;
      const before = found.post.versions.findLast(({ value }) => value?.["user_deleted"] === false);
      const raw = String(before?.value?.["raw"]);
      const own = { ...found.value, user_deleted: false };
      return state.put(found.post, editedPostJson(own, raw, state.now()));
    },
    deletePost(id) {
      const found = living(id);
      if (found === null || !remove(id)) return false;
      if (isFirst(found.value)) markTopic(found.post.topicId, true);
      return true;
    },
    restorePost(id) {
      if (!restore(id)) return false;
      const found = living(id);
      if (found !== null && isFirst(found.value)) markTopic(found.post.topicId, false);
      return true;
    },
    hidePost(id) {
      const found = living(id);
      if (found === null || found.value["hidden"] === true) return false;
      const updated_at = new Date(state.now()).toISOString();
      const hidden = { ...found.value, hidden: true, updated_at };
      if (isFirst(found.value)) state.put(found.post, hidden);
      else putUntil(found.post, hidden, HIDDEN_MS);
      const topic = state.topics.get(found.post.topicId);
      const others = state.posts.filter(({ topicId }) => topicId === topic?.id);
      const isShown = others.map(state.valueOf).some((value) => value?.["hidden"] === false);
      if (topic !== undefined && !isShown) topic.isVisible = false;
      return true;
    },
    unhidePost(id) {
      const found = living(id);
      if (found?.value["hidden"] !== true) return false;
      const updated_at = new Date(state.now()).toISOString();
      const topic = state.topics.get(found.post.topicId);
      if (topic !== undefined && isFirst(found.value)) topic.isVisible = true;
      return state.put(found.post, { ...found.value, hidden: false, updated_at });
    },
    deleteTopic(id, isDeleted) {
      const first = firstPostOf(id);
      if (first !== undefined && isDeleted) remove(first);
      if (first !== undefined && !isDeleted) restore(first);
      return markTopic(id, isDeleted);
    },
  };
}
