import { sql } from "kysely";

import type { Warehouse } from "../../../warehouse/duckdb/index.ts";

/** A landed record, as whoever looks at it reads it. */
export type Row = Readonly<Record<string, any>>;

/** What a raw table says is there now. */
export async function currentRows({ db }: Warehouse, stream: string): Promise<readonly Row[]> {
  const { rows } = await sql<{ payload: string }>`
    select payload from ${sql.table(`raw_${stream}_current`)} where not is_deleted
  `.execute(db);
  return rows.map(({ payload }) => JSON.parse(payload) as Row);
}

/** One line of any values. Half of a letter is none: what lands is text. */
export function line(...values: readonly unknown[]): string {
  const shown = values.map((value) => (typeof value === "string" ? value.toWellFormed() : value));
  return JSON.stringify(shown.map((value) => value ?? null));
}
