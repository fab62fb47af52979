import { booleanOrNull, microOrNull, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgGuidesPages = stage({
  name: "stg_guides_pages",
  description: "Pages of guides as they were last read, one row a section.",
  stream: "guides_sections",
  grain: ["section_id"],
  fields: {
    section_id: text("$.section_id"),
    guide_id: text("$.guide_id"),
    guide_title: text("$.guide_title"),
    section_title: text("$.section_title"),
    /** Millionths, as the page says it; null where it says none. */
    declared_order: microOrNull("$.order"),
    /** Orders are compared within one such group. */
    order_group: textOrNull("$.order_group"),
    /** Sorts pages whose orders say nothing: by path, numbers as numbers, an index page first. */
    place: textOrNull("$.place"),
    path: text("$.path"),
    /** `ru`; null where neither the page nor the configuration says it. */
    language: textOrNull("$.language"),
    /** One for a page and its translations, by where their files lie. */
    translation_key: textOrNull("$.translation_key"),
    /** The section that it translates, by its own word. */
    translates: textOrNull("$.translates"),
    is_translation: booleanOrNull("$.is_translation"),
    /** Who may read it; null where it does not say. */
    access: textOrNull("$.access", { oneOf: ["free", "members"] }),
    /** Markdown, as it is written below the front matter. */
    body: text("$.text"),
  },
});
