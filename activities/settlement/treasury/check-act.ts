import type { DistributionState } from "../../../warehouse/ledger/distribution/distribution-state.ts";
import type { ChainPort } from "../chain/port.ts";
import { actMessage, isOfPlan, TreasuryActError, type TreasuryAct } from "./act.ts";
import { type ActSettings, allowanceAct, revocationAct } from "./write-act.ts";

/**
 * Whether it still does what would be written now: an act is made anew from ledger, configuration
 * and chain for the same signers, and must come out to the byte.
 */
export async function assertAsWritten(
  chain: Pick<ChainPort, "accounts" | "genesis" | "statuses">,
  settings: ActSettings,
  act: TreasuryAct,
  stateOf: (period: string) => DistributionState | null,
): Promise<void> {
  const { allows, owner } = act;
  const by = owner.signers;
  const state = allows === null ? null : stateOf(allows.plan.period);
  if (allows !== null && (state === null || !isOfPlan(allows.plan, state.digest)))
    throw refused(`the plan of ${allows.plan.period} is not the one that it is for`);
  const now =
    state === null
      ? await revocationAct(chain, settings, by)
      : await allowanceAct(chain, settings, state, by);
  if (Buffer.from(actMessage(now)).equals(actMessage(act))) return;
  if (now.nonce.value !== act.nonce.value)
    throw refused("another was sent after it was written, or it was sent itself");
  if (now.genesis !== act.genesis) throw refused(`it is for the chain ${act.genesis}`);
  const amount = now.allows?.amount;
  if (allows !== null && amount !== allows.amount)
    throw refused(`it allows ${allows.amount} base units, and ${amount} are left to pay`);
  throw refused("it names another treasury, owner, settler, mint or fee payer");
}

function refused(found: string): TreasuryActError {
  return new TreasuryActError(
    `It is not sent: ${found}. Have it written anew with \`vklad treasury allow\` or \`vklad treasury ` +
      "revoke`, and signed.",
  );
}
