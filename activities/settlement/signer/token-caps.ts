import { payableLines, type Plan } from "../../../warehouse/ledger/plan/plan.ts";
import { totalOf, type Payout } from "../payout.ts";
import { SignerRefusedError } from "./errors.ts";

/** The most that is signed for, in base units; null: no such cap. */
export interface TokenCaps {
  /** All that a plan pays. Null: the budgets, and what was carried over and kept before. */
  readonly plan: bigint | null;
  readonly line: bigint | null;
  /** All that a plan pays into one wallet. */
  readonly person: bigint | null;
  /** All that is signed for within an hour. */
  readonly hour: bigint | null;
  /** What the configuration gives to a month; null: not asked. */
  readonly budgets: bigint | null;
}

export const NO_TOKEN_CAPS: TokenCaps = {
  plan: null,
  line: null,
  person: null,
  hour: null,
  budgets: null,
};

export const HOUR_MS = 60 * 60_000;

/** Throws where a payment, or the plan that it is of, is above a cap. Nothing was signed then. */
export function assertTokenCaps(
  caps: TokenCaps,
  plan: Plan,
  payout: Payout,
  /** What was signed for within the last hour, this payment left out. */
  spentInHour: bigint,
): void {
  const total = sum(payableLines(plan));
  if (caps.plan !== null) assertWithin("plan", caps.plan, total, "are paid by the plan");
  else if (caps.budgets !== null) {
    // What was carried and kept is no new money: the ledger says what of it is there.
    const carried = plan.domains.reduce((all, { carryIn }) => all + carryIn, 0n);
    const most = caps.budgets + carried + sum(plan.releases);
    assertWithin("plan", most, total, "are paid by the plan, beside the configuration's budgets");
  }
  if (caps.line !== null)
    for (const { amount, lineId } of payout.transfers)
      assertWithin("line", caps.line, amount, `are paid by line ${lineId}`);
  if (caps.person !== null) {
    const wallets = walletTotals(plan);
    for (const { id, wallet } of linesOf(plan, payout)) {
      const paid = wallets.get(wallet) ?? 0n;
      assertWithin("person", caps.person, paid, `are paid by the plan to whom line ${id} is due`);
    }
  }
  if (caps.hour !== null) {
    const spent = spentInHour + totalOf(payout);
    assertWithin("hour", caps.hour, spent, "would be signed for within an hour");
  }
}

function assertWithin(
  cap: Exclude<keyof TokenCaps, "budgets">,
  most: bigint,
  value: bigint,
  what: string,
): void {
  if (value <= most) return;
  const way = cap === "hour" ? "Wait until the hour is over and settle again, or raise" : "Raise";
  throw new SignerRefusedError(
    "signer_cap",
    `${value} base units ${what}; expected no more than ${most} (settlement.caps.${cap}Tokens). ` +
      `${way} the cap, where that is meant.`,
  );
}

function linesOf(plan: Plan, { transfers }: Payout) {
  const ids = new Set(transfers.map(({ lineId }) => lineId));
  return payableLines(plan).filter(({ id }) => ids.has(id));
}

/** A plan never changes, and is asked at each of its batches. */
const known = new WeakMap<Plan, ReadonlyMap<string, bigint>>();

function walletTotals(plan: Plan): ReadonlyMap<string, bigint> {
  const found = known.get(plan);
  if (found !== undefined) return found;
  const totals = new Map<string, bigint>();
  for (const { wallet, amount } of payableLines(plan))
    totals.set(wallet, (totals.get(wallet) ?? 0n) + amount);
  known.set(plan, totals);
  return totals;
}

function sum(lines: readonly { readonly amount: bigint }[]): bigint {
  return lines.reduce((all, { amount }) => all + amount, 0n);
}
