import type { PostJson } from "../forum.ts";
import type { ForumState, StoredUser } from "../forum-state.ts";
import { authorFieldsOfPost, cooked, editedPostJson } from "../post-json.ts";

/** What happens to the text and the author of a post, however old. False: there is none to change. */
export interface EditChanges {
  /** `PostRevisor#revise_and_create_new_version`. */
  revisePost(id: number, raw: string): boolean;
  /** `PostRevisor#ninja_edit?`: within the grace period `updated_at` moves and `version` does not. */
  editInGrace(id: number, raw: string): boolean;
  /** `Post#rebake!`: `update_columns` of `cooked`, and no date. */
  rebakePost(id: number): boolean;
  /** A wiki is edited by anybody, and stays its author's: `PostGuardian#can_edit_post?`. */
  editWiki(id: number, raw: string): boolean;
  /** `DbHelper.remap`, the console's `discourse remap`: texts are replaced in SQL, and no date moves. */
  remap(id: number, text: string, to: string): boolean;
  /** `PostOwnerChanger`: a revision, so version and `updated_at` move. */
  changeOwner(id: number, owner: StoredUser): boolean;
  /** `Post.update_all(user_id:)`, as from the console: nothing but the author changes. */
  reassign(id: number, owner: StoredUser): boolean;
}

export function editChanges(state: ForumState): EditChanges {
  function change(id: number, changed: (post: PostJson, now: number) => PostJson): boolean {
    const post = state.post(id);
    const value = post === undefined ? null : state.valueOf(post);
    return value !== null && state.put(post, changed(value, state.now()));
  }

  const revisePost = (id: number, raw: string) =>
    // `PostRevisor#remove_flags_and_unhide_post`: an edit by its author shows it again.
    change(id, (post, now) => ({ ...editedPostJson(post, raw, now), hidden: false }));

  return {
    revisePost,
    editInGrace: (id, raw) =>
      change(id, (post, now) => ({
        ...editedPostJson(post, raw, now),
        version: post["version"] ?? 1,
      })),
    rebakePost: (id) =>
      change(id, (post, now) => ({ ...post, cooked: `${String(post["cooked"])}<!-- ${now} -->` })),
    editWiki: (id, raw) =>
      change(id, (post, now) => ({ ...editedPostJson(post, raw, now), wiki: true })),
    remap: (id, text, to) =>
      change(id, (post) => {
        const raw = String(post["raw"]).replaceAll(text, to);
        return { ...post, raw, cooked: cooked(raw) };
      }),
    changeOwner: (id, owner) =>
      change(id, (post, now) =>
        authorFieldsOfPost(editedPostJson(post, String(post["raw"]), now), owner),
      ),
    reassign: (id, owner) => change(id, (post) => authorFieldsOfPost(post, owner)),
  };
}
