import { booleanOrNull, instantOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgDiscourseUsers = stage({
  name: "stg_discourse_users",
  description: "Forum users, one row a user.",
  stream: "discourse_users",
  grain: ["user_id"],
  dated: ["created_at"],
  fields: {
    user_id: text("$.id"),
    username: text("$.username"),
    display_name: textOrNull("$.name"),
    /** A keyed hash, as it landed. */
    address_hash: textOrNull("$.email"),
    created_at: instantOrNull("$.created_at"),
    /** False: the address was never confirmed, or staff took the account out of use. */
    is_active: booleanOrNull("$.active"),
    /** Made by a letter to the forum: nobody has ever signed in with it. */
    is_staged: booleanOrNull("$.staged"),
    suspended_till: instantOrNull("$.suspended_till"),
  },
});
