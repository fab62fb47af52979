/** What a thief would sign. No product code imports this. */
import { PublicKey, TransactionInstruction } from "@solana/web3.js";

import { TOKEN_PROGRAM } from "../chain/transaction/programs.ts";

export function transferChecked(of: {
  readonly source: string;
  readonly mint: string;
  readonly to: string;
  readonly authority: string;
  readonly amount: bigint;
}): TransactionInstruction {
  const data = Buffer.alloc(10);
  data[0] = 12;
  data.writeBigUInt64LE(of.amount, 1);
  data[9] = 6;
  const key = (address: string, isWritable: boolean, isSigner = false) => ({
    pubkey: new PublicKey(address),
    isWritable,
    isSigner,
  });
  return new TransactionInstruction({
    programId: new PublicKey(TOKEN_PROGRAM),
    keys: [
      ...[key(of.source, true), key(of.mint, false), key(of.to, true)],
      key(of.authority, false, true),
    ],
    data,
  });
}
