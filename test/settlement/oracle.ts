import { amountOf, decodePayout } from "../../activities/settlement/decode-payout.ts";
import { parseMemo } from "../../activities/settlement/payment-memo.ts";
import { addressText } from "../../activities/settlement/chain/transaction/programs.ts";
import { keyOf } from "../../activities/settlement/chain/transaction/wire.ts";
import { type AnyLedgerEvent, distributionState, plansOf } from "../../warehouse/ledger/index.ts";
import { type Cluster, type Landed, slotAt } from "./cluster.ts";
import { memberOf, tokensAddress } from "./world.ts";

/** What is wrong, and with which lines. */
export interface Verdict {
  readonly paidTwice: string[];
  readonly unpaidCalledPaid: string[];
  readonly lost: string[];
  readonly wrong: string[];
}

interface Transfer {
  readonly signature: string;
  readonly period: string;
  readonly account: string;
  readonly amount: bigint;
}

/** Final payments of the settler's, from the bytes that landed and from nothing of ours. */
export function paymentsIn(cluster: Cluster, settler: string): readonly Transfer[] {
  const final = slotAt(cluster.head(), "finalized");
  return cluster
    .naming(settler, final)
    .filter(({ error }) => error === null)
    .flatMap(transfersOf);
}

function transfersOf({ signature, wire }: Landed): readonly Transfer[] {
  try {
    const { memo, parsed, payments } = decodePayout(wire);
    const period = parseMemo(memo)?.period ?? "";
    return payments.map((payment) => {
      const account = addressText(keyOf(parsed, payment.tokenAccount));
      return { signature, period, account, amount: amountOf(parsed, payment) };
    });
  } catch {
    // A stranger's, or what somebody took out: no payment.
    return [];
  }
}

/** Whether this signature is a success that can vanish no more. */
export function isFinal(cluster: Cluster, signature: string): boolean {
  const landed = cluster.find(signature);
  return (
    landed !== null && landed.error === null && landed.slot <= slotAt(cluster.head(), "finalized")
  );
}

/** Holds the world against the ledger that counts at the end: the world is right. */
export function judge(given: {
  readonly cluster: Cluster;
  readonly settler: string;
  readonly events: readonly AnyLedgerEvent[];
  readonly members: readonly string[];
  readonly periods: readonly string[];
  readonly now: Date;
}): Verdict {
  const { cluster, settler, events, members, periods, now } = given;
  const verdict: Verdict = { paidTwice: [], unpaidCalledPaid: [], lost: [], wrong: [] };
  const transfers = paymentsIn(cluster, settler);
  const known = new Set<string>();
  for (const { kind, payload } of events) {
    if (kind !== "batch_paid") continue;
    known.add(payload.signature);
    if (!isFinal(cluster, payload.signature))
      verdict.unpaidCalledPaid.push(`batch ${payload.batch} by ${payload.signature}`);
  }
  for (const { signature } of transfers)
    if (!known.has(signature)) verdict.wrong.push(`the ledger does not know ${signature}`);

  for (const period of periods) {
    const plans = plansOf(events).filter(({ plan }) => plan.period === period);
    const states = plans.flatMap(({ digest }) => distributionState(events, digest, now) ?? []);
    const escrowed = new Map(
      states.flatMap(({ escrowedLines }) => escrowedLines.map((one) => [one.lineId, one.amount])),
    );
    for (const member of members) {
      const account = tokensAddress(memberOf(member).address);
      const received = transfers.filter((one) => one.period === period && one.account === account);
      const lines = plans.flatMap(({ plan }) => plan.lines.filter((one) => one.member === member));
      const id = `${member} of ${period}`;
      if (received.length > 1) verdict.paidTwice.push(id);
      const [first] = received;
      if (first !== undefined && !lines.some(({ amount }) => amount === first.amount))
        verdict.wrong.push(`${id} was paid ${first.amount}, which no plan says`);
      const isOwed = lines.some((one) => escrowed.has(one.id));
      if (received.length === 1 && isOwed) verdict.paidTwice.push(`${id}, and owed besides`);
      if (received.length === 0 && !isOwed) verdict.lost.push(id);
    }
    const closed = states.filter(({ settlement }) => settlement !== null);
    if (closed.length !== 1) verdict.wrong.push(`${period} was closed ${closed.length} times`);
  }
  return verdict;
}
