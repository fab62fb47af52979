import { categoryChanges, type CategoryChanges } from "./changes/categories.ts";
import { editChanges, type EditChanges } from "./changes/edits.ts";
import { likeChanges, type LikeChanges } from "./changes/likes.ts";
import { moveChanges, type MoveChanges } from "./changes/moves.ts";
import { removalChanges, type RemovalChanges } from "./changes/removal.ts";
import { topicChanges, type TopicChanges } from "./changes/topics.ts";
import { userChanges, type UserChanges } from "./changes/users.ts";
import { writingChanges, type WritingChanges } from "./changes/writing.ts";
import type { ForumState } from "./forum-state.ts";

/**
 * What members, moderators and the software do to a forum, at the clock's now and to things of any
 * age. The methods name the classes of Discourse that they follow; most of it no list tells of.
 */
export type ForumChanges = CategoryChanges &
  EditChanges &
  LikeChanges &
  MoveChanges &
  RemovalChanges &
  TopicChanges &
  UserChanges &
  WritingChanges;

export function forumChanges(state: ForumState): ForumChanges {
  const writing = writingChanges(state);
  const removal = removalChanges(state);
  const likes = likeChanges(state);
  return {
    ...writing,
    ...removal,
    ...likes,
    ...editChanges(state),
    ...moveChanges(state, writing),
    ...topicChanges(state, writing),
    ...userChanges(state, removal, likes),
    ...categoryChanges(state, writing),
  };
}
