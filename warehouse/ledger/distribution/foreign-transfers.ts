import type { AnyLedgerEvent } from "../store/events.ts";

/** A transfer of the treasury's tokens that is no payment of ours, found while a plan was paid. */
export interface ForeignTransfer {
  readonly digest: string;
  readonly signature: string;
  readonly slot: number;
  /** Base units that came in; negative where they left. */
  readonly amount: bigint;
  /** Who said what it was; null: nobody yet. */
  readonly acknowledged: {
    readonly actor: string;
    readonly at: string;
    readonly note: string;
  } | null;
}

/** In the order of the chain. */
export function foreignTransfers(events: readonly AnyLedgerEvent[]): readonly ForeignTransfer[] {
  const found = new Map<string, ForeignTransfer>();
  for (const { kind, payload, actor, at } of events) {
    if (kind === "foreign_transfer_found") {
      const { digest, signature, slot, amount_base_units } = payload;
      const amount = BigInt(amount_base_units);
      found.set(signature, { digest, signature, slot, amount, acknowledged: null });
    } else if (kind === "foreign_transfer_acknowledged") {
      const known = found.get(payload.signature);
      if (known === undefined || known.acknowledged !== null) continue;
      found.set(payload.signature, { ...known, acknowledged: { actor, at, note: payload.note } });
    }
  }
  return [...found.values()].toSorted((a, b) => a.slot - b.slot);
}
