import type { ForumState, StoredUser } from "../forum-state.ts";
import { storedUser } from "../forum-state.ts";
import { authorFieldsOfPost, cooked } from "../post-json.ts";
import type { LikeChanges } from "./likes.ts";
import type { RemovalChanges } from "./removal.ts";

export interface UserChanges {
  /**
   * As `Jobs::UpdateUsername` does: quotations and mentions of the member are rewritten in every
   * post, and neither `updated_at` nor `version` moves. How many posts it rewrote.
   */
  renameUser(username: string, to: string): number;
  /** The name beside the username. */
  nameUser(id: number, name: string): boolean;
  /** `UserAnonymizer#make_anonymous`: another username, no name, another address. */
  anonymizeUser(id: number): boolean;
  /** `User#suspend`: the list of users goes on showing it. */
  suspendUser(id: number, until: number | null): boolean;
  /** `hide_profile`: others are answered 404, staff as before (`UserGuardian#can_see_profile?`). */
  hideProfile(id: number, isProfileHidden: boolean): boolean;
  joinUser(username: string): StoredUser;
  /** `UserDestroyer#destroy` with posts: they are deleted, and so is what it liked. */
  deleteUser(id: number): boolean;
  /** `UserMerger#merge!`: posts and likes of one become another's, who keeps a doubled like. */
  mergeUsers(from: number, to: number): boolean;
}

export function userChanges(
  state: ForumState,
  { deletePost }: RemovalChanges,
  { dropLike }: LikeChanges,
): UserChanges {
  const named = (username: string) =>
    [...state.users.values()].find((user) => user.username === username);

  function set(id: number, to: Partial<StoredUser>): boolean {
    const user = state.users.get(id);
    if (user !== undefined) Object.assign(user, to);
    return user !== undefined;
  }
  const change = (id: number, to: Partial<StoredUser>) => set(id, { ...to, isChanged: true });

  /** In texts: how many posts it is in. */
  function rewriteNames(username: string, to: string): number {
    const name = username.replaceAll(/[.\\^$*+?()[\]{}|]/g, String.raw`\$&`);
    const quoted = new RegExp(`(\\[quote\\s*=\\s*["']?)${name}(?=[,"'\\]])`, "giu");
    const mentioned = new RegExp(`(?<![\\w\`])@${name}(?![\\w-])`, "giu");
    let count = 0;
    for (const post of state.posts) {
      const value = state.valueOf(post);
      if (value === null) continue;
      const raw = String(value["raw"]);
      const rewritten = raw.replaceAll(quoted, `$1${to}`).replaceAll(mentioned, `@${to}`);
      if (rewritten === raw) continue;
      state.put(post, { ...value, raw: rewritten, cooked: cooked(rewritten) });
      count += 1;
    }
    return count;
  }

  function renameUser(username: string, to: string): number {
    const user = named(username);
    if (user !== undefined) change(user.id, { username: to });
    return rewriteNames(username, to);
  }

  function postsOf(id: number) {
    return state.posts.filter((post) => state.valueOf(post)?.["user_id"] === id);
  }

  return {
    renameUser,
    nameUser: (id, name) => change(id, { name }),
    anonymizeUser(id) {
      const user = state.users.get(id);
      if (user === undefined) return false;
      const username = `anon${10_000_000 + id}`;
      renameUser(user.username, username);
      return change(id, { name: null, email: `${username}@anonymized.invalid` });
    },
    suspendUser: (id, suspendedUntil) => set(id, { suspendedUntil }),
    hideProfile: (id, isProfileHidden) => set(id, { isProfileHidden }),
    joinUser(username) {
      const id = Math.max(0, ...state.users.keys()) + 1;
      const user = storedUser({
        id,
        username,
        name: `Имя ${id}`,
        email: `u${id}@pochta.example`,
        createdAt: state.now(),
        trustLevel: 0,
        isAdmin: false,
        isModerator: false,
      });
      state.users.set(id, user);
      return user;
    },
    deleteUser(id) {
      if (!state.users.has(id)) return false;
      for (const { place } of postsOf(id)) deletePost(place);
      for (const like of state.likesBy(id)) dropLike(like);
      return state.users.delete(id);
    },
    mergeUsers(from, to) {
      const source = state.users.get(from);
      const target = state.users.get(to);
      if (source === undefined || target === undefined || from === to) return false;
      rewriteNames(source.username, target.username);
      const updated_at = new Date(state.now()).toISOString();
      for (const post of postsOf(from)) {
        const value = state.valueOf(post);
        if (value !== null) state.put(post, { ...authorFieldsOfPost(value, target), updated_at });
      }
      for (const topic of state.topics.values()) if (topic.userId === from) topic.userId = to;
      const own = new Set(state.likesBy(to).map(({ postId }) => postId));
      for (const like of state.likesBy(from)) {
        if (own.has(like.postId)) dropLike(like);
        else state.giveLike(like, to);
      }
      target.createdAt = Math.min(target.createdAt, source.createdAt);
      return state.users.delete(from);
    },
  };
}
