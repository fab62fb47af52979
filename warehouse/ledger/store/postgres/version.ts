import { type Kysely, sql, type Transaction } from "kysely";

import { LedgerNewerError } from "../errors.ts";
import type { LedgerTables } from "../store.ts";
import { takeLock } from "./lock.ts";
import { MIGRATIONS } from "./migrations.ts";

/** Null where the schema holds no ledger. Throws where a newer version of Vklad made it. */
export async function versionOf(
  db: Kysely<LedgerTables>,
  { schema, name }: { readonly schema: string; readonly name: string },
): Promise<number | null> {
  // Not `to_regclass`, which may remember from before a lock that there was none.
  const { rows } = await sql`
    SELECT 1 FROM pg_catalog.pg_tables
    WHERE schemaname = ${schema} AND tablename = 'ledger_version'`.execute(db);
  if (rows.length === 0) return null;
  const found = await sql<{ version: number }>`
    SELECT version FROM ${sql.id(schema, "ledger_version")}`.execute(db);
  const version = found.rows[0]?.version ?? 0;
  if (version > MIGRATIONS.length) throw new LedgerNewerError(name, version, MIGRATIONS.length);
  return version;
}

export const isUpToDate = (version: number | null): boolean => version === MIGRATIONS.length;

/** Makes the schema, or brings it forward to this version. Waits for nobody where that is done. */
export async function bringForward(
  db: Kysely<LedgerTables>,
  place: { readonly schema: string; readonly name: string },
): Promise<void> {
  if (isUpToDate(await versionOf(db, place))) return;
  await db.transaction().execute(async (trx) => {
    await takeLock(trx, place.schema);
    await migrate(trx, place);
  });
}

export async function migrate(
  trx: Transaction<LedgerTables>,
  place: { readonly schema: string; readonly name: string },
): Promise<void> {
  const { schema } = place;
  const version = await versionOf(trx, place);
  if (version === null) {
    const { rows } = await sql`
      SELECT 1 FROM pg_namespace WHERE nspname = ${schema}`.execute(trx);
    if (rows.length === 0) await sql`CREATE SCHEMA ${sql.id(schema)}`.execute(trx);
    await sql`CREATE TABLE ${sql.id(schema, "ledger_version")} (version INTEGER NOT NULL)`.execute(
      trx,
    );
    await sql`INSERT INTO ${sql.id(schema, "ledger_version")} VALUES (0)`.execute(trx);
  }
  await sql`SET LOCAL search_path TO ${sql.id(schema)}`.execute(trx);
  for (const migration of MIGRATIONS.slice(version ?? 0)) await sql.raw(migration).execute(trx);
  await sql`UPDATE ledger_version SET version = ${MIGRATIONS.length}`.execute(trx);
}
