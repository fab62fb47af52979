import { reclaimState } from "../../../warehouse/ledger/distribution/reclaim-state.ts";
import type { Settler } from "../chain/settler-key.ts";
import { settlingOf } from "../reclaim/may-reclaim.ts";
import { assertReclaimFees, assertReclaims, decodeReclaim } from "../reclaim/reclaim-message.ts";
import { bytesError, notPayable, type Asked, type ReadBytes } from "./asked.ts";
import type { SignerStore } from "./store.ts";

/** A plan is closed once it settled its month and each of its batches ended. */
export function assertSettled({ events, digest }: Asked, { address }: Settler): void {
  const settling = settlingOf(events, digest, address);
  if (!("code" in settling)) return;
  const { code, found, expected } = settling;
  throw notPayable(digest, `it is not settled (${code}: ${found}; expected ${expected})`);
}

/** Its receipts are taken back once it is closed. */
export function assertClosed(asked: Asked, settler: Settler): void {
  assertSettled(asked, settler);
  if (reclaimState(asked.events, asked.digest).closed !== null) return;
  throw notPayable(asked.digest, "it is not closed, and its receipts are to be taken back");
}

/**
 * What refused a second payment may be gone: the signer remembers that by itself, whatever an older
 * ledger says.
 */
export function assertKeepsReceipts({ digest }: Asked, store: SignerStore): void {
  if (!store.wasTakenBack(digest)) return;
  throw notPayable(
    digest,
    "its receipts were taken back; expected nothing more to be signed of it",
  );
}

/** Only receipts of this plan, and each to the settler alone. */
export function readReclaim({ wire, batch, admitted }: Asked, settler: Settler): ReadBytes {
  const { plan, payout } = admitted;
  const own = new Map(
    plan.batches.map((_, index) => {
      const { receipt } = payout(index);
      return [receipt.seed, receipt];
    }),
  );
  const refunds = (decodeReclaim(wire)?.refunds ?? []).map(({ receipt: { seed }, lamports }) => {
    const receipt = own.get(seed);
    if (receipt === undefined) throw bytesError("they take back what is no receipt of the plan");
    return { receipt, lamports };
  });
  const { publicKey } = settler;
  const reclaiming = { settler: publicKey, of: payout(0).of, attempt: batch, refunds };
  const decoded = assertReclaims(wire, reclaiming);
  return {
    memo: decoded.memo,
    payout: null,
    assertWithinCaps: (caps) => assertReclaimFees(caps, decoded),
  };
}
