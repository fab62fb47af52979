/** Reading the structure of a NocoDB base. API: https://data-apis-v2.nocodb.com/ (Meta APIs v2). */
import { z } from "zod";

import type { Http } from "../http.ts";
import { asSent, sortOut } from "../records.ts";
import type { Json, Quarantined } from "../source.ts";

const List = z.object({ list: z.array(asSent) });

const Table = z.looseObject({
  id: z.string(),
  title: z.string(),
  type: z.string().nullish(),
  /** A table NocoDB made by itself for a many-to-many link. */
  mm: z.union([z.boolean(), z.int()]).nullish(),
});

export interface Table {
  readonly id: string;
  readonly title: string;
}

/** A table with the base it stands in. */
export interface BaseTable extends Table {
  readonly base: string;
}

/** The tables of a base, by id, so that a walk through them has an order that stays. */
export async function readTables(
  http: Http,
  { baseId, signal }: { readonly baseId: string; readonly signal: AbortSignal },
): Promise<{ tables: readonly Table[]; quarantined: readonly Quarantined[] }> {
  const path = `/api/v2/meta/bases/${encodeURIComponent(baseId)}/tables`;
  const { list } = await http.get(List, path, { signal });
  const { known, quarantined } = sortOut(Table, list);
  const tables = known
    .map(({ parsed }) => parsed)
    .filter(({ type, mm }) => (type ?? "table") === "table" && !mm)
    .map(({ id, title }) => ({ id, title }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { tables, quarantined };
}

const Column = z.looseObject({
  title: z.string(),
  uidt: z.string(),
  pk: z.union([z.boolean(), z.int()]).nullish(),
});
const Meta = z.looseObject({ id: z.string(), title: z.string(), columns: z.array(Column) });

/** The tables of several bases, by id: no two tables of one server have the same. */
export async function readBases(
  http: Http,
  { bases, signal }: { readonly bases: readonly string[]; readonly signal: AbortSignal },
): Promise<{ tables: readonly BaseTable[]; quarantined: readonly Quarantined[] }> {
  const read: { tables: readonly BaseTable[]; quarantined: readonly Quarantined[] }[] = [];
  for (const base of bases) {
    const { tables, quarantined } = await readTables(http, { baseId: base, signal });
    read.push({ tables: tables.map((table) => ({ ...table, base })), quarantined });
  }
  const tables = read.flatMap((one) => one.tables).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { tables, quarantined: read.flatMap(({ quarantined }) => quarantined) };
}

/** The columns that keys and paging need, by the titles records carry them under. */
export const Columns = z.object({
  key: z.string(),
  created: z.string().nullable(),
  updated: z.string().nullable(),
});
export type Columns = z.infer<typeof Columns>;

const NO_TABLE = "expected a table with id, title and columns that have title and uidt";

/** One table's structure, as sent. */
export async function readMeta(http: Http, table: string, signal: AbortSignal): Promise<Json> {
  const path = `/api/v2/meta/tables/${encodeURIComponent(table)}`;
  // Checked, then returned as it came: parsing would copy it.
  return http.get(
    asSent.refine((meta) => Meta.safeParse(meta).success, NO_TABLE),
    path,
    {
      signal,
    },
  );
}

/** Null for a table without a primary key of one column: it cannot be walked. */
export function columnsOf(meta: Json): Columns | null {
  const { columns } = Meta.parse(meta);
  const keys = columns.filter(({ pk }) => Boolean(pk));
  const [key] = keys;
  if (key === undefined || keys.length > 1) return null;
  const titlesOf = (type: string) =>
    columns.filter(({ uidt }) => uidt === type).map(({ title }) => title);
  return {
    key: key.title,
    created: titlesOf("CreatedTime")[0] ?? null,
    updated: titlesOf("LastModifiedTime")[0] ?? null,
  };
}
