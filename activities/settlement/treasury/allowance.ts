import type { BatchState } from "../../../warehouse/ledger/distribution/batch-state.ts";
import type { DistributionState } from "../../../warehouse/ledger/distribution/distribution-state.ts";
import type { AnyLedgerEvent } from "../../../warehouse/ledger/store/events.ts";
import type { ChainPort } from "../chain/port.ts";
import { type RefusedCode, SettlementRefusedError, voidHint } from "../errors.ts";
import type { Payout } from "../payout.ts";
import { type TokenAccount, tokenAccountOf } from "../recipients.ts";

type Payable = Pick<DistributionState, "digest" | "plan" | "batches" | "setAside">;

/** Batches that are neither paid nor voided, and of which no line was set aside. */
export function payableBatches({
  batches,
  setAside,
}: Pick<DistributionState, "batches" | "setAside">): readonly BatchState[] {
  const aside = new Set(setAside.map(({ lineId }) => lineId));
  return batches
    .filter(({ status }) => status !== "paid" && status !== "voided")
    .filter(({ lineIds }) => !lineIds.some((id) => aside.has(id)));
}

/**
 * What is on its way may have taken its tokens already, with the chain ahead of the ledger: it asks
 * for no more, and where it has not landed the chain decides.
 */
export function isUnsigned({ status }: BatchState): boolean {
  return status !== "signed";
}

export function sumOf(batches: readonly BatchState[]): bigint {
  return batches.reduce((sum, { amount }) => sum + amount, 0n);
}

/**
 * Whoever does not own the treasury pays by an allowance of its owner: enough for what is left, and
 * not more than the plan that the committee signed, for that is all a stolen key may take.
 */
export function assertAllowed(held: TokenAccount, state: Payable): void {
  const { plan, batches } = state;
  const { settler } = plan.chain;
  if (held.owner === settler) return;
  const allowed = held.delegate === settler ? held.allowance : 0n;
  const due = sumOf(payableBatches(state).filter(isUnsigned));
  const most = sumOf(batches) - sumOf(batches.filter(({ status }) => status === "paid"));
  if (allowed < due) throw allowed === 0n ? missing(held, state, due) : short(state, allowed, due);
  if (allowed > most) throw tooLarge(state, allowed, most);
}

/** The same, of the treasury as it is now. */
export async function assertAllowance(
  chain: Pick<ChainPort, "accounts">,
  state: Payable,
): Promise<void> {
  const { values } = await chain.accounts([state.plan.chain.treasury], "confirmed");
  const held = tokenAccountOf(values[0] ?? null);
  if (held !== null) assertAllowed(held, state);
}

function missing({ owner, delegate }: TokenAccount, state: Payable, due: bigint) {
  const { settler, treasury } = state.plan.chain;
  const found =
    delegate === null || delegate === settler
      ? `which allows ${settler} nothing`
      : `which allows ${delegate} to spend of it, and not ${settler}`;
  return refused(
    state,
    "no_allowance",
    `the treasury ${treasury} belongs to ${owner}, ${found}; ${due} base units are to be paid.`,
  );
}

function short(state: Payable, allowed: bigint, due: bigint) {
  const found = `the treasury allows ${allowed} base units and ${due} are to be paid.`;
  return refused(state, "allowance_short", found);
}

function tooLarge(state: Payable, allowed: bigint, most: bigint) {
  return refused(
    state,
    "allowance_too_large",
    `the treasury allows ${allowed} base units, and the plan pays no more than ${most}: whoever ` +
      "has the settler's key could take the difference.",
  );
}

function refused(state: Payable, code: RefusedCode, found: string): SettlementRefusedError {
  const { digest, plan } = state;
  return new SettlementRefusedError(
    digest,
    `${found} The operator writes an allowance of exactly what is left to pay with \`vklad treasury ` +
      `allow ${plan.period} --write FILE\`, the treasury's owners sign it with \`vklad treasury ` +
      "sign FILE --key KEY`, and once `vklad treasury send FILE` has sent it paying goes on by " +
      `itself. Or ${voidHint(plan.period)}`,
    code,
  );
}

/** What a legacy payment says before its creations and transfers: the receipt, the limit, the price. */
const LEGACY_HEAD = 3;
/** One of v1 has its limits beside its instructions. */
const V1_HEAD = 1;
/** The token program's numbers: too little left, and not the owner's or the delegate's word. */
const OF_TREASURY = [1, 4];

/**
 * How many attempts at a batch the chain refused because the treasury gave too little, or no longer
 * allowed it: that is no fault of the batch, and mends with the treasury.
 */
export function refusedByTreasury(
  events: readonly AnyLedgerEvent[],
  { digest, batch }: { readonly digest: string; readonly batch: number },
  { format, createsAccounts, recipients }: Payout,
): number {
  const head = format === "legacy" ? LEGACY_HEAD : V1_HEAD;
  const firstTransfer = head + (createsAccounts ? recipients.length : 0);
  return events.filter(({ kind, payload }) => {
    if (kind !== "attempt_failed" || payload.digest !== digest || payload.batch !== batch)
      return false;
    const found = /^\{"InstructionError":\[(\d+),\{"Custom":(\d+)\}\]\}$/.exec(payload.error);
    if (found === null) return false;
    return Number(found[1]) >= firstTransfer && OF_TREASURY.includes(Number(found[2]));
  }).length;
}
