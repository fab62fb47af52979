import { sql } from "kysely";

import type { Warehouse } from "../../warehouse/duckdb/index.ts";
import type { LedgerHead } from "../../warehouse/ledger/index.ts";

/** The newest event of the ledger that was landed and loaded; null while none was. */
export async function landedHead({ db }: Pick<Warehouse, "db">): Promise<LedgerHead | null> {
  const { rows } = await sql<{ seq: bigint; hash: string }>`
    select cast(payload->>'$.seq' as BIGINT) as seq, payload->>'$.hash' as hash
    from raw_ledger_events_current
    order by seq desc
    limit 1
  `.execute(db);
  const [newest] = rows;
  return newest === undefined ? null : { seq: Number(newest.seq), hash: newest.hash };
}
