import { createHash } from "node:crypto";

import { sql, type Transaction } from "kysely";

import type { LedgerTables } from "../store.ts";

/** `VKLD`: tells our locks from those of others in the same database. */
const LOCK_CLASS = 0x56_4b_4c_44;

/**
 * Waits until this transaction is the ledger's one writer, which it stays to its end: PostgreSQL lets
 * the lock go after the commit can be seen, so that whoever comes next reads it. By the schema's
 * name, so that it is the same lock while a restored ledger takes the place of another.
 */
export async function takeLock(trx: Transaction<LedgerTables>, schema: string): Promise<void> {
  const key = createHash("sha256").update(schema).digest().readInt32BE();
  // An append is on the disk when it returns, or a payment could outlive its journal: also where the
  // database is set otherwise. Waiting for replicas besides is the operator's to set, and left.
  await sql`
    SELECT pg_advisory_xact_lock(${LOCK_CLASS}, ${key}), CASE
      WHEN current_setting('synchronous_commit') = 'off'
      THEN set_config('synchronous_commit', 'on', true)
    END`.execute(trx);
}
