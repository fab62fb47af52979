import type { Transaction } from "kysely";

import type { ChainRow } from "./chain-walk.ts";
import type { LedgerTables } from "./store.ts";

/** Lines in one statement: SQLite takes 32,766 parameters. */
const ROWS_AT_ONCE = 500;

/** Writes rows as they were appended elsewhere, into tables that are empty. */
export async function insertRows(
  trx: Transaction<LedgerTables>,
  rows: readonly ChainRow[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    const payloads = some.flatMap(({ payload_hash: hash, salt, body }) =>
      salt === null || body === null ? [] : [{ hash, salt, body }],
    );
    if (payloads.length > 0) await trx.insertInto("payloads").values(payloads).execute();
    const events = some.map((row) => ({
      seq: row.seq,
      id: row.id,
      kind: row.kind,
      actor: row.actor,
      at: row.at,
      payload_hash: row.payload_hash,
      prev_hash: row.prev_hash,
      hash: row.hash,
      unique_key: row.unique_key,
    }));
    await trx.insertInto("events").values(events).execute();
  }
}
