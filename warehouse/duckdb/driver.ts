import type { DuckDBConnection } from "@duckdb/node-api";
import { CompiledQuery, type Driver, type TransactionSettings } from "kysely";

import { DuckDbConnection } from "./connection.ts";
import type { Memory } from "./memory.ts";

export interface DuckDbDialectConfig {
  /** Called for each connection the pool lacks; the instance is closed by its owner, not by us. */
  connect(): Promise<DuckDBConnection>;
  /** True if `connect` gives the one connection of a transaction that somebody else ends. */
  readonly isBorrowed?: boolean;
  /** Is told of each connection in use. */
  readonly memory?: Pick<Memory, "enter" | "leave">;
}

/** A pool that grows with demand; a transaction keeps one connection to itself. */
export class DuckDbDriver implements Driver {
  readonly #config: DuckDbDialectConfig;
  readonly #idle: DuckDbConnection[] = [];

  constructor(config: DuckDbDialectConfig) {
    this.#config = config;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DuckDbConnection> {
    await this.#config.memory?.enter();
    return this.#idle.pop() ?? new DuckDbConnection(await this.#config.connect());
  }

  async releaseConnection(connection: DuckDbConnection): Promise<void> {
    this.#idle.push(connection);
    this.#config.memory?.leave();
  }

  async beginTransaction(
    connection: DuckDbConnection,
    { isolationLevel, accessMode }: TransactionSettings,
  ): Promise<void> {
    if (isolationLevel !== undefined && isolationLevel !== "snapshot") {
      throw new Error(`DuckDB isolates by snapshot only, not by "${isolationLevel}".`);
    }
    const begin = accessMode === "read only" ? "BEGIN TRANSACTION READ ONLY" : "BEGIN TRANSACTION";
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  async commitTransaction(connection: DuckDbConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("COMMIT"));
  }

  async rollbackTransaction(connection: DuckDbConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("ROLLBACK"));
  }

  async destroy(): Promise<void> {
    const idle = this.#idle.splice(0);
    if (this.#config.isBorrowed) return;
    for (const connection of idle) connection.raw.closeSync();
  }
}
