import { z } from "zod";

import type { Json } from "../../source.ts";

/** https://data-apis-v2.nocodb.com/ (Meta APIs v2): what a link column says of the link. */
const Options = z.looseObject({
  /** `bt`: many to one, seen from the many; its key stands in a column of this table. */
  type: z.string().nullish(),
  fk_related_model_id: z.string().nullish(),
  fk_child_column_id: z.string().nullish(),
  /** The table in between of a many-to-many link. */
  fk_mm_model_id: z.string().nullish(),
  /** Of a column of choices. */
  options: z.array(z.looseObject({ title: z.string() })).nullish(),
});

const Column = z.looseObject({
  id: z.string().nullish(),
  title: z.string(),
  uidt: z.string(),
  system: z.union([z.boolean(), z.int()]).nullish().catch(null),
  /** What people see of a row where another links to it. */
  pv: z.union([z.boolean(), z.int()]).nullish().catch(null),
  meta: z.unknown().optional(),
  colOptions: Options.nullish().catch(null),
});
export type Column = z.infer<typeof Column>;

const Meta = z.looseObject({ columns: z.array(Column) });

/** The columns of one table as the server describes them. */
export function columnsIn(meta: Json): readonly Column[] {
  return Meta.parse(meta).columns;
}

/** By id, else by title: an id goes first, because a title can be anything. */
export function columnNamed(columns: readonly Column[], named: string): Column | undefined {
  const title = named.normalize("NFC").trim();
  return (
    columns.find(({ id }) => id === named) ??
    columns.find((column) => column.title.normalize("NFC").trim() === title)
  );
}
