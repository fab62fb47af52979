import { expect } from "vitest";

import { noConnections } from "../../app/runtime/feeds.ts";
import { openSystem } from "../../app/runtime/system.ts";
import { openPlanOf, type Plan } from "../../warehouse/ledger/index.ts";
import { type BuiltCommunity, PERIOD } from "./given-distribution.ts";

/** The plan that waits for signatures or was signed. */
export async function openPlan({ ledger }: BuiltCommunity) {
  const digest = openPlanOf(await ledger.read(), PERIOD)?.digest;
  if (digest === undefined) throw new Error(`No plan of ${PERIOD} was proposed.`);
  return { period: PERIOD, digest };
}

/** Read from the chain itself: what each wallet holds, and how many payments there were. */
export async function expectPaidOnce(community: BuiltCommunity): Promise<void> {
  const { started, ledger } = community;
  await using system = await openSystem({ ...started, connections: noConnections });
  const events = await ledger.read();
  const proposed = openPlanOf(events, PERIOD);
  if (proposed === null) throw new Error("The plan is gone.");
  const { plan, digest } = proposed;

  const balances = await system.activities.balances({ digest });
  const payments = (await system.chain?.chain.signaturesOf(plan.chain.treasury)) ?? [];
  const settled = events.filter(({ kind }) => kind === "distribution_settled");

  expect(balances).toEqual(owedByWallet(plan));
  // One made the treasury, one took the month; each of the others paid one batch.
  expect(payments.filter(({ error }) => error === null)).toHaveLength(plan.batches.length + 2);
  expect(settled.map(({ payload }) => payload)).toEqual([
    expect.objectContaining({ digest, difference_base_units: "0" }),
  ]);
}

function owedByWallet({ lines }: Plan) {
  const owed = new Map<string, bigint>();
  for (const { wallet, amount } of lines)
    if (wallet !== null) owed.set(wallet, (owed.get(wallet) ?? 0n) + amount);
  return [...owed]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([wallet, amount]) => ({ wallet, amountBaseUnits: `${amount}` }));
}
