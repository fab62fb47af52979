import { booleanOrNull, instantOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgDiscourseTopics = stage({
  name: "stg_discourse_topics",
  description: "Forum topics, one row a topic.",
  stream: "discourse_topics",
  grain: ["topic_id"],
  noted: ["topic_id"],
  dated: ["created_at"],
  fields: {
    topic_id: text("$.id"),
    title: text("$.title"),
    category_id: textOrNull("$.category_id"),
    /** `regular`, `private_message` or `banner`. */
    archetype: textOrNull("$.archetype"),
    is_visible: booleanOrNull("$.visible"),
    created_at: instantOrNull("$.created_at"),
  },
});
