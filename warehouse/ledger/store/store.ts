import type { Kysely, Transaction } from "kysely";

export interface LedgerTables {
  events: {
    seq: number;
    id: string;
    kind: string;
    actor: string;
    at: string;
    payload_hash: string;
    prev_hash: string;
    hash: string;
    unique_key: string | null;
  };
  payloads: { hash: string; salt: string; body: string };
}

/** A ledger's tables, open on an engine, and what each engine does in its own way. */
export interface LedgerStore {
  /** What errors call it: a path, or an address without its password. */
  readonly name: string;
  readonly db: Kysely<LedgerTables>;
  /** Whoever asks waits for this first: the store is made, and of this version. */
  ready(): Promise<void>;
  /**
   * One transaction, on the disk once it returns. One writer at a time, in all processes: what `work`
   * reads, nobody changes before it has written. Throws LedgerBusyError where another holds it for
   * longer than anyone should.
   */
  write<T>(work: (trx: Transaction<LedgerTables>) => Promise<T>): Promise<T>;
  /** Takes from the store what lies in it of deleted rows. */
  forgetDeleted(): Promise<void>;
  /** The same error, or what it says about the store. */
  named(error: unknown): unknown;
  /** Also closes one that nothing was asked of. */
  close(): Promise<void>;
}

/** An append takes milliseconds: who waits this long waits for a stopped process. */
export const LOCK_WAIT_MS_MAX = 15_000;
