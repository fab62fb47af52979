import type { ChainRow } from "./chain-walk.ts";
import type { LedgerHead, ReadOptions } from "./entries.ts";
import type { AnyLedgerEvent, LedgerKind } from "./events.ts";
import { type KeptEvents, keepEvents } from "./kept-events.ts";
import { headOf, readEvents, readRows, seqOf } from "./ledger-rows.ts";
import { type LedgerPlace, openStoreToRead } from "./place.ts";
import type { LedgerStore } from "./store.ts";
import { verifyChain } from "./verify-chain.ts";

/** What can be asked of the ledger without writing to it. */
export interface LedgerReader extends AsyncDisposable {
  /** What it is called: a path, or an address without its password. */
  readonly name: string;
  /** In order, without those whose payload was erased. */
  read<K extends LedgerKind = LedgerKind>(
    options?: ReadOptions<K>,
  ): Promise<readonly Extract<AnyLedgerEvent, { kind: K }>[]>;
  /** Stored rows in order, also those whose payload was erased, each as it was appended. */
  rows(options?: { readonly after?: number; readonly limit?: number }): Promise<ChainRow[]>;
  /** The newest event; null while there is none. Kept elsewhere, it shows a cut-off end. */
  head(): Promise<LedgerHead | null>;
  /** Of the event whose hash begins with these hex digits, erased or not; null where none does. */
  seqOf(hashStart: string): Promise<number | null>;
  /** Recomputes the whole chain. Throws LedgerBrokenError naming the first event that is wrong. */
  verify(options?: { readonly head?: LedgerHead }): Promise<{ eventCount: number }>;
  close(): Promise<void>;
}

/** Reads the ledger and leaves no trace, whoever else has it open; null where there is none yet. */
export async function openLedgerToRead(place: LedgerPlace): Promise<LedgerReader | null> {
  const store = await openStoreToRead(place);
  return store === null ? null : readerOf(store);
}

export function readerOf(store: LedgerStore, kept: KeptEvents = keepEvents()): LedgerReader {
  const { name, db, close } = store;

  async function reading<T>(work: () => Promise<T>): Promise<T> {
    try {
      await store.ready();
      return await work();
    } catch (error) {
      throw store.named(error);
    }
  }

  return {
    name,
    async read<K extends LedgerKind>(options: ReadOptions<K> = {}) {
      const { after, kinds, limit } = options;
      const isWhole = after === undefined && limit === undefined;
      const events = await reading(async () =>
        isWhole ? ofKinds(await kept.all(db), kinds) : await readEvents(db, options),
      );
      return events as readonly Extract<AnyLedgerEvent, { kind: K }>[];
    },
    async rows(options = {}) {
      return await reading(async () => await readRows(db, options));
    },
    async head() {
      return await reading(async () => await headOf(db));
    },
    async seqOf(hashStart) {
      return await reading(async () => await seqOf(db, hashStart));
    },
    async verify({ head } = {}) {
      return await reading(async () => await verifyChain(db, head));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function ofKinds(
  events: readonly AnyLedgerEvent[],
  kinds: readonly LedgerKind[] | undefined,
): readonly AnyLedgerEvent[] {
  return kinds === undefined ? events : events.filter(({ kind }) => kinds.includes(kind));
}
