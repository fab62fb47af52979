import type { ForumState, StoredUser } from "../forum-state.ts";
import { POST_TYPES, storedTopic } from "../forum-state.ts";
import { postJson } from "../post-json.ts";

/** Ids between two posts that are never seen: failed transactions take them, too. */
const GAP = 2;

export interface Written {
  readonly topicId: number;
  readonly author: StoredUser;
  readonly raw: string;
}

export interface WritingChanges {
  writePost(post: Written): number | null;
  /**
   * A post whose transaction committed late: readers have seen higher ids before it is there. Null
   * where no id is free.
   */
  writeLate(post: Written): number | null;
  /** `Post.types[:whisper]`: among staff, and an admin's key is shown it in its topic. */
  whisper(post: Written): number | null;
  /** `Topic#add_small_action`: a note of the system, with an id and a number of its own. */
  addSmallAction(topicId: number, code: string): number | null;
  writeTopic(topic: {
    readonly author: StoredUser;
    readonly categoryId: number;
    readonly title: string;
    readonly raw: string;
  }): number;
}

export function nextPostId(state: ForumState): number {
  return (state.posts.at(-1)?.place ?? 0) + 1 + GAP;
}

export function nextTopicId(state: ForumState): number {
  return Math.max(0, ...state.topics.keys()) + 1;
}

export function nextPostNumber(state: ForumState, topicId: number): number {
  const inside = state.posts.filter((post) => post.topicId === topicId);
  const numbers = inside.map(({ versions }) => {
    const value = versions.findLast((version) => version.value !== null)?.value;
    return Number(value?.["post_number"] ?? 0);
  });
  return Math.max(0, ...numbers) + 1;
}

export function writingChanges(state: ForumState): WritingChanges {
  function write(
    { topicId, author, raw }: Written,
    { id, at = state.now(), fields = {} }: { id: number; at?: number; fields?: object },
  ): number | null {
    const topic = state.topics.get(topicId);
    if (topic === undefined) return null;
    const made = postJson({
      id,
      author,
      topic,
      raw,
      postNumber: nextPostNumber(state, topicId),
      replyTo: null,
      createdAt: at,
      updatedAt: at,
      version: 1,
      reads: 0,
    });
    const versions = [{ from: state.now(), value: { ...made, ...fields } }];
    state.addPost({ place: id, topicId, isListed: true, versions });
    return id;
  }

  const writePost = (post: Written) => write(post, { id: nextPostId(state) });

  return {
    writePost,
    writeLate(post) {
      const last = state.posts.at(-1);
      if (last === undefined || state.post(last.place - 1) !== undefined) return null;
      // Its dates are of when it began.
      const at = Date.parse(String(last.versions[0]?.value?.["created_at"])) - 1_000;
      return write(post, { id: last.place - 1, at });
    },
    whisper: (post) =>
      write(post, { id: nextPostId(state), fields: { post_type: POST_TYPES.whisper } }),
    addSmallAction(topicId, action_code) {
      const author = [...state.users.values()].find(({ isAdmin }) => isAdmin);
      if (author === undefined) return null;
      const fields = { post_type: POST_TYPES.smallAction, action_code };
      return write({ topicId, author, raw: "" }, { id: nextPostId(state), fields });
    },
    writeTopic({ author, categoryId, title, raw }) {
      const id = nextTopicId(state);
      state.addTopic(
        storedTopic({
          id,
          title,
          slug: `topic-${id}`,
          categoryId,
          userId: author.id,
          createdAt: state.now(),
          isPinned: false,
          isPrivate: false,
          views: 0,
        }),
      );
      writePost({ topicId: id, author, raw });
      return id;
    },
  };
}
