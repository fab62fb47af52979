import { z } from "zod";

import { defineConnector } from "../connector.ts";
import { PerMinute } from "../per-minute.ts";
import { nocodbRecordsBackfill } from "./backfill.ts";
import { landedCleaner } from "./cleaning/landed.ts";
import { nocodbCounts } from "./counts.ts";
import { nocodbHook } from "./hook.ts";
import { nocodbHttp } from "./options.ts";
import { nocodbProbes } from "./probes.ts";
import { nocodbRecordsStream } from "./records.ts";
import { nocodbTablesStream } from "./tables.ts";
import { nocodbFeeds } from "./feeds.ts";
import { Tables } from "./mapping/settings.ts";

const base = z.string().min(1);

/** Bases of a NocoDB server: the workbooks. */
export const nocodb = defineConnector({
  name: "nocodb",
  settings: z.strictObject({
    url: z.url({ protocol: /^https?$/ }),
    perMinute: PerMinute,
    /** One base, or a list of bases: a table is then looked for in each. */
    baseId: z.union([base, z.array(base).min(1)], "the id of a base, or a list of them"),
    /** Which table is what: `vklad sources map nocodb` proposes it. Without it nothing is read. */
    tables: Tables.optional(),
  }),
  secrets: { token: { variable: "VKLAD_NOCODB_TOKEN", purpose: "an API token of NocoDB" } },
  streams: [nocodbRecordsStream, nocodbTablesStream],
  cleans: { stream: nocodbRecordsStream.name, by: nocodbTablesStream.name, cleaner: landedCleaner },
  accounts: {
    nocodb: {
      example: "usx1",
      ids: {
        nocodb_records: ["$.as.created_by", "$.as.member", "$.as.modified_by"],
      },
    },
  },
  hook: nocodbHook,
  open: ({ url, token, baseId, tables = null }, { hash, pace, kept }) =>
    nocodbFeeds(
      { http: nocodbHttp({ url, token, ...pace }), bases: [baseId].flat(), tables, hash },
      kept,
    ),
  backfills: ({ url, token, baseId, tables = null }, { hash, pace }) => {
    const http = nocodbHttp({ url, token, ...pace });
    return [nocodbRecordsBackfill({ http, bases: [baseId].flat(), tables, hash })];
  },
  probes: ({ url, token, baseId, tables = null }, { pace }) =>
    nocodbProbes(nocodbHttp({ url, token, ...pace }), { bases: [baseId].flat(), tables }),
  counts: ({ url, token, baseId, tables = null }, { pace }) =>
    nocodbCounts(nocodbHttp({ url, token, ...pace }), { bases: [baseId].flat(), tables }),
});
