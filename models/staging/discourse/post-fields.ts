import { instant, instantOrNull, text } from "../fields.ts";

/** What a post shows, and since when the forum says that it does. */
export const POST_TEXT = {
  post_id: text("$.id"),
  user_id: text("$.user_id"),
  text: text("$.raw"),
  created_at: instant("$.created_at"),
  /** Moves with every edit of the text. */
  updated_at: instantOrNull("$.updated_at"),
} as const;
