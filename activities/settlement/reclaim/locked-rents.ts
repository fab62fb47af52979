import type { DistributionState } from "../../../warehouse/ledger/distribution/distribution-state.ts";
import { reclaimState } from "../../../warehouse/ledger/distribution/reclaim-state.ts";
import type { AnyLedgerEvent } from "../../../warehouse/ledger/store/events.ts";
import { decodePayout } from "../decode-payout.ts";

/** What the receipts of a plan lock, in lamports, by what the ledger has of them. */
export interface LockedRents {
  readonly receiptCount: number;
  readonly lockedLamports: bigint;
  readonly reclaimedLamports: bigint;
}

/** By the signature of what created the receipt: bytes never change. */
const known = new Map<string, bigint>();
const KEPT_MAX = 65_536;

/**
 * The sums without a look at the chain. Of batches that were adopted from it the ledger has no bytes:
 * these are counted, and their rents are not.
 */
export function lockedRents(
  events: readonly AnyLedgerEvent[],
  { digest, batches }: Pick<DistributionState, "digest" | "batches">,
): LockedRents {
  const { attempts, reclaimedLamports } = reclaimState(events, digest);
  const gone = new Set(
    attempts.flatMap(({ status, batches: of }) => (status === "landed" ? of : [])),
  );
  let receiptCount = 0;
  let lockedLamports = 0n;
  for (const { batch, status, attempts: tried } of batches) {
    if ((status !== "paid" && status !== "voided") || gone.has(batch)) continue;
    receiptCount += 1;
    const landed = tried.find((one) => one.status === "landed");
    if (landed !== undefined) lockedLamports += rentOf(landed);
  }
  return { receiptCount, lockedLamports, reclaimedLamports };
}

function rentOf({
  signature,
  wire,
}: {
  readonly signature: string;
  readonly wire: string;
}): bigint {
  const found = known.get(signature);
  if (found !== undefined) return found;
  const { lamports } = decodePayout(Buffer.from(wire, "base64")).receipt;
  if (known.size >= KEPT_MAX) known.clear();
  known.set(signature, lamports);
  return lamports;
}
