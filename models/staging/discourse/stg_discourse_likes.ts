import { instant, text } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgDiscourseLikes = stage({
  name: "stg_discourse_likes",
  description: "Likes given and not withdrawn, one row a post and person.",
  stream: "discourse_likes",
  grain: ["post_id", "acting_user_id"],
  dated: ["created_at"],
  fields: {
    post_id: text("$.post_id"),
    acting_user_id: text("$.acting_user_id"),
    created_at: instant("$.created_at"),
  },
});
