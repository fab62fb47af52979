import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";

import type { LedgerStore, LedgerTables } from "../store.ts";
import { takeLock } from "./lock.ts";
import { namedError } from "./named.ts";
import { nameOf, openPool, type PostgresPlace } from "./pool.ts";
import { bringForward } from "./version.ts";

/**
 * The ledger in a schema of a database. Nothing is asked before the first question: then the schema
 * is made, or brought forward to this version.
 */
export function openPostgres(place: PostgresPlace): LedgerStore {
  const name = nameOf(place);
  const { schema } = place;
  const { db, close } = schemaOf(place, { isReader: false });
  let ready: Promise<void> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const store: LedgerStore = {
    name,
    db,
    named: (error) => namedError(name, error),
    async ready() {
      ready ??= bringForward(db, { schema, name });
      try {
        await ready;
      } catch (error) {
        ready = null;
        throw error;
      }
    },
    write(work) {
      // One connection of this process waits for the lock, and the others can be read by.
      const turn = last.then(() => transaction(work));
      last = turn.catch(() => undefined);
      return turn;
    },
    async forgetDeleted() {
      // The rows of a deleted payload would stay in its file until something is written over them.
      await sql`VACUUM (FULL) ${sql.id(schema, "payloads")}`.execute(db);
    },
    close,
  };

  async function transaction<T>(work: (trx: Transaction<LedgerTables>) => Promise<T>): Promise<T> {
    try {
      await store.ready();
      // Each statement after the lock sees what was committed before it.
      return await db
        .transaction()
        .setIsolationLevel("read committed")
        .execute(async (trx) => {
          await takeLock(trx, schema);
          return await work(trx);
        });
    } catch (error) {
      throw namedError(name, error);
    }
  }

  return store;
}

/** Its tables by the schema's name, whatever the role's search path is. */
export function schemaOf(
  place: PostgresPlace,
  { isReader }: { readonly isReader: boolean },
): Pick<LedgerStore, "db" | "close"> {
  const dialect = new PostgresDialect({ pool: () => openPool(place, isReader) });
  const whole = new Kysely<LedgerTables>({ dialect });
  return { db: whole.withSchema(place.schema), close: () => whole.destroy() };
}
