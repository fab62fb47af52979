import { booleanOrNull, text } from "../fields.ts";
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
    /** Closed to some members: titles and texts from it stay in it. */
    is_restricted: booleanOrNull("$.read_restricted"),
  },
});
