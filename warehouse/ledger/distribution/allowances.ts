import type { AnyLedgerEvent, LedgerPayloads } from "../store/events.ts";

/** What a treasury's owners allowed the settler when it was looked at last; null: never. */
export function lastAllowance(
  events: readonly AnyLedgerEvent[],
  treasury: string,
): LedgerPayloads["allowance_seen"] | null {
  const last = events.findLast(
    ({ kind, payload }) => kind === "allowance_seen" && payload.treasury === treasury,
  );
  return last?.kind === "allowance_seen" ? last.payload : null;
}

/** Base units that are allowed still, though of this plan nothing is left to pay. */
export function allowanceLeft(
  events: readonly AnyLedgerEvent[],
  { digest, treasury }: { readonly digest: string; readonly treasury: string },
): bigint {
  const last = lastAllowance(events, treasury);
  return last?.digest === digest ? BigInt(last.amount_base_units) : 0n;
}
