import type { ForumState, StoredTopic } from "../forum-state.ts";
import { storedTopic } from "../forum-state.ts";
import { topicFieldsOfPost } from "../post-json.ts";
import { nextPostId, nextPostNumber, nextTopicId, type WritingChanges } from "./writing.ts";

export interface MoveChanges {
  /**
   * As `PostMover#move`: the post keeps its id and its dates. A first post is copied instead, under
   * a new id with its old date (`PostMover#create_first_post`), and stays where it was.
   */
  movePost(id: number, topicId: number): boolean;
  /** Several of one topic; what is left of it says so in a small action. */
  movePosts(ids: readonly number[], topicId: number): boolean;
  /** `PostMover#to_new_topic`: begun when its first post was written. The new topic's id, or null. */
  splitTopic(ids: readonly number[], title: string): number | null;
  /** `Topic#move_posts` of all: the emptied topic keeps its first post and is closed. */
  mergeTopics(from: number, to: number): boolean;
}

export function moveChanges(state: ForumState, writing: WritingChanges): MoveChanges {
  function movePost(id: number, topicId: number): boolean {
    const post = state.post(id);
    const value = post === undefined ? null : state.valueOf(post);
    const topic = state.topics.get(topicId);
    if (post === undefined || value === null || topic === undefined) return false;
    const post_number = nextPostNumber(state, topicId);
    const moved = { ...topicFieldsOfPost(value, topic), post_number, reply_to_post_number: null };
    if (value["post_number"] === 1) {
      const place = nextPostId(state);
      const updated_at = new Date(state.now()).toISOString();
      const copy = { ...moved, id: place, updated_at, version: 1 };
      const versions = [{ from: state.now(), value: copy }];
      state.addPost({ place, topicId, isListed: post.isListed, versions });
      return true;
    }
    post.topicId = topicId;
    return state.put(post, moved);
  }

  function movePosts(ids: readonly number[], topicId: number): boolean {
    const from = state.post(ids[0] ?? 0)?.topicId;
    if (from === undefined || from === topicId) return false;
    const inside = ids.filter((id) => state.post(id)?.topicId === from);
    if (!inside.map((id) => movePost(id, topicId)).includes(true)) return false;
    writing.addSmallAction(from, "split_topic");
    return true;
  }

  return {
    movePost,
    movePosts,
    splitTopic(ids, title) {
      const first = state.post(ids[0] ?? 0);
      const value = first === undefined ? null : state.valueOf(first);
      const old = state.topics.get(first?.topicId ?? 0);
      if (value === null || old === undefined) return null;
      const topic: StoredTopic = storedTopic({
        id: nextTopicId(state),
        title,
        slug: `topic-${nextTopicId(state)}`,
        categoryId: old.categoryId,
        userId: Number(value["user_id"]),
        createdAt: Date.parse(String(value["created_at"])),
        isPinned: false,
        isPrivate: false,
        views: 0,
      });
      state.addTopic(topic);
      return movePosts(ids, topic.id) ? topic.id : null;
    },
    mergeTopics(from, to) {
      const topic = state.topics.get(from);
      const ids = state.posts.filter(({ topicId }) => topicId === from).map(({ place }) => place);
      const texts = ids.filter((id) => {
        const post = state.post(id);
        return post !== undefined && state.valueOf(post)?.["post_type"] === 1;
      });
      if (topic === undefined || !movePosts(texts, to)) return false;
      topic.isClosed = true;
      return true;
    },
  };
}
