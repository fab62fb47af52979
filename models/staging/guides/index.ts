import { stgGuidesSections } from "./stg_guides_sections.ts";
import { stgGuidesSectionTasks } from "./stg_guides_section_tasks.ts";

export const guides = {
  read: [stgGuidesSections],
  derived: [stgGuidesSectionTasks],
  accounts: [],
};
