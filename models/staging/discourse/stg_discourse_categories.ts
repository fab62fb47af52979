import { CLASSES, DOMAINS } from "../../core/contributions/contribution-classes.ts";
import { booleanOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgDiscourseCategories = stage({
  name: "stg_discourse_categories",
  description: "Forum categories, one row a category.",
  stream: "discourse_categories",
  grain: ["category_id"],
  fields: {
    category_id: text("$.id"),
    name: text("$.name"),
    slug: text("$.slug"),
    parent_category_id: textOrNull("$.parent_category_id"),
    /** Closed to some members: titles and texts from it stay in it. */
    is_restricted: booleanOrNull("$.read_restricted"),
    /** What the configuration says of its posts; null where it says nothing of it. */
    topic_class: textOrNull("$.as.topic.class", { oneOf: CLASSES }),
    topic_domain: textOrNull("$.as.topic.domain", { oneOf: DOMAINS }),
    reply_class: textOrNull("$.as.reply.class", { oneOf: CLASSES }),
    reply_domain: textOrNull("$.as.reply.domain", { oneOf: DOMAINS }),
    /** Whose mapping that is: its own id, or that of the category above it. */
    mapped_by: textOrNull("$.as.from"),
  },
});
