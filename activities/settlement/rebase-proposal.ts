import { committeeAt } from "../../warehouse/ledger/approval/committee.ts";
import type { Rebase } from "../../warehouse/ledger/rebase/rebase.ts";
import type { Ledger } from "../../warehouse/ledger/store/ledger.ts";
import { type AdoptedChain, unknownPayments } from "./adopt.ts";

/**
 * What a committee would sign to begin anew; null where the ledger knows every payment. Months up
 * to the newest that an unknown payment names are closed. A payment of before memos named months
 * may be of any that has begun.
 */
export async function rebaseProposal(
  ledger: Pick<Ledger, "read" | "seqOf">,
  chain: AdoptedChain,
  given: { readonly threshold: number; readonly until: string; readonly now: Date },
): Promise<Rebase | null> {
  const { threshold, until, now } = given;
  const unknown = await unknownPayments(ledger, chain);
  const newest = unknown.at(-1);
  if (newest === undefined) return null;
  const months = unknown.map(({ memo }) => memo.period ?? now.toISOString().slice(0, 7));
  return {
    genesis: chain.genesis,
    settler: chain.settler,
    newest_signature: newest.signature,
    slot: newest.slot,
    closed_to: months.toSorted().at(-1) ?? "",
    threshold,
    committee_version: committeeAt(await ledger.read(), now, threshold).version,
    valid_until: until,
  };
}
