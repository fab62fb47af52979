/** Places of ledgers for tests: files, or schemas of the server that `test/setup/engines.ts` names. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { LedgerPlace } from "../warehouse/ledger/index.ts";

/** Set while the tests of both engines are run on PostgreSQL. */
const ADDRESS = process.env["VKLAD_TEST_POSTGRES"];

export interface GivenPlace {
  readonly place: LedgerPlace;
  /** Does what no program of ours does: changes what is stored, whatever its triggers refuse. */
  tamper(statements: string): Promise<void>;
  forget(): Promise<void>;
}

/** Where there is no ledger yet. */
export function givenPlace(): GivenPlace {
  return ADDRESS === undefined ? givenFile() : givenSchema(ADDRESS);
}

function givenFile(): GivenPlace {
  const folder = mkdtempSync(path.join(tmpdir(), "vklad-ledger-"));
  const file = path.join(folder, "ledger.db");
  return {
    place: { file },
    async tamper(statements) {
      const database = new DatabaseSync(file);
      const triggers = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .all();
      for (const { name } of triggers) database.exec(`DROP TRIGGER ${String(name)}`);
      database.exec(statements);
      database.close();
    },
    async forget() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let schemaCount = 0;

/** A schema of its own: files share one server. */
export function givenSchema(address: string) {
  const schema = `t_${process.pid}_${(schemaCount += 1)}`;
  return {
    place: { postgres: { schema, address: { reveal: () => address } } },
    async tamper(statements: string) {
      const unguarded = `SET session_replication_role = replica; SET search_path TO ${schema}`;
      await onServer(address, `${unguarded}; ${statements}`);
    },
    async forget() {
      const kept = `SELECT nspname FROM pg_namespace WHERE nspname IN ('${schema}') OR nspname LIKE '${schema}\\_before%'`;
      for (const { nspname } of await onServer(address, kept))
        await onServer(address, `DROP SCHEMA ${String(nspname)} CASCADE`);
    },
  };
}

/** Rows of the last statement. */
export async function onServer(
  address: string,
  statements: string,
): Promise<readonly Record<string, unknown>[]> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    const results = await client.query(statements);
    return [results].flat().at(-1)?.rows ?? [];
  } finally {
    await client.end();
  }
}
