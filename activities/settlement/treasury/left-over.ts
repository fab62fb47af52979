import type { DistributionState } from "../../../warehouse/ledger/distribution/distribution-state.ts";
import type { ChainPort } from "../chain/port.ts";
import type { Journal } from "../journal.ts";
import { tokenAccountOf } from "../recipients.ts";

/** Notes what is allowed still once of a plan nothing is left to pay: pages then say to revoke it. */
export async function noteLeftOver(
  chain: Pick<ChainPort, "accounts">,
  journal: Journal,
  { digest, plan, batches }: DistributionState,
): Promise<void> {
  if (batches.some(({ status }) => status !== "paid" && status !== "voided")) return;
  const { treasury, settler } = plan.chain;
  const { values } = await chain.accounts([treasury], "finalized");
  const held = tokenAccountOf(values[0] ?? null);
  if (held === null || held.owner === settler) return;
  const allowed = held.delegate === settler ? held.allowance : 0n;
  await journal.allowanceSeen(digest, treasury, allowed);
}
