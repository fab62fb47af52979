import { Kysely, sql } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { DuckDbDialect } from "./dialect.ts";
import { openToRead } from "./owner.ts";

/** The warehouse as it was last closed, for commands that change nothing. */
export interface WarehouseReader extends AsyncDisposable {
  /** Tables are known at run time, hence no types. */
  readonly db: Kysely<any>;
  /** Of the declared streams, those that have tables already: a run makes the others. */
  readonly streams: readonly Stream[];
}

/** Null where there is no warehouse; throws WarehouseLockedError where a process owns it. */
export async function openWarehouseToRead({
  file,
  streams,
}: {
  readonly file: string;
  readonly streams: readonly Stream[];
}): Promise<WarehouseReader | null> {
  const instance = await openToRead(file);
  if (instance === null) return null;
  const db = new Kysely<any>({
    dialect: new DuckDbDialect({ connect: () => instance.connect() }),
  });
  const close = async () => {
    await db.destroy();
    instance.closeSync();
  };
  try {
    await sql`set global timezone = 'UTC'`.execute(db);
    const found = await sql<{
      name: string;
    }>`select table_name as name from duckdb_tables()`.execute(db);
    const names = new Set(found.rows.map(({ name }) => name));
    const present = streams.filter(({ name }) => names.has(`raw_${name}`));
    return { db, streams: present, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
