import { DummyDriver, Kysely } from "kysely";

import { DuckDbDialect } from "../../warehouse/duckdb/dialect.ts";

class TextDialect extends DuckDbDialect {
  constructor() {
    super({ connect: () => Promise.reject(new Error("Nothing is run here.")) });
  }

  override createDriver(): DummyDriver {
    return new DummyDriver();
  }
}

/** Compiles queries as the warehouse does, and runs none. */
export function compileOnly(): Kysely<any> {
  return new Kysely<any>({ dialect: new TextDialect() });
}
