import type { Json } from "../../source.ts";
import { bind } from "./bind.ts";
import type { BaseTable } from "../base.ts";
import type { Gap } from "./gaps.ts";
import { select } from "./select.ts";
import type { Tables } from "./settings.ts";

/** All that a mapping lacks in the bases as they are now: roles, tables, columns. */
export async function examine(
  tables: readonly BaseTable[],
  mapping: Tables,
  metaOf: (table: BaseTable) => Promise<Json>,
): Promise<readonly Gap[]> {
  const selection = select(tables, mapping);
  const gaps: Gap[] = [...selection.gaps];
  for (const chosen of selection.selected)
    gaps.push(...bind(chosen, selection, await metaOf(chosen.table)).gaps);
  return gaps;
}
