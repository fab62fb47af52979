import { stgGuidesPages } from "./stg_guides_pages.ts";
import { stgGuidesSections } from "./stg_guides_sections.ts";
import { stgGuidesSectionTasks } from "./stg_guides_section_tasks.ts";

export const guides = {
  read: [stgGuidesPages],
  derived: [stgGuidesSections, stgGuidesSectionTasks],
  accounts: [],
};
