import type { AnyLedgerEvent, LedgerKind, LedgerPayloads } from "./events.ts";

export interface AppendOptions {
  /** An account key, or a named process: `demo`, `settler`, `schedule`. */
  readonly actor: string;
  /** Names the fact for ever: appending it again returns the stored event. */
  readonly uniqueKey?: string;
  /** The clock's time where absent. */
  readonly at?: string;
  /** Sees all events under the write lock; what it throws stops the append. Not asked on a repeat. */
  readonly guard?: (events: readonly AnyLedgerEvent[]) => void;
}

export type LedgerEntry = {
  [K in LedgerKind]: { readonly kind: K; readonly payload: LedgerPayloads[K] } & Omit<
    AppendOptions,
    "guard"
  >;
}[LedgerKind];

export interface ReadOptions<K extends LedgerKind = LedgerKind> {
  /** Only events with a greater seq. */
  readonly after?: number;
  readonly kinds?: readonly K[];
  /** No more than this many. */
  readonly limit?: number;
}

export interface LedgerHead {
  readonly seq: number;
  readonly hash: string;
}
