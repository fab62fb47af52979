import { LedgerBusyError, LedgerUnreachableError } from "../errors.ts";
import { LOCK_WAIT_MS_MAX } from "../store.ts";

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Connection, authorization, missing database, no right to the tables, too many connections, server
 * shutting down; and a socket that does not open or breaks.
 */
const UNREACHABLE =
  /^(?:08|28|3D000|42501|53|57P|E(?:CONN|NOTFOUND|TIMEDOUT|HOST|NET|PIPE|AI_)|SELF_SIGNED|UNABLE|CERT|DEPTH)/;

/** The driver's own words where it has no code. */
const BROKEN =
  /^(?:Connection terminated|timeout exceeded when trying to connect|The server does not support SSL|Client has encountered a connection error)/;

export function namedError(name: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (code === LOCK_NOT_AVAILABLE) return new LedgerBusyError(name, LOCK_WAIT_MS_MAX, error);
  if (!UNREACHABLE.test(code) && !BROKEN.test(error.message)) return error;
  // Where a name has several addresses, only each of the errors has words.
  return new LedgerUnreachableError(name, error.message || code, error);
}
