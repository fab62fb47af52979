import { bigint, text, textOrNull } from "../fields.ts";
import { stage } from "../stage.ts";

export const stgGuidesSections = stage({
  name: "stg_guides_sections",
  description: "Sections of guides in their order, one row a section.",
  stream: "guides_sections",
  grain: ["section_id"],
  fields: {
    section_id: text("$.section_id"),
    guide_id: text("$.guide_id"),
    guide_title: text("$.guide_title"),
    section_title: text("$.section_title"),
    section_order: bigint("$.order"),
    /** Markdown, as its author wrote it. */
    text: textOrNull("$.text"),
  },
});
