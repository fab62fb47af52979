import { z } from "zod";

import { defineConnector } from "../connector.ts";
import { nocodbHttp } from "./options.ts";
import { nocodbRecordsStream } from "./records.ts";
import { nocodbTablesStream } from "./tables.ts";
import { nocodbFeeds } from "./feeds.ts";

/** A base of a NocoDB server: the workbooks. */
export const nocodb = defineConnector({
  name: "nocodb",
  settings: z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    baseId: z.string().min(1),
  }),
  secrets: { token: { variable: "VKLAD_NOCODB_TOKEN", purpose: "an API token of NocoDB" } },
  streams: [nocodbRecordsStream, nocodbTablesStream],
  accounts: {
    nocodb: {
      example: "usx1",
      ids: {
        nocodb_records: [
          "$.fields.CreatedBy.id",
          "$.fields.LastModifiedBy.id",
          "$.fields.Member.id",
        ],
      },
    },
  },
  open: ({ url, token, baseId }, { hash, pace }) =>
    nocodbFeeds({ http: nocodbHttp({ url, token, ...pace }), baseId, hash }),
});
