import {
  booleanOrNull,
  instantOrNull,
  integer,
  integerOrNull,
  text,
  textOrNull,
} from "../fields.ts";
import { stage } from "../stage.ts";
import { POST_TEXT } from "./post-fields.ts";

/** https://docs.discourse.org/#tag/Posts */
export const stgDiscoursePosts = stage({
  name: "stg_discourse_posts",
  description: "Forum posts as they stand now, one row a post.",
  stream: "discourse_posts",
  grain: ["post_id"],
  byRecord: true,
  dated: ["created_at", "updated_at"],
  fields: {
    ...POST_TEXT,
    username: textOrNull("$.username"),
    display_name: textOrNull("$.name"),
    topic_id: text("$.topic_id"),
    topic_title: textOrNull("$.topic_title"),
    /** Of the topic's address. */
    topic_slug: textOrNull("$.topic_slug"),
    category_id: textOrNull("$.category_id"),
    post_number: integer("$.post_number"),
    /** 1 is a regular post; others are moderators' and the system's notes. */
    post_type: integerOrNull("$.post_type"),
    reply_to_post_number: integerOrNull("$.reply_to_post_number"),
    deleted_at: instantOrNull("$.deleted_at"),
    is_hidden: booleanOrNull("$.hidden"),
    is_user_deleted: booleanOrNull("$.user_deleted"),
  },
});
