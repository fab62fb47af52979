import type { BaseTable } from "../../base.ts";
import type { Column } from "../structure.ts";

/** A table as a guess needs it: its columns, and some values of columns that choices hide in. */
export interface Described extends BaseTable {
  readonly columns: readonly Column[];
}

/** Columns that people fill or read: neither ends of links that NocoDB keeps nor its own order. */
export function shown({ columns }: Described): readonly Column[] {
  const hidden = new Set(["ForeignKey", "ID", "Order"]);
  return columns.filter(({ uidt, system, colOptions }) => {
    if (hidden.has(uidt)) return false;
    return !(system && colOptions !== null && colOptions !== undefined);
  });
}

export const LONG_TEXTS: ReadonlySet<string> = new Set(["LongText"]);
export const NUMBERS: ReadonlySet<string> = new Set(["Number", "Decimal", "Rating", "Percent"]);
export const DATES: ReadonlySet<string> = new Set(["Date", "DateTime"]);
export const LINKS: ReadonlySet<string> = new Set(["LinkToAnotherRecord", "Links"]);

/** The table a link leads to, where one row of it is meant: seen from the many, or in between. */
export function leadsTo({ uidt, colOptions }: Column): string | null {
  if (!LINKS.has(uidt) || colOptions?.type === "hm") return null;
  return colOptions?.fk_related_model_id ?? null;
}

/** The words that a column of choices offers. */
export function optionsOf({ uidt, colOptions }: Column): readonly string[] {
  if (uidt === "Checkbox") return ["true"];
  return (colOptions?.options ?? []).map(({ title }) => title);
}
