import { setTimeout as pause } from "node:timers/promises";

import { sql } from "kysely";
import type { Transaction } from "kysely";

import type { AppendOptions, LedgerEntry } from "./entries.ts";
import { LedgerBusyError, LedgerEraseRefusedError } from "./errors.ts";
import type { AnyLedgerEvent, LedgerEvent, LedgerKind, LedgerPayloads } from "./events.ts";
import { openLedgerFile, SQLITE_BUSY, sqliteCode } from "./ledger-file.ts";
import type { LedgerTables } from "./ledger-file.ts";
import { keepEvents } from "./kept-events.ts";
import { type LedgerReader, namedError, readerOf } from "./ledger-reader.ts";
import { checkedBody, insert, storedUnder } from "./ledger-rows.ts";
import { erasableKinds } from "./payloads.ts";

export interface Ledger extends LedgerReader {
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
  /** Deletes one payload and appends that it was; hash and event stay, so the chain verifies. */
  erasePayload(
    id: string,
    options: { readonly actor: string; readonly reason: string },
  ): Promise<void>;
}

/** An append takes milliseconds: who waits this long waits for a stopped process. */
const LOCK_WAIT_MS_MAX = 15_000;

export function openLedger({ file, clock }: { file: string; clock: () => Date }): Ledger {
  const opened = openLedgerFile(file);
  const { db } = opened;
  const kept = keepEvents();

  async function write<T>(work: (trx: Transaction<LedgerTables>) => Promise<T>): Promise<T> {
    const began = performance.now();
    for (;;) {
      try {
        return await db.transaction().execute(work);
      } catch (error) {
        if (sqliteCode(error) !== SQLITE_BUSY) throw namedError(file, error);
        const waited_ms = Math.round(performance.now() - began);
        if (waited_ms > LOCK_WAIT_MS_MAX) throw new LedgerBusyError(file, waited_ms, error);
        await pause(2 + Math.random() * 20);
      }
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
      if (guard !== undefined && known.size < entries.length) guard(await kept.all(trx));
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
    ...readerOf(file, opened, kept),
    appendAll,
    async append(kind, payload, { guard, ...options }) {
      const entry = { kind, payload, ...options } as unknown as LedgerEntry;
      const [event] = await appendAll([entry], guard === undefined ? {} : { guard });
      return event as unknown as LedgerEvent<typeof kind>;
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
  };
}
