import { openLedgerFile } from "./ledger-file.ts";
import { openPostgres } from "./postgres/open.ts";
import { openLedgerFileToRead } from "./read-file.ts";
import type { LedgerStore } from "./store.ts";
import { openPostgresToRead } from "./postgres/open-to-read.ts";
import type { PostgresPlace } from "./postgres/pool.ts";

/** Where a ledger rests: in a file of its own, or in a schema of a PostgreSQL database. */
export type LedgerPlace = { readonly file: string } | { readonly postgres: PostgresPlace };

export function openStore(place: LedgerPlace): LedgerStore {
  return "file" in place ? openLedgerFile(place.file) : openPostgres(place.postgres);
}

/** Null where there is no ledger yet. */
export async function openStoreToRead(place: LedgerPlace): Promise<LedgerStore | null> {
  return "file" in place
    ? openLedgerFileToRead(place.file)
    : await openPostgresToRead(place.postgres);
}
