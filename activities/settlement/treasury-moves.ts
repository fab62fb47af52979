import type { AddressSignature, ChainPort } from "./chain/port.ts";

/** One page of a node's answer. */
const LOOKED_AT_FIRST = 1_000;

/** One final transaction that changed what the treasury holds. */
export interface TreasuryMove {
  readonly signature: string;
  readonly slot: number;
  readonly before: bigint;
  readonly after: bigint;
}

/**
 * All that moved the treasury's tokens from the first of these payments to the last of them, in
 * the chain's order. Whoever only names the treasury moves nothing, and is left out.
 */
export async function treasuryMoves(
  chain: Pick<ChainPort, "signaturesOf" | "transaction">,
  treasury: string,
  payments: readonly string[],
): Promise<readonly TreasuryMove[]> {
  if (payments.length === 0) return [];
  const history = (await historySince(chain, treasury, payments)).toReversed();
  const wanted = new Set(payments);
  const from = history.findIndex(({ signature }) => wanted.has(signature));
  const to = history.findLastIndex(({ signature }) => wanted.has(signature));
  const moves: TreasuryMove[] = [];
  for (const { signature, error } of history.slice(from, to + 1)) {
    if (error !== null) continue;
    const landed = await chain.transaction(signature);
    if (landed === null) throw new Error(`The node has no final transaction ${signature} yet.`);
    const moved = landed.tokenBalances.find(({ account }) => account === treasury);
    if (moved === undefined || moved.before === moved.after) continue;
    const { before, after } = moved;
    moves.push({ signature, slot: landed.slot, before, after });
  }
  return moves;
}

/**
 * Newest first, with all of these payments. A history that has the last of them has all before it,
 * so that no slot needs to be named: nodes do not agree in what that means.
 */
async function historySince(
  chain: Pick<ChainPort, "signaturesOf">,
  treasury: string,
  payments: readonly string[],
): Promise<readonly AddressSignature[]> {
  for (let limit = LOOKED_AT_FIRST; ; limit *= 4) {
    const history = await chain.signaturesOf(treasury, undefined, limit);
    const known = new Set(history.map(({ signature }) => signature));
    const missing = payments.find((signature) => !known.has(signature));
    if (missing === undefined) return history;
    // Its final transaction was read a moment ago: another node answered, and knows less.
    if (history.length < limit) throw new Error(`The treasury's history has no ${missing} yet.`);
  }
}
