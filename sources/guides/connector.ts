import { z } from "zod";

import { defineConnector } from "../connector.ts";
import type { Source } from "../source.ts";
import { guidesSections } from "./sections.ts";

/** A folder of guides in Markdown; a relative path is taken from where `vklad` is started. */
export const guides = defineConnector({
  name: "guides",
  settings: z.strictObject({ dir: z.string().min(1) }),
  secrets: {},
  streams: [{ name: "guides_sections", primaryKey: ["section_id"] }],
  accounts: {},
  open: ({ dir }) => [guidesSections({ dir }) as Source],
});
