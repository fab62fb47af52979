import { LedgerOutdatedError } from "../errors.ts";
import type { LedgerStore } from "../store.ts";
import { namedError } from "./named.ts";
import { schemaOf } from "./open.ts";
import { nameOf, type PostgresPlace } from "./pool.ts";
import { isUpToDate, versionOf } from "./version.ts";

/** Reads the ledger and changes nothing: the right to select is enough. Null where there is none. */
export async function openPostgresToRead(place: PostgresPlace): Promise<LedgerStore | null> {
  const name = nameOf(place);
  const { db, close } = schemaOf(place, { isReader: true });
  const refuse = (): never => {
    throw new Error("A ledger that was opened to be read was written to.");
  };
  try {
    const version = await versionOf(db, { schema: place.schema, name });
    if (version !== null && !isUpToDate(version)) throw new LedgerOutdatedError(name);
    const named = (error: unknown) => namedError(name, error);
    const store = { name, db, named, ready: async () => undefined, close };
    if (version !== null) return { ...store, write: refuse, forgetDeleted: refuse };
  } catch (error) {
    await close();
    throw namedError(name, error);
  }
  await close();
  return null;
}
