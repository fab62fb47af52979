import type { AnyLedgerEvent, LedgerPayloads } from "../../warehouse/ledger/store/events.ts";
import { batchStates } from "../../warehouse/ledger/distribution/batch-state.ts";
import type { DistributionState } from "../../warehouse/ledger/distribution/distribution-state.ts";
import { plansOf } from "../../warehouse/ledger/plan/proposed-plans.ts";
import type { ChainPort, LandedTransaction } from "./chain/port.ts";
import { SettlementMismatchError, SettlementRefusedError } from "./errors.ts";
import { endingOf } from "./evidence.ts";
import type { Payout } from "./payout.ts";
import { tokenAccountOf } from "./recipients.ts";
import { treasuryMoves, type TreasuryMove } from "./treasury-moves.ts";

export type Settled = LedgerPayloads["distribution_settled"];
export type Foreign = LedgerPayloads["foreign_transfer_found"];

/** What the chain shows of a plan that was paid, before anything of it is written down. */
export interface Reconciled {
  readonly settled: Settled;
  /** Moves of the treasury's tokens, from the first payment to the last, that are not ours. */
  readonly foreign: readonly Foreign[];
}

/**
 * Reads every payment back from the chain and proves that each moved exactly its lines. Then it
 * walks through all that moved the treasury's tokens from the period's first payment to its last:
 * balances must join without a gap, and what is no payment of ours is foreign and told apart.
 */
export async function reconciled(
  chain: ChainPort,
  events: readonly AnyLedgerEvent[],
  state: DistributionState,
  payout: (batch: number) => Payout,
): Promise<Reconciled> {
  const { digest, plan } = state;
  const paid = state.paidBaseUnits + state.releasedBaseUnits;
  const own = await ownPayments(chain, state, payout);
  const signatures = [...earlierPayments(events, state), ...own.keys()];
  const moves = await treasuryMoves(chain, plan.chain.treasury, signatures);
  const ours = ourSignatures(events);
  const foreign = moves.filter(({ signature }) => !ours.has(signature));
  // Earlier revisions are walked through as well; what this plan did begins with its own.
  const from = moves.findIndex(({ signature }) => own.has(signature));
  const to = moves.findLastIndex(({ signature }) => own.has(signature));
  const mine = from === -1 ? [] : moves.slice(from, to + 1);
  const before = mine[0]?.before ?? (await balanceOf(chain, plan.chain.treasury));
  const after = mine.at(-1)?.after ?? before;
  const others = mine.filter(({ signature }) => !own.has(signature));
  const brought = others.reduce((sum, move) => sum + move.after - move.before, 0n);
  const difference = before - after + brought - paid;
  const gap = moves.find((move, index) => index > 0 && moves[index - 1]?.after !== move.before);
  if (difference !== 0n || gap !== undefined) {
    throw new SettlementMismatchError(
      digest,
      `the treasury went from ${before} to ${after} base units while ${paid} were paid and others ` +
        `brought ${brought}, which does not add up${gap === undefined ? "" : ` at ${gap.signature}`}. ` +
        "The node does not show every transfer, or shows one that was none.",
    );
  }
  return {
    settled: {
      digest,
      ...sums(state),
      treasury_before_base_units: `${before}`,
      treasury_after_base_units: `${after}`,
      difference_base_units: `${difference}`,
      ...(others.length === 0 ? {} : { foreign_base_units: `${brought}` }),
    },
    foreign: foreign.map((move) => foreignOf(digest, move)),
  };
}

/**
 * Tokens leave the treasury by the settler's key, or by its owner where that is somebody else: what
 * left without a plan of ours is an alarm, until somebody who may says what it was.
 */
export function assertNoneTaken(state: DistributionState): void {
  const taken = state.foreign.find(
    ({ amount, acknowledged }) => amount < 0n && acknowledged === null,
  );
  if (taken === undefined) return;
  throw new SettlementMismatchError(
    state.digest,
    `${-taken.amount} base units left the treasury in ${taken.signature} without a plan: its ` +
      "owner moved them, or the settler's key did, by hand or in somebody else's. Find out which. If it is known and was " +
      "meant, a committee member acknowledges it on the plan's page, or the operator by " +
      `\`vklad distribute --acknowledge ${taken.signature} --reason TEXT\`.`,
  );
}

/** Each batch's payment by its signature, proven by the transaction itself. */
async function ownPayments(
  chain: ChainPort,
  { digest, plan, batches }: DistributionState,
  payout: (batch: number) => Payout,
): Promise<ReadonlyMap<string, LandedTransaction>> {
  const own = new Map<string, LandedTransaction>();
  for (const { batch, status, signature } of batches) {
    if (status !== "paid" || signature === null) {
      throw new SettlementRefusedError(digest, `batch ${batch} is ${status}, not paid.`);
    }
    const landed = await chain.transaction(signature);
    if (landed === null) throw new Error(`The node has no final transaction ${signature}.`);
    const isMoved = landed.tokenBalances.some(({ account }) => account === plan.chain.treasury);
    if (endingOf(payout(batch), signature, landed)?.kind !== "paid" || !isMoved) {
      throw new SettlementMismatchError(digest, `${signature} does not pay batch ${batch}.`);
    }
    own.set(signature, landed);
  }
  return own;
}

/** What earlier revisions of the period paid from the same treasury: they are closed with this one. */
function earlierPayments(
  events: readonly AnyLedgerEvent[],
  { plan }: DistributionState,
): readonly string[] {
  return plansOf(events)
    .filter((one) => one.plan.period === plan.period && one.plan.revision < plan.revision)
    .filter((one) => one.plan.chain.treasury === plan.chain.treasury)
    .filter((one) => one.plan.chain.genesis === plan.chain.genesis)
    .flatMap((one) => batchStates(events, one.digest, one.plan))
    .flatMap(({ status, signature }) => (status === "paid" ? (signature ?? []) : []));
}

/** Journalled before it was sent, or found on the chain and proven when the batch was observed. */
function ourSignatures(events: readonly AnyLedgerEvent[]): ReadonlySet<string> {
  return new Set(
    events.flatMap(({ kind, payload }) =>
      kind === "attempt_signed" || kind === "batch_paid" ? payload.signature : [],
    ),
  );
}

function foreignOf(digest: string, { signature, slot, before, after }: TreasuryMove): Foreign {
  return { digest, signature, slot, amount_base_units: `${after - before}` };
}

/** Σ paid + escrowed + carry = budget + carry in + expired: releases are paid of what was kept. */
function sums({
  digest,
  plan,
  paidBaseUnits,
  escrowedBaseUnits,
  carryBaseUnits,
  releasedBaseUnits,
}: DistributionState) {
  const expired = plan.expired.reduce((sum, { amount }) => sum + amount, 0n);
  const budget = plan.domains.reduce((sum, { budget, carryIn }) => sum + budget + carryIn, expired);
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
    ...(plan.releases.length === 0 ? {} : { released_base_units: `${releasedBaseUnits}` }),
    ...(plan.expired.length === 0 ? {} : { expired_base_units: `${expired}` }),
  };
}

async function balanceOf(chain: ChainPort, address: string): Promise<bigint> {
  const { values } = await chain.accounts([address], "finalized");
  return tokenAccountOf(values[0] ?? null)?.amount ?? 0n;
}
