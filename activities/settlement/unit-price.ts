import type { ChainPort } from "./chain/port.ts";
import { addressText } from "./chain/transaction/programs.ts";
import type { Payout, Recipient } from "./payout.ts";

/** What is offered where nobody has paid anything lately, once an attempt came to nothing. */
const FLOOR_MICRO_LAMPORTS = 1_000n;

/**
 * The price of a unit for an attempt: what three of four paid lately for the same accounts, twice
 * as much for each attempt before it, and never more than `max`.
 */
export async function unitPrice(
  chain: Pick<ChainPort, "recentPrices">,
  payout: Pick<Payout, "settler" | "treasury"> & {
    readonly recipients: readonly Pick<Recipient, "tokenAccount">[];
  },
  { attempt, max }: { readonly attempt: number; readonly max: bigint },
): Promise<bigint> {
  if (max === 0n) return 0n;
  const writable = [
    payout.settler,
    payout.treasury,
    ...payout.recipients.map(({ tokenAccount }) => tokenAccount),
  ].map(addressText);
  const recent = (await chain.recentPrices(writable)).toSorted((a, b) => (a < b ? -1 : 1));
  const usual = recent[Math.floor((recent.length * 3) / 4)] ?? 0n;
  const first = attempt > 1 && usual < FLOOR_MICRO_LAMPORTS ? FLOOR_MICRO_LAMPORTS : usual;
  const wanted = first * 2n ** BigInt(attempt - 1);
  return wanted < max ? wanted : max;
}
