/** How many rows each mapped table has. API: https://data-apis-v2.nocodb.com/ (Table Records, Count). */
import { z } from "zod";

import type { Count, Counter } from "../connector.ts";
import type { Http } from "../http.ts";
import { readBases } from "./base.ts";
import { select } from "./mapping/select.ts";
import type { Tables } from "./mapping/settings.ts";
import { nocodbRecordsStream } from "./records.ts";

const Counted = z.object({ count: z.int().nonnegative() });

export function nocodbCounts(
  http: Http,
  { bases, tables: mapping }: { readonly bases: readonly string[]; readonly tables: Tables | null },
): Readonly<Record<string, Counter>> {
  return {
    async [nocodbRecordsStream.name]({ signal }) {
      if (mapping === null) return [];
      const { tables } = await readBases(http, { bases, signal });
      const counts: Count[] = [];
      for (const { table } of select(tables, mapping).selected) {
        const path = `/api/v2/tables/${encodeURIComponent(table.id)}/records/count`;
        const { count } = await http.get(Counted, path, { signal });
        counts.push({ part: table.id, count });
      }
      return counts;
    },
  };
}
