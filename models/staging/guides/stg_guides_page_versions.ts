import { loose, text, textOrNull } from "../fields.ts";
import { stageVersions } from "../stage.ts";

export const stgGuidesPageVersions = stageVersions({
  name: "stg_guides_page_versions",
  description: "Every text of a page that was read, one row a section and version.",
  stream: "guides_sections",
  grain: ["section_id"],
  fields: {
    section_id: text("$.section_id"),
    body: loose(textOrNull("$.text")),
  },
});
