/** What a proposal is made from. API: https://data-apis-v2.nocodb.com/ */
import { z } from "zod";

import { asSent } from "../../../records.ts";
import { readBases, readMeta } from "../../base.ts";
import type { NocodbOptions } from "../../options.ts";
import type { Column } from "../structure.ts";
import { columnsIn } from "../structure.ts";
import type { Described } from "./described.ts";
import type { Samples } from "./propose.ts";

const SAMPLE_ROWS = 200;

const Rows = z.object({ list: z.array(z.record(z.string(), asSent)) });

/** Every table of the bases with its columns; no row is read. */
export async function describeBases(
  { http, bases }: Pick<NocodbOptions, "http" | "bases">,
  signal: AbortSignal,
): Promise<readonly Described[]> {
  const { tables } = await readBases(http, { bases, signal });
  const described: Described[] = [];
  for (const table of tables)
    described.push({ ...table, columns: columnsIn(await readMeta(http, table.id, signal)) });
  return described;
}

/** Values of one column alone: nothing else of the rows is asked for. */
export function samplesFrom({ http }: Pick<NocodbOptions, "http">, signal: AbortSignal): Samples {
  return async ({ id }: Described, { title }: Column) => {
    const query = { fields: title, limit: `${SAMPLE_ROWS}` };
    const path = `/api/v2/tables/${encodeURIComponent(id)}/records`;
    const { list } = await http.get(Rows, path, { query, signal });
    return list.map((row) => row[title] ?? null);
  };
}
