import { instant, instantOrNull, text } from "../fields.ts";

/** What a message says, and since when. */
export const MESSAGE_TEXT = {
  channel_id: text("$.channel_id"),
  message_id: text("$.id"),
  user_id: text("$.author.id"),
  text: text("$.content"),
  sent_at: instant("$.timestamp"),
  /** Moves with every edit of the text. */
  edited_at: instantOrNull("$.edited_timestamp"),
} as const;
