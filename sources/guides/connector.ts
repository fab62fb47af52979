import { defineConnector } from "../connector.ts";
import type { Feed } from "../source.ts";
import { guidesSettings } from "./options.ts";
import { guidesSections, guidesSectionsStream } from "./sections.ts";

/** A folder of guides in Markdown. */
export const guides = defineConnector({
  name: "guides",
  settings: guidesSettings,
  secrets: {},
  streams: [guidesSectionsStream],
  accounts: {},
  noHistory: {
    en: "each reading takes guides whole, as they are now; `vklad run` reads them again",
    ru: "каждое чтение берёт руководства целиком, какие они сейчас; `vklad run` прочитает их снова",
  },
  open: (settings) => [guidesSections(settings) as Feed],
});
