import { sql, type Kysely } from "kysely";

import { NEWEST_FIRST } from "./order.ts";
import { rawTable } from "./raw-tables.ts";

/** In the transaction that appends them: how many more records of a stream are there than before. */
export async function addToCount(db: Kysely<any>, stream: string, more: bigint): Promise<void> {
  if (more === 0n) return;
  await sql`
    update loaded_streams set record_count = record_count + ${more} where stream = ${stream}
  `.execute(db);
}

/** Counts the records of streams whose count is not known: an older version of ours loaded them. */
export async function countRecords(db: Kysely<any>): Promise<void> {
  const uncounted = await sql<{ stream: string }>`
    select stream from loaded_streams where record_count is null
  `.execute(db);
  for (const { stream } of uncounted.rows)
    await sql`
      update loaded_streams set record_count = (
        select count(*) from (
          select is_deleted from ${sql.raw(rawTable(stream))}
          qualify row_number() over (partition by key order by ${sql.raw(NEWEST_FIRST)}) = 1
        ) where not is_deleted
      ) where stream = ${stream}
    `.execute(db);
}
