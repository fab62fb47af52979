import { instant, text } from "../fields.ts";

/** What an annotation says in its author's own words, and since when. The quote stands elsewhere. */
export const ANNOTATION_TEXT = {
  annotation_id: text("$.id"),
  user_id: text("$.user"),
  /** Markdown, without the words that it is about. Empty for a mere highlight. */
  text: text("$.text"),
  created_at: instant("$.created"),
  /** Moves with every edit by the author, and with nothing that a moderator does. */
  updated_at: instant("$.updated"),
} as const;
