import { setTimeout as pause } from "node:timers/promises";

import { sql } from "kysely";
import type { Transaction } from "kysely";

import type { AppendOptions, LedgerEntry, LedgerHead, ReadOptions } from "./entries.ts";
import { LedgerBusyError, LedgerCorruptError, LedgerEraseRefusedError } from "./errors.ts";
import type { AnyLedgerEvent, LedgerEvent, LedgerKind, LedgerPayloads } from "./events.ts";
import { openLedgerFile, SQLITE_BUSY, SQLITE_CORRUPT, SQLITE_NOTADB } from "./ledger-file.ts";
import { sqliteCode } from "./ledger-file.ts";
import type { LedgerTables } from "./ledger-file.ts";
import { checkedBody, headOf, insert, readEvents, storedUnder } from "./ledger-rows.ts";
import { erasableKinds } from "./payloads.ts";
import { verifyChain } from "./verify-chain.ts";

export interface Ledger extends AsyncDisposable {
  readonly file: string;
  /** On the disk once it returns; one chain whatever the number of processes. */
  append<K extends LedgerKind>(
    kind: K,
    payload: LedgerPayloads[K],
    options: AppendOptions,
  ): Promise<LedgerEvent<K>>;
  /** All or none, in one transaction; entries whose key is known give the stored event. */
  appendAll(
    entries: readonly LedgerEntry[],
    options?: Pick<AppendOptions, "guard">,
  ): Promise<readonly AnyLedgerEvent[]>;
  /** In order, without those whose payload was erased. */
  read<K extends LedgerKind = LedgerKind>(
    options?: ReadOptions<K>,
  ): Promise<Extract<AnyLedgerEvent, { kind: K }>[]>;
  /** The newest event; null while there is none. Kept elsewhere, it shows a cut-off end. */
  head(): Promise<LedgerHead | null>;
  /** Recomputes the whole chain. Throws LedgerBrokenError naming the first event that is wrong. */
  verify(options?: { readonly head?: LedgerHead }): Promise<{ eventCount: number }>;
  /** Deletes one payload and appends that it was; hash and event stay, so the chain verifies. */
  erasePayload(
    id: string,
    options: { readonly actor: string; readonly reason: string },
  ): Promise<void>;
  close(): Promise<void>;
}

/** An append takes milliseconds: who waits this long waits for a stopped process. */
const LOCK_WAIT_MS_MAX = 15_000;

export function openLedger({ file, clock }: { file: string; clock: () => Date }): Ledger {
  const db = openLedgerFile(file);

  async function write<T>(work: (trx: Transaction<LedgerTables>) => Promise<T>): Promise<T> {
    const began = performance.now();
    for (;;) {
      try {
        return await db.transaction().execute(work);
      } catch (error) {
        if (sqliteCode(error) !== SQLITE_BUSY) throw named(error);
        const waited_ms = Math.round(performance.now() - began);
        if (waited_ms > LOCK_WAIT_MS_MAX) throw new LedgerBusyError(file, waited_ms, error);
        await pause(2 + Math.random() * 20);
      }
    }
  }

  function named(error: unknown): unknown {
    const code = sqliteCode(error);
    const isCorrupt = code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
    return isCorrupt ? new LedgerCorruptError(file, (error as Error).message, error) : error;
  }

  async function reading<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw named(error);
    }
  }

  async function appendAll(
    entries: readonly LedgerEntry[],
    { guard }: Pick<AppendOptions, "guard"> = {},
  ): Promise<readonly AnyLedgerEvent[]> {
    const prepared = entries.map((entry) => ({ entry, body: checkedBody(entry) }));
    return await write(async (trx) => {
      const known = new Map<number, AnyLedgerEvent>();
      for (const [index, { entry, body }] of prepared.entries()) {
        const stored = await storedUnder(trx, entry, body);
        if (stored !== null) known.set(index, stored);
      }
      if (guard !== undefined && known.size < entries.length) guard(await readEvents(trx, {}));
      const events: AnyLedgerEvent[] = [];
      for (const [index, { entry, body }] of prepared.entries()) {
        // Looked up again for a key that comes twice in one call.
        const stored = known.get(index) ?? (await storedUnder(trx, entry, body));
        events.push(stored ?? (await insert(trx, entry, body, clock())));
      }
      return events;
    });
  }

  return {
    file,
    appendAll,
    async append(kind, payload, { guard, ...options }) {
      const entry = { kind, payload, ...options } as unknown as LedgerEntry;
      const [event] = await appendAll([entry], guard === undefined ? {} : { guard });
      return event as unknown as LedgerEvent<typeof kind>;
    },
    async read<K extends LedgerKind>(options: ReadOptions<K> = {}) {
      const events = await reading(async () => await readEvents(db, options));
      return events as Extract<AnyLedgerEvent, { kind: K }>[];
    },
    async head() {
      return await reading(async () => await headOf(db));
    },
    async verify({ head } = {}) {
      return await reading(async () => await verifyChain(db, head));
    },
    async erasePayload(id, { actor, reason }) {
      await write(async (trx) => {
        const target = await trx
          .selectFrom("events")
          .leftJoin("payloads", "payloads.hash", "events.payload_hash")
          .where("events.id", "=", id)
          .select(["events.kind", "events.payload_hash", "payloads.hash as present"])
          .executeTakeFirst();
        if (target === undefined) throw new LedgerEraseRefusedError(id, "there is no such event");
        if (target.present === null) throw new LedgerEraseRefusedError(id, "it is erased already");
        if (!erasableKinds.includes(target.kind as LedgerKind)) {
          throw new LedgerEraseRefusedError(id, `it is of kind ${target.kind}`);
        }
        const payload = { event_id: id, reason };
        const entry: LedgerEntry = { kind: "payload_erased", payload, actor };
        await insert(trx, entry, checkedBody(entry), clock());
        await trx.deleteFrom("payloads").where("hash", "=", target.payload_hash).execute();
      });
      // Until then the pages with the old content stay in the write-ahead log.
      await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db);
    },
    close: async () => await db.destroy(),
    [Symbol.asyncDispose]: async () => await db.destroy(),
  };
}
