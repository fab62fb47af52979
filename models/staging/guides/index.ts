import { stgGuidesAddresses } from "./stg_guides_addresses.ts";
import { stgGuidesPageVersions } from "./stg_guides_page_versions.ts";
import { stgGuidesPages } from "./stg_guides_pages.ts";
import { stgGuidesSections } from "./stg_guides_sections.ts";
import { stgGuidesSectionTasks } from "./stg_guides_section_tasks.ts";

export const guides = {
  read: [stgGuidesPages],
  derived: [stgGuidesAddresses, stgGuidesPageVersions, stgGuidesSections, stgGuidesSectionTasks],
  accounts: [],
};
