/** What one machine publishes, for tests of engines. */
import { sql } from "kysely";

import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { publishSnapshot } from "../../warehouse/snapshot/index.ts";

const TABLES = ["posts", "points"].map((name) => ({ name, columns: { id: "INTEGER" } }));
export const at = (minute: number) => new Date(Date.UTC(2026, 9, 5, 9, minute)).toISOString();

/** What is there of so many posts, published in a folder as of a minute. */
export async function published(dir: string, rows: number, minute: number) {
  await using warehouse = await openWarehouse({
    file: ":memory:",
    streams: [],
    timeZone: "Europe/Moscow",
  });
  await sql`create table posts as select range::integer as id from range(${rows})`.execute(
    warehouse.db,
  );
  await sql`create table points as select 7::integer as id`.execute(warehouse.db);
  const request = { dir, asOf: at(minute), tables: TABLES, now: () => 0 };
  const { snapshot } = await warehouse.transaction(({ db }) => publishSnapshot(db, request));
  return snapshot;
}
