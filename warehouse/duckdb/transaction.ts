import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { Kysely } from "kysely";

import { DuckDbDialect } from "./dialect.ts";
import { namedError } from "./errors.ts";

export interface Transaction {
  /** Queries of this transaction. Its tables are known at run time, hence no types. */
  readonly db: Kysely<any>;
  /** For what Kysely has no words for: appenders and column-wise reading. */
  readonly connection: DuckDBConnection;
}

/** All of `work` or none of it. Readers see the old state until the commit. */
export async function inTransaction<T>(
  instance: DuckDBInstance,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  const db = new Kysely<any>({
    dialect: new DuckDbDialect({ connect: async () => connection, isBorrowed: true }),
  });
  try {
    await connection.run("BEGIN TRANSACTION");
    const result = await work({ db, connection });
    await connection.run("COMMIT");
    return result;
  } catch (error) {
    // A FATAL error has ended the transaction already; what is to be told is the first error.
    await connection.run("ROLLBACK").catch(() => undefined);
    throw namedError(error);
  } finally {
    await db.destroy();
    connection.closeSync();
  }
}
