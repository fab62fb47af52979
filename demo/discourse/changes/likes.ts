import type { ForumState, StoredLike } from "../forum-state.ts";

export interface LikeChanges {
  /**
   * `PostActionCreator`: who liked this before and took it back, gets that like again, with the date
   * that it had. False: it is liked already.
   */
  like(userId: number, postId: number): boolean;
  /** `PostActionDestroyer`. */
  unlike(userId: number, postId: number): boolean;
  dropLike(like: StoredLike): void;
}

export function likeChanges(state: ForumState): LikeChanges {
  const find = (userId: number, postId: number) =>
    state.likesOf(postId).find((like) => like.userId === userId);
  const isOn = ({ from, until }: StoredLike) =>
    from <= state.now() && (until === null || until > state.now());
  function dropLike(like: StoredLike): void {
    if (like.until === null || like.until > state.now()) like.until = state.now();
  }
  return {
    like(userId, postId) {
      const before = find(userId, postId);
      if (before === undefined) {
        state.addLike({ userId, postId, from: state.now(), until: null });
        return true;
      }
      if (isOn(before)) return false;
      before.until = null;
      return true;
    },
    unlike(userId, postId) {
      const like = find(userId, postId);
      if (like === undefined || !isOn(like)) return false;
      dropLike(like);
      return true;
    },
    dropLike,
  };
}
