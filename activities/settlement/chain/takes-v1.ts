import { MessageV1, PublicKey } from "@solana/web3.js";

import type { ChainPort } from "./port.ts";
import { base58Bytes } from "./transaction/base58.ts";
import { LOADED_BYTES_MAX, SIGNATURE_BYTES } from "./transaction/format.ts";
import { messageV1Bytes } from "./transaction/message-v1.ts";
import { addressText, MEMO_PROGRAM, SYSTEM_PROGRAM } from "./transaction/programs.ts";

/**
 * Whether all nodes run transactions of format v1, by a trial of the smallest: a memo, unsigned,
 * which nothing comes of. Whatever goes wrong is no: the legacy format pays the same everywhere.
 */
export async function takesV1(
  chain: Pick<ChainPort, "simulate">,
  settler: string,
): Promise<boolean> {
  const message = new MessageV1({
    header: {
      numRequiredSignatures: 1,
      numReadonlySignedAccounts: 0,
      numReadonlyUnsignedAccounts: 1,
    },
    staticAccountKeys: [base58Bytes(settler, 32), MEMO_PROGRAM].map((key) => new PublicKey(key)),
    // Any: a trial replaces it.
    recentBlockhash: addressText(SYSTEM_PROGRAM),
    compiledInstructions: [
      { programIdIndex: 1, accountKeyIndexes: [], data: Buffer.from("vklad") },
    ],
    transactionConfig: {
      computeUnitLimit: 50_000,
      heapSize: null,
      loadedAccountsDataSizeLimit: LOADED_BYTES_MAX,
      priorityFee: 0,
    },
  });
  try {
    const unsigned = Buffer.concat([messageV1Bytes(message), Buffer.alloc(SIGNATURE_BYTES)]);
    return (await chain.simulate(unsigned)).error === null;
  } catch {
    return false;
  }
}
