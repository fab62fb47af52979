import { z } from "zod";

import type { Json } from "../../source.ts";

/** https://data-apis-v2.nocodb.com/ (Meta APIs v2): what links, lookups and formulas are made of. */
const Options = z
  .looseObject({
    fk_related_model_id: z.string().nullish(),
    fk_relation_column_id: z.string().nullish(),
    fk_lookup_column_id: z.string().nullish(),
    fk_rollup_column_id: z.string().nullish(),
    formula: z.string().nullish(),
  })
  .nullish()
  .catch(null);

const Sent = z.looseObject({
  id: z.string().nullish(),
  title: z.string(),
  uidt: z.string(),
  colOptions: Options,
});
const Meta = z.looseObject({ columns: z.array(Sent) });

/** A column as cleaning sees it. */
export interface Column {
  readonly id: string;
  readonly title: string;
  readonly uidt: string;
  readonly options: {
    /** Of a link: the other table. */
    readonly related: string | null;
    /** Of a lookup and a rollup: the link it goes through, and the column it shows. */
    readonly relation: string | null;
    readonly target: string | null;
    readonly formula: string | null;
  };
}

/** The columns of one table as the server describes them. */
export function columnsIn(meta: Json): readonly Column[] {
  return Meta.parse(meta).columns.map(({ id, title, uidt, colOptions: options }) => ({
    id: id ?? title,
    title,
    uidt,
    options: {
      related: options?.fk_related_model_id ?? null,
      relation: options?.fk_relation_column_id ?? null,
      target: options?.fk_lookup_column_id ?? options?.fk_rollup_column_id ?? null,
      formula: options?.formula ?? null,
    },
  }));
}

/** A formula names columns as `{{id}}`, older ones as `{title}`. */
const REFERENCE = /\{\{?([^{}]+)\}?\}/gu;

/** The columns that a formula is made from; null where one of them is not there. */
export function referencesIn(
  formula: string | null,
  columns: readonly Column[],
): readonly Column[] | null {
  if (formula === null) return null;
  const named = [...formula.matchAll(REFERENCE)].map(([, name = ""]) => name);
  const found = named.map((name) => columns.find(({ id, title }) => id === name || title === name));
  const known = found.filter((column) => column !== undefined);
  return known.length === named.length ? known : null;
}
