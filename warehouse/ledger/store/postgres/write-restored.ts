import { sql } from "kysely";

import type { ChainRow } from "../chain-walk.ts";
import { insertRows } from "../insert-rows.ts";
import { keptStamps } from "../kept-stamps.ts";
import { verifyChain } from "../verify-chain.ts";
import { takeLock } from "./lock.ts";
import { namedError } from "./named.ts";
import { schemaOf } from "./open.ts";
import { nameOf, type PostgresPlace } from "./pool.ts";
import { migrate, versionOf } from "./version.ts";

/**
 * Puts a ledger of these rows in the schema's place, in one transaction, and gives the name of the
 * schema in which the one before is kept; null where there was none. Whoever has it open goes on
 * with the new one.
 */
export async function writeRestoredPostgres(
  place: PostgresPlace,
  rows: readonly ChainRow[],
  now: Date,
): Promise<string | null> {
  const { schema } = place;
  const name = nameOf(place);
  const { db, close } = schemaOf(place, { isReader: false });
  try {
    return await db.transaction().execute(async (trx) => {
      await takeLock(trx, schema);
      let kept: string | null = null;
      if ((await versionOf(trx, { schema, name })) !== null) {
        const taken = await sql<{ name: string }>`
          SELECT nspname AS name FROM pg_namespace`.execute(trx);
        const isTaken = new Set(taken.rows.map((row) => row.name));
        const names = keptStamps(now).map((stamp) => `${schema}_before_${stamp.toLowerCase()}`);
        kept = names.find((one) => !isTaken.has(one)) ?? `${names[0]}_last`;
        await sql`ALTER SCHEMA ${sql.id(schema)} RENAME TO ${sql.id(kept)}`.execute(trx);
      }
      await migrate(trx, { schema, name });
      await insertRows(trx, rows);
      await verifyChain(trx);
      return kept;
    });
  } catch (error) {
    throw namedError(name, error);
  } finally {
    await close();
  }
}
