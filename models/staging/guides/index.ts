import { stgGuidesSections } from "./stg_guides_sections.ts";

export const guides = { read: [stgGuidesSections], derived: [], accounts: [] };
