import type { LedgerPayloads } from "../../warehouse/ledger/store/events.ts";
import type { DistributionState } from "../../warehouse/ledger/distribution/distribution-state.ts";
import type { ChainPort } from "./chain/port.ts";
import { SettlementMismatchError, SettlementRefusedError } from "./errors.ts";
import { endingOf } from "./evidence.ts";
import type { Payout } from "./payout.ts";
import { tokenAccountOf } from "./recipients.ts";

export type Settled = LedgerPayloads["distribution_settled"];

/**
 * Reads every payment back from the chain and proves that the treasury gave exactly their sum.
 *
 * The treasury's balance before and after stands in the transactions themselves, so that later
 * distributions and deposits do not blur it; a transfer in between shows as a difference.
 */
export async function reconciled(
  chain: ChainPort,
  state: DistributionState,
  payout: (batch: number) => Payout,
): Promise<Settled> {
  const { digest, plan, batches } = state;
  const treasury = plan.chain.treasury;
  const steps: { slot: number; before: bigint; after: bigint }[] = [];
  for (const { batch, status, signature } of batches) {
    if (status !== "paid" || signature === null) {
      throw new SettlementRefusedError(digest, `batch ${batch} is ${status}, not paid.`);
    }
    const landed = await chain.transaction(signature);
    if (landed === null) throw new Error(`The node has no final transaction ${signature}.`);
    const moved = landed.tokenBalances.find(({ account }) => account === treasury);
    if (endingOf(payout(batch), signature, landed)?.kind !== "paid" || moved === undefined) {
      throw new SettlementMismatchError(digest, `${signature} does not pay batch ${batch}.`);
    }
    steps.push({ slot: landed.slot, ...moved });
  }
  // Payments only take, so that within a slot the fuller treasury was the earlier one.
  steps.sort((a, b) => a.slot - b.slot || (a.before > b.before ? -1 : 1));
  const before = steps[0]?.before ?? (await balanceOf(chain, treasury));
  const after = steps.at(-1)?.after ?? before;
  const paid = state.paidBaseUnits;
  const difference = before - after - paid;
  const gap = steps.find((step, index) => index > 0 && steps[index - 1]?.after !== step.before);
  if (difference !== 0n || gap !== undefined) {
    throw new SettlementMismatchError(
      digest,
      `the treasury went from ${before} to ${after} base units while ${paid} were paid, a ` +
        `difference of ${difference}. Somebody else moved its tokens in between.`,
    );
  }
  return { digest, ...sums(state), ...boundaries(before, after, difference) };
}

/** Σ paid + escrowed + carry = budget + carry in. */
function sums({
  digest,
  plan,
  paidBaseUnits,
  escrowedBaseUnits,
  carryBaseUnits,
}: DistributionState) {
  const budget = plan.domains.reduce((sum, { budget, carryIn }) => sum + budget + carryIn, 0n);
  const total = paidBaseUnits + escrowedBaseUnits + carryBaseUnits;
  if (total !== budget) {
    throw new SettlementMismatchError(
      digest,
      `paid ${paidBaseUnits} + escrowed ${escrowedBaseUnits} + carried ${carryBaseUnits} base units ` +
        `make ${total}, and the budget is ${budget}.`,
    );
  }
  return {
    paid_base_units: `${paidBaseUnits}`,
    escrowed_base_units: `${escrowedBaseUnits}`,
    carry_base_units: `${carryBaseUnits}`,
  };
}

function boundaries(before: bigint, after: bigint, difference: bigint) {
  return {
    treasury_before_base_units: `${before}`,
    treasury_after_base_units: `${after}`,
    difference_base_units: `${difference}`,
  };
}

async function balanceOf(chain: ChainPort, address: string): Promise<bigint> {
  const { values } = await chain.accounts([address], "finalized");
  return tokenAccountOf(values[0] ?? null)?.amount ?? 0n;
}
