import {
  booleanOrNull,
  instant,
  instantOrNull,
  integer,
  integerOrNull,
  text,
  textOrNull,
} from "../fields.ts";
import { stage } from "../stage.ts";

/** https://docs.discourse.org/#tag/Posts */
export const stgDiscoursePosts = stage({
  name: "stg_discourse_posts",
  description: "Forum posts as they stand now, one row a post.",
  stream: "discourse_posts",
  grain: ["post_id"],
  dated: ["created_at", "updated_at"],
  fields: {
    post_id: text("$.id"),
    user_id: text("$.user_id"),
    username: textOrNull("$.username"),
    display_name: textOrNull("$.name"),
    topic_id: text("$.topic_id"),
    topic_title: textOrNull("$.topic_title"),
    category_id: textOrNull("$.category_id"),
    post_number: integer("$.post_number"),
    /** 1 is a regular post; others are moderators' and the system's notes. */
    post_type: integerOrNull("$.post_type"),
    reply_to_post_number: integerOrNull("$.reply_to_post_number"),
    text: text("$.raw"),
    created_at: instant("$.created_at"),
    updated_at: instantOrNull("$.updated_at"),
    deleted_at: instantOrNull("$.deleted_at"),
    is_hidden: booleanOrNull("$.hidden"),
    is_user_deleted: booleanOrNull("$.user_deleted"),
  },
});
