import { isAddress } from "../../warehouse/ledger/index.ts";
import { PlanInputError } from "./errors.ts";
import type { ChainFacts, PointsOfPeriod } from "./plan-inputs.ts";

/** Receives, but nobody can ever send from it. */
const SYSTEM_PROGRAM = "11111111111111111111111111111111";

/**
 * The wallet each member can be paid to by a plan proposed then. Whoever is left out is owed in escrow, which loses nothing
 * and can be put right later: a payment to a wrong address cannot.
 */
export function payableWallets(
  wallets: PointsOfPeriod["wallets"],
  chain: ChainFacts,
  at: Date,
): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  const claimants = new Map<string, Set<string>>();
  const walletOf = new Map<string, string>();
  for (const { member_id, wallet, counts_from } of wallets) {
    const other = named.get(member_id);
    if (other !== undefined && other !== wallet) {
      throw new PlanInputError(`${member_id} has wallets ${other} and ${wallet}`, "one a member");
    }
    named.set(member_id, wallet);
    if (counts_from.getTime() <= at.getTime()) walletOf.set(member_id, wallet);
    // Also of whoever has just changed to it.
    claimants.set(wallet, (claimants.get(wallet) ?? new Set()).add(member_id));
  }
  const unpayable = new Set([SYSTEM_PROGRAM, chain.mint, chain.treasury, chain.settler]);
  return new Map(
    [...walletOf].filter(
      ([, wallet]) =>
        isAddress(wallet) &&
        !unpayable.has(wallet) &&
        chain.tokenAccounts[wallet] !== "unusable" &&
        // Two members with one wallet: one of them has not proven it.
        claimants.get(wallet)?.size === 1,
    ),
  );
}
