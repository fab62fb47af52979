import { assertWithin, type Caps } from "./caps.ts";
import type { ChainPort } from "./chain/port.ts";
import { SimulationRefusedError } from "./errors.ts";
import type { Payout } from "./payout.ts";
import { isReceiptTaken, refusalText } from "./refusal-text.ts";

/** For what may differ by the time it lands: a tenth, and a little for the shortest. */
const MARGIN_UNITS = 2_000;

/**
 * What a transaction needs, by running it on the accounts as they are: how far a token account's
 * address had to be searched for decides what its creation costs. Null where the batch has its
 * receipt; throws where the chain would refuse it for another reason.
 *
 * It runs unsigned, so that the node which runs it could not send it.
 */
export async function simulatedUnits(
  chain: Pick<ChainPort, "simulate">,
  payout: Payout,
  unsigned: Uint8Array,
  { digest, caps }: { readonly digest: string; readonly caps: Caps },
): Promise<number | null> {
  const { error, units } = await chain.simulate(unsigned);
  if (isReceiptTaken(error)) return null;
  if (error !== null)
    throw new SimulationRefusedError(digest, payout.batch, refusalText(payout, unsigned, error));
  assertWithin(caps, "units", BigInt(units));
  const limit = units + Math.ceil(units / 10) + MARGIN_UNITS;
  return Math.min(limit, Number(caps.units));
}
