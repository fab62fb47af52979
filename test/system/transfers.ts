import { amountOf, decodePayout } from "../../activities/settlement/decode-payout.ts";
import { addressText } from "../../activities/settlement/chain/transaction/programs.ts";
import { keyOf } from "../../activities/settlement/chain/transaction/wire.ts";
import { parseMemo } from "../../activities/settlement/payment-memo.ts";
import { tokenAddress } from "../../activities/settlement/recipients.ts";
import { distributionState, plansOf } from "../../warehouse/ledger/index.ts";
import type { GivenRun } from "./open-run.ts";

/** What the chain finally moved out of the treasury, read from the bytes of its transactions. */
export async function transfersOnChain({ system }: GivenRun): Promise<string[]> {
  const { chain, treasury } = system.chain ?? {};
  if (chain === undefined || treasury === undefined)
    throw new Error("It pays on no chain of ours.");
  const history = await chain.signaturesOf(treasury);
  const transfers: string[] = [];
  // The oldest one made the token and filled the treasury.
  for (const { signature, error } of history.slice(0, -1)) {
    if (error !== null) continue;
    const landed = await chain.transaction(signature);
    if (landed?.wire == null) throw new Error(`The chain has no transaction ${signature}.`);
    const { parsed, memo, payments } = decodePayout(landed.wire);
    const of = parseMemo(memo);
    for (const payment of payments) {
      const account = addressText(keyOf(parsed, payment.tokenAccount));
      transfers.push(`${of?.digest} ${of?.batch} ${account} ${amountOf(parsed, payment)}`);
    }
  }
  return transfers.toSorted();
}

/** One transfer for every line of every settled plan that has a wallet. */
export async function transfersOwed({ system }: GivenRun): Promise<string[]> {
  const events = await system.ledger.read();
  return plansOf(events)
    .filter(({ digest }) => distributionState(events, digest, new Date(0))?.settlement != null)
    .flatMap(({ digest, plan }) => {
      const lines = new Map(plan.lines.map((line) => [line.id, line]));
      return plan.batches.flatMap(({ lineIds }, batch) =>
        lineIds.map((id) => {
          const { wallet, amount } = lines.get(id)!;
          const tokenAccount = tokenAddress(wallet ?? "", plan.chain.mint);
          return `${digest.slice(0, 24)} ${batch} ${tokenAccount} ${amount}`;
        }),
      );
    })
    .toSorted();
}
