import {
  DialectAdapterBase,
  PostgresQueryCompiler,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type QueryCompiler,
} from "kysely";

import { type DuckDbDialectConfig, DuckDbDriver } from "./driver.ts";

/** Kysely on DuckDB. Its SQL is PostgreSQL's as far as our models go. */
export class DuckDbDialect implements Dialect {
  readonly #config: DuckDbDialectConfig;

  constructor(config: DuckDbDialectConfig) {
    this.#config = config;
  }

  createDriver(): Driver {
    return new DuckDbDriver(this.#config);
  }

  createAdapter(): DuckDbAdapter {
    return new DuckDbAdapter();
  }

  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler();
  }

  createIntrospector(): DatabaseIntrospector {
    throw new Error("The warehouse is rebuilt, never migrated: nothing may ask for introspection.");
  }
}

class DuckDbAdapter extends DialectAdapterBase {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  override get supportsReturning(): boolean {
    return true;
  }

  // One process holds the file: that is the lock.
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}
