import type { PostgresPool } from "kysely";

import { LedgerAddressError, LedgerDriverError } from "../errors.ts";
import { LOCK_WAIT_MS_MAX } from "../store.ts";

/** Which schema of which database. The address holds a password: it is asked for when it is used. */
export interface PostgresPlace {
  readonly address: { reveal(): string };
  readonly schema: string;
}

/** Readers of one process; a process writes by one at a time. */
const CONNECTIONS_MAX = 4;

const CONNECT_MS_MAX = 10_000;

/**
 * A transaction that nobody goes on with is ended by the server, and its lock with it: its process
 * may be stopped, or on a machine that is gone.
 */
const IDLE_TRANSACTION_MS_MAX = 60_000;

/** The driver is loaded here, and so only where a ledger on PostgreSQL is configured. */
export async function openPool(
  { address }: PostgresPlace,
  isReader: boolean,
): Promise<PostgresPool> {
  const { Pool } = await driver();
  const pool = new Pool({
    connectionString: address.reveal(),
    application_name: "vklad",
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    lock_timeout: LOCK_WAIT_MS_MAX,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS_MAX,
    keepAlive: true,
    allowExitOnIdle: true,
    ...(isReader ? { options: "-c default_transaction_read_only=on" } : {}),
  });
  // One that broke while nothing was asked of it is replaced when the next question comes.
  pool.on("error", () => undefined);
  return pool;
}

async function driver() {
  try {
    return (await import("pg")).default;
  } catch (cause) {
    throw new LedgerDriverError(cause);
  }
}

/** What may be shown of a place: host, database and schema. */
export function nameOf({ address, schema }: PostgresPlace): string {
  // Its own error would hold the address.
  if (!URL.canParse(address.reveal())) throw new LedgerAddressError();
  const { host, pathname, protocol } = new URL(address.reveal());
  if (!/^postgres(ql)?:$/.test(protocol)) throw new LedgerAddressError();
  return `${host}${pathname} (schema ${schema})`;
}
