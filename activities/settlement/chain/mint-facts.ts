import { SettlementSetupError } from "../errors.ts";
import { mintOf, mintProblem, type Mint } from "../mint.ts";
import { tokenAccountOf } from "../recipients.ts";
import type { ChainPort } from "./port.ts";

export interface MintState extends Mint {
  readonly slot: number;
  /** Base units; a treasury that is no account of the mint holds none. */
  readonly inTreasury: bigint;
}

/** Mint and treasury as of one final slot, by one request. */
export async function mintStateOf(
  chain: Pick<ChainPort, "accounts">,
  { mint, treasury }: { readonly mint: string; readonly treasury: string },
): Promise<MintState> {
  const { contextSlot, values } = await chain.accounts([mint, treasury], "finalized");
  const [account = null, held = null] = values;
  const known = mintOf(account);
  if (known === null) {
    throw new SettlementSetupError(
      `settlement.mint is ${mint}, and ${mintProblem(account)}. Run \`vklad settlement doctor\`.`,
    );
  }
  const own = tokenAccountOf(held);
  return { ...known, slot: contextSlot, inTreasury: own?.mint === mint ? own.amount : 0n };
}
