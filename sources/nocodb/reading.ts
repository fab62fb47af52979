import { z } from "zod";

import { digestOf } from "../cursor.ts";
import type { Json } from "../source.ts";
import { columnsOf, type BaseTable, type Columns } from "./base.ts";
import { columnsIn, type Column } from "./cleaning/columns.ts";
import { inWords, treatmentsIn, type Treatments } from "./cleaning/treatment.ts";
import { isOfSource } from "./failure.ts";
import { bind } from "./mapping/bind.ts";
import type { Binding } from "./mapping/binding.ts";
import { isBlocking } from "./mapping/gaps.ts";
import type { Selected, Selection } from "./mapping/select.ts";
import { namedInQueries } from "./query.ts";
import type { Structure } from "./structure.ts";

/** A column whose values the server cuts off: where to ask for all of them. */
export interface Many {
  readonly title: string;
  /** The link that it shows or goes through. */
  readonly link: string;
  /** The column of the linked rows that a lookup shows; null for the rows themselves. */
  readonly shown: string | null;
}

/** How the rows of one table are asked for and taken, as the base is now. */
export interface Reading {
  readonly table: BaseTable;
  readonly columns: Columns;
  /** The same columns as queries name them. */
  readonly names: Columns;
  readonly binding: Binding;
  readonly treatments: Treatments;
  /** The only titles to ask for; null for all of them. */
  readonly titles: readonly string[] | null;
  /** The key alone, and with what tells that a row has changed; null where they cannot be named. */
  readonly keyTitles: readonly string[] | null;
  readonly markTitles: readonly string[] | null;
  /** Where a many-to-one link keeps the other row's key: no stamp moves when it changes. */
  readonly foreignKeys: readonly string[];
  readonly many: readonly Many[];
  /** Differs once anything of the above does: then rows that did not change land in another form. */
  readonly digest: string;
}

/** What is missing before rows of a table can be read. */
export type Unreadable = "no_key" | "no_mapping";

const Options = z
  .looseObject({ type: z.string().nullish(), options: z.array(z.json()).nullish() })
  .nullish()
  .catch(null);
const Meta = z.looseObject({
  columns: z.array(
    z.looseObject({
      id: z.string().nullish(),
      title: z.string(),
      uidt: z.string(),
      system: z.union([z.boolean(), z.int()]).nullish(),
      colOptions: Options,
    }),
  ),
});
type MetaColumn = z.infer<typeof Meta>["columns"][number];

export async function readingOf(
  chosen: Selected,
  {
    selection,
    structure,
    signal,
  }: {
    readonly selection: Selection;
    readonly structure: Structure;
    readonly signal: AbortSignal;
  },
): Promise<Reading | Unreadable> {
  const { table } = chosen;
  const meta = await structure.meta(table.id, signal);
  const columns = columnsOf(meta);
  if (columns === null) return "no_key";
  const { binding, gaps } = bind(chosen, selection, meta);
  if (gaps.some(isBlocking)) return "no_mapping";

  const tables = await describedFrom(table.id, structure, signal);
  const treatments = treatmentsIn(table.id, tables);
  const described = Meta.parse(meta).columns;
  const titles = wantedOf(described, { treatments, binding });
  const many = manyIn(described, { tables, table: table.id, titles });
  const words = inWords(treatments);
  const foreignKeys = described
    .filter(({ uidt }) => uidt === "ForeignKey")
    .map(({ title }) => title);
  const stamps = columns.updated === null ? [] : [columns.updated];
  const shape = described
    .map(({ id, title, uidt, colOptions }) => [id ?? title, title, uidt, optionsIn(colOptions)])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return {
    table,
    columns,
    names: namedInQueries(columns, meta),
    binding,
    treatments,
    titles,
    keyTitles: namable([columns.key]),
    markTitles: namable([columns.key, ...stamps, ...foreignKeys]),
    foreignKeys,
    many,
    digest: digestOf([table.title, shape, binding, words, titles] as unknown as Json),
  };
}

/** The columns of this table and of all that its links lead to, as far as the base shows them. */
async function describedFrom(table: string, structure: Structure, signal: AbortSignal) {
  const listed = new Set(structure.tables.map(({ id }) => id));
  const found = new Map<string, readonly Column[]>();
  const waiting = [table];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    try {
      const columns = columnsIn(await structure.meta(id, signal));
      found.set(id, columns);
      const related = columns.map(({ options }) => options.related);
      waiting.push(...related.filter((one) => one !== null).filter((one) => listed.has(one)));
    } catch (error) {
      // Of a linked table that does not answer nobody knows what is personal: its texts do not land.
      if (id === table || !isOfSource(error)) throw error;
      found.set(id, []);
    }
  }
  return found;
}

/**
 * Rows in between of many-to-many links come with whole rows of both ends, so only those that the
 * mapping reads are asked for, and nothing that would not land.
 */
function wantedOf(
  columns: readonly MetaColumn[],
  { treatments, binding }: { readonly treatments: Treatments; readonly binding: Binding },
): readonly string[] | null {
  const bound = Object.values(binding.columns).map((one) => ("is" in one ? null : one.junction));
  const wanted = columns.filter(({ title, uidt, system }) => {
    if (treatments.get(title)?.kind === "dropped") return false;
    return !(system && uidt === "LinkToAnotherRecord") || bound.includes(title);
  });
  const titles = wanted
    // The server leaves its own hidden columns out, and refuses to be asked for some of them.
    .filter(({ uidt, system }) => !(system && HIDDEN.has(uidt)))
    .map(({ title }) => title);
  const isAll = wanted.length === columns.length;
  return isAll ? null : namable(titles);
}

/** A list of titles has commas between them. */
function namable(titles: readonly string[]): readonly string[] | null {
  return titles.some((title) => title.includes(",")) ? null : titles;
}

const HIDDEN = new Set(["CreatedBy", "LastModifiedBy", "Order"]);

function manyIn(
  columns: readonly MetaColumn[],
  {
    tables,
    table,
    titles,
  }: {
    readonly tables: ReadonlyMap<string, readonly Column[]>;
    readonly table: string;
    readonly titles: readonly string[] | null;
  },
): readonly Many[] {
  const own = tables.get(table) ?? [];
  const isMany = (id: string | null) =>
    columns.some((one) => one.id === id && /^(?:hm|mm)$/.test(one.colOptions?.type ?? ""));
  return own
    .filter(({ title }) => titles === null || titles.includes(title))
    .flatMap(({ id, title, uidt, options }): Many[] => {
      if (uidt === "LinkToAnotherRecord" && isMany(id)) return [{ title, link: id, shown: null }];
      const { relation, target } = options;
      if (uidt !== "Lookup" || relation === null || !isMany(relation)) return [];
      const related = own.find((one) => one.id === relation)?.options.related ?? "";
      const shown = tables.get(related)?.find((one) => one.id === target)?.title;
      return shown === undefined ? [] : [{ title, link: relation, shown }];
    });
}

/** Renamed options change rows, and what colours they have does not. */
function optionsIn(options: MetaColumn["colOptions"]): Json {
  const choices = (options?.options ?? []).flatMap((choice) =>
    typeof choice === "object" && choice !== null && "title" in choice ? [choice["title"]] : [],
  );
  return [options?.type ?? null, choices as Json];
}
