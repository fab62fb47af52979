/** Whether bases can be read: a request for the tables of one, and one for a record. */
import { z } from "zod";

import type { Probe } from "../connector.ts";
import type { Http } from "../http.ts";
import { asSent } from "../records.ts";
import { readTables } from "./base.ts";
import { NocodbUnmappedError } from "./mapping/errors.ts";
import { select } from "./mapping/select.ts";
import type { Tables } from "./mapping/settings.ts";

const Records = z.object({ list: z.array(asSent) });

export function nocodbProbes(
  http: Http,
  { bases, tables: mapping }: { readonly bases: readonly string[]; readonly tables: Tables | null },
): Readonly<Record<string, Probe>> {
  const [base = ""] = bases;
  return {
    nocodb_tables: async (signal) =>
      (await readTables(http, { baseId: base, signal })).tables.length,

    async nocodb_records(signal) {
      if (mapping === null) throw new NocodbUnmappedError();
      const { tables } = await readTables(http, { baseId: base, signal });
      const inBase = tables.map((table) => ({ ...table, base }));
      const [first] = select(inBase, mapping).selected;
      if (first === undefined) return 0;
      const path = `/api/v2/tables/${encodeURIComponent(first.table.id)}/records`;
      const { list } = await http.get(Records, path, { query: { limit: "1" }, signal });
      return list.length;
    },
  };
}
