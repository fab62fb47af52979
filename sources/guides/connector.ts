import { z } from "zod";

import { defineConnector } from "../connector.ts";
import type { Feed } from "../source.ts";
import { guidesSections, guidesSectionsStream } from "./sections.ts";

/** A folder of guides in Markdown; a relative path is taken from where `vklad` is started. */
export const guides = defineConnector({
  name: "guides",
  settings: z.strictObject({ dir: z.string().min(1) }),
  secrets: {},
  streams: [guidesSectionsStream],
  accounts: {},
  open: ({ dir }) => [guidesSections({ dir }) as Feed],
});
