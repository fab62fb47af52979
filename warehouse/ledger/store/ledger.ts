import type { AppendOptions, LedgerEntry } from "./entries.ts";
import { LedgerEraseRefusedError } from "./errors.ts";
import type { AnyLedgerEvent, LedgerEvent, LedgerKind, LedgerPayloads } from "./events.ts";
import { keepEvents } from "./kept-events.ts";
import { type LedgerReader, readerOf } from "./ledger-reader.ts";
import { checkedBody, insert, storedUnder } from "./ledger-rows.ts";
import { erasableKinds } from "./payloads.ts";
import { type LedgerPlace, openStore } from "./place.ts";

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

export function openLedger({
  clock,
  ...place
}: LedgerPlace & { readonly clock: () => Date }): Ledger {
  const store = openStore(place);
  const kept = keepEvents();

  async function appendAll(
    entries: readonly LedgerEntry[],
    { guard }: Pick<AppendOptions, "guard"> = {},
  ): Promise<readonly AnyLedgerEvent[]> {
    const prepared = entries.map((entry) => ({ entry, body: checkedBody(entry) }));
    return await store.write(async (trx) => {
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
    ...readerOf(store, kept),
    appendAll,
    async append(kind, payload, { guard, ...options }) {
      const entry = { kind, payload, ...options } as unknown as LedgerEntry;
      const [event] = await appendAll([entry], guard === undefined ? {} : { guard });
      return event as unknown as LedgerEvent<typeof kind>;
    },
    async erasePayload(id, { actor, reason }) {
      await store.write(async (trx) => {
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
      await store.forgetDeleted();
    },
  };
}
