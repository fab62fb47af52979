import { batchStates } from "../../warehouse/ledger/distribution/batch-state.ts";
import type { DistributionState } from "../../warehouse/ledger/distribution/distribution-state.ts";
import {
  changedLines,
  WALLET_CHANGED,
} from "../../warehouse/ledger/distribution/changed-wallets.ts";
import { escrowFault } from "../../warehouse/ledger/distribution/escrows.ts";
import { withheldFault } from "../../warehouse/ledger/distribution/line-words.ts";
import type { AnyLedgerEvent } from "../../warehouse/ledger/store/events.ts";
import { payableLines, type Plan } from "../../warehouse/ledger/plan/plan.ts";
import { plansOf } from "../../warehouse/ledger/plan/proposed-plans.ts";
import { assertWithin, DEFAULT_CAPS, SIGNATURE_LAMPORTS, type Caps } from "./caps.ts";
import type { ChainPort } from "./chain/port.ts";
import { ChainMismatchError, SettlementRefusedError, voidHint } from "./errors.ts";
import { closingOf, closingSalt } from "./mark.ts";
import { mintOf, mintProblem } from "./mint.ts";
import { payoutsOf, receiptAddress } from "./payout.ts";
import { saltedBy, type Signer } from "./signer/port.ts";
import { recipientProblems, TOKEN_ACCOUNT_BYTES, tokenAccountOf } from "./recipients.ts";
import { assertAllowed, isUnsigned, payableBatches, sumOf } from "./treasury/allowance.ts";

/** No line is paid by two plans, and no two plans are paid at a time from one treasury. */
export function assertAlone(
  events: readonly AnyLedgerEvent[],
  { digest, plan }: DistributionState,
) {
  const fault = escrowFault(events, plan) ?? withheldFault(events, plan);
  if (fault !== null) throw new SettlementRefusedError(digest, `${fault}.`);
  for (const other of plansOf(events)) {
    if (other.digest === digest) continue;
    const shared = sharedLines(plan, other.plan);
    for (const { batch, status, lineIds } of batchStates(events, other.digest, other.plan)) {
      if (status !== "paid" && status !== "signed") continue;
      const name = `batch ${batch} of plan ${other.digest.slice(0, 12)}`;
      if (status === "signed" && other.plan.chain.mint === plan.chain.mint) {
        const found = `${name} is on its way; wait for its end.`;
        throw new SettlementRefusedError(digest, found, "other_plan");
      }
      const twice = status === "paid" && shared.size > 0 && lineIds.find((id) => shared.has(id));
      if (twice) {
        throw new SettlementRefusedError(digest, `line ${twice} was paid in ${name} already.`);
      }
    }
  }
}

/** Plans never change, and are compared again at each payment. */
const known = new WeakMap<Plan, WeakMap<Plan, ReadonlySet<string>>>();

/** Lines of a plan that are of another, too: of which the other's batches may have paid some. */
function sharedLines(plan: Plan, other: Plan): ReadonlySet<string> {
  const ofPlan = known.get(plan) ?? new WeakMap<Plan, ReadonlySet<string>>();
  known.set(plan, ofPlan);
  const found = ofPlan.get(other);
  if (found !== undefined) return found;
  const own = new Set([...plan.lines, ...plan.releases].map(({ id }) => id));
  const lineIds = other.batches.flatMap((batch) => batch.lineIds);
  const shared = new Set(lineIds.filter((id) => own.has(id)));
  ofPlan.set(other, shared);
  return shared;
}

/**
 * The chain must be the plan's own. Asked before anything is signed or sent, and before anything
 * that a chain says is believed: another chain knows nothing of a payment, and what nobody knows
 * would be taken for expired and paid again.
 */
export async function assertGenesis(
  chain: Pick<ChainPort, "genesis">,
  digest: string,
  expected: string,
): Promise<void> {
  const genesis = await chain.genesis();
  if (genesis === expected) return;
  throw new ChainMismatchError(
    `Plan ${digest.slice(0, 12)} is for the chain ${expected}; this one is ${genesis}. ` +
      "Connect the plan's chain, or restore its files from a backup.",
  );
}

/** The plan's own chain, and as new as the ledger: all it says was paid is on it. */
export async function assertSameChain(
  chain: ChainPort,
  signer: Signer,
  events: readonly AnyLedgerEvent[],
  { digest, plan }: DistributionState,
): Promise<void> {
  const { genesis } = plan.chain;
  await assertGenesis(chain, digest, genesis);
  if (plan.chain.settler !== signer.address) {
    throw new SettlementRefusedError(
      digest,
      `it is paid by ${plan.chain.settler}, and the signer has the key of ${signer.address}.`,
    );
  }
  const ours = plansOf(events)
    .filter((one) => one.plan.chain.genesis === genesis)
    .filter((one) => one.plan.chain.settler === signer.address);
  const receipts: { digest: string; batch: number; receipt: string }[] = [];
  for (const one of ours) {
    const ended = batchStates(events, one.digest, one.plan).filter(
      ({ status }) => status === "paid" || status === "voided",
    );
    if (ended.length === 0) continue;
    const payout = payoutsOf(one.plan, one.digest, await saltedBy(signer, one.digest));
    for (const { batch } of ended)
      receipts.push({ digest: one.digest, batch, receipt: receiptAddress(payout(batch)) });
  }
  const { values } = await chain.accounts(
    receipts.map(({ receipt }) => receipt),
    "confirmed",
  );
  const gone = receipts.filter((_, index) => (values[index] ?? null) === null);
  const closed = await closedPlans(chain, signer, events, gone);
  gone.forEach((one) => {
    // It was taken back: the closing of its plan, which never goes, refuses a second payment.
    if (closed.has(one.digest)) return;
    throw new ChainMismatchError(
      `The ledger says that batch ${one.batch} of plan ${one.digest.slice(0, 12)} ended, and the ` +
        `chain has no receipt ${one.receipt}: it is older than the ledger. Restore the ` +
        "chain's newer state; nothing is paid until then.",
    );
  });
}

/** Which of the plans of these receipts are closed. */
async function closedPlans(
  chain: ChainPort,
  signer: Signer,
  events: readonly AnyLedgerEvent[],
  receipts: readonly { readonly digest: string }[],
): Promise<ReadonlySet<string>> {
  const asked = new Set(receipts.map(({ digest }) => digest));
  const plans = plansOf(events).filter(({ digest }) => asked.has(digest));
  const closings: string[] = [];
  for (const { plan, digest } of plans) {
    const salted = await saltedBy(signer, closingSalt(digest));
    closings.push(receiptAddress(closingOf(plan, digest, salted)));
  }
  const { values } = await chain.accounts(closings, "confirmed");
  return new Set(
    plans.filter((_, index) => (values[index] ?? null) !== null).map((one) => one.digest),
  );
}

/** A line that cannot be paid as planned, and why. */
export interface BadLine {
  readonly batch: number;
  readonly lineId: string;
  readonly reason: string;
}

/** Of two balances the lower is believed, so that one node can hold a payment up, and must be named. */
const ELSE_A_NODE =
  "where an explorer shows more, a node that is asked is behind or lies: replace the nodes of " +
  "settlement.cluster and settlement.witnesses.";

/** Tokens, the right to spend them, and lamports for every batch that is left and can be paid. */
export async function assertFunded(
  chain: ChainPort,
  state: DistributionState,
  caps: Caps = DEFAULT_CAPS,
): Promise<{ treasury: bigint; owed: bigint }> {
  const { digest, plan, batches } = state;
  const left = batches.filter(({ status }) => status !== "paid" && status !== "voided");
  const payable = payableBatches(state);
  const { mint, settler, treasury } = plan.chain;
  const { values } = await chain.accounts([treasury, settler, mint], "confirmed");
  const [treasuryAccount = null, settlerAccount = null, mintAccount = null] = values;
  const held = tokenAccountOf(treasuryAccount);
  if (held === null || held.mint !== mint) {
    const found = `${treasury} is no token account of mint ${mint}.`;
    throw new SettlementRefusedError(digest, found);
  }
  assertAllowed(held, state);
  const token = mintOf(mintAccount);
  if (token === null || token.decimals !== plan.chain.decimals) {
    const found = mintProblem(mintAccount) ?? `it has ${token?.decimals} decimals`;
    throw new SettlementRefusedError(
      digest,
      `the mint ${mint} cannot be paid: ${found}; expected SPL Token with ${plan.chain.decimals} ` +
        "decimals.",
    );
  }
  const owed = sumOf(payable);
  if (held.amount < sumOf(payable.filter(isUnsigned))) {
    throw new SettlementRefusedError(
      digest,
      `the treasury holds ${held.amount} base units and ${owed} are to be paid. Fill it up, and ` +
        `paying goes on by itself; ${ELSE_A_NODE} Or ${voidHint(plan.period)}`,
      "treasury_short",
    );
  }

  const created = [...walletsOf(plan, payable).values()].filter(({ isCreated }) => isCreated);
  const emptyRent = await chain.rentExempt(0);
  const tokenRent = await chain.rentExempt(TOKEN_ACCOUNT_BYTES);
  assertWithin(caps, "receiptRentLamports", emptyRent);
  assertWithin(caps, "tokenAccountRentLamports", tokenRent);
  // A void costs as much as a payment that creates nothing, and so does taking the month.
  const fees =
    BigInt(left.length + 1) * (SIGNATURE_LAMPORTS + emptyRent) +
    BigInt(created.length) * tokenRent +
    emptyRent;
  const lamports = settlerAccount?.lamports ?? 0n;
  if (lamports < fees) {
    throw new SettlementRefusedError(
      digest,
      `the settler ${settler} has ${lamports} lamports; fees and rents need ${fees}. Send it some, ` +
        `and paying goes on by itself; ${ELSE_A_NODE}`,
      "lamports_short",
    );
  }
  return { treasury: held.amount, owed };
}

/**
 * Lines whose wallets were closed, given away, frozen or never could be paid, of batches that are
 * neither paid nor voided. Those of a batch on its way are its own: the chain decides.
 */
export async function badLines(
  chain: Pick<ChainPort, "accounts">,
  { plan, batches }: Pick<DistributionState, "plan" | "batches">,
): Promise<readonly BadLine[]> {
  const asked = unsignedOf(batches);
  const { mint, settler } = plan.chain;
  const wallets = walletsOf(plan, asked);
  const problems = await recipientProblems(chain, { mint, settler, wallets });
  const lines = new Map(payableLines(plan).map((line) => [line.id, line]));
  return asked.flatMap(({ batch, lineIds }) =>
    lineIds.flatMap((lineId): BadLine[] => {
      const reason = problems.get(lines.get(lineId)?.wallet ?? "");
      return reason === undefined ? [] : [{ batch, lineId, reason }];
    }),
  );
}

/** The same of lines whose members linked another wallet: the ledger alone says so. */
export function movedLines(
  events: readonly AnyLedgerEvent[],
  { digest, plan, batches }: Pick<DistributionState, "digest" | "plan" | "batches">,
): readonly BadLine[] {
  const changed = changedLines(events, { digest, plan });
  const asked = unsignedOf(batches);
  return asked.flatMap(({ batch, lineIds }) =>
    lineIds.flatMap((lineId) =>
      changed.has(lineId) ? [{ batch, lineId, reason: WALLET_CHANGED }] : [],
    ),
  );
}

/** Those that are neither on their way nor over. */
function unsignedOf(batches: DistributionState["batches"]): DistributionState["batches"] {
  return batches.filter(({ status }) => status === "planned" || status === "failed");
}

/** Whom these batches pay, and whether the token account is created on the way. */
function walletsOf(plan: Plan, batches: DistributionState["batches"]) {
  const lines = new Map(payableLines(plan).map((line) => [line.id, line]));
  const wallets = new Map<string, { isCreated: boolean }>();
  for (const { lineIds, createsAccounts } of batches) {
    for (const id of lineIds) {
      const wallet = lines.get(id)?.wallet;
      if (typeof wallet !== "string") continue;
      const isCreated = createsAccounts || wallets.get(wallet)?.isCreated === true;
      wallets.set(wallet, { isCreated });
    }
  }
  return wallets;
}
