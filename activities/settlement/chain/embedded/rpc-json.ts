import { base58Encode } from "../transaction/base58.ts";
import type { ChainAccount } from "../port.ts";
import { addressText } from "../transaction/programs.ts";
import {
  accountsOf,
  blockhashOf,
  bytesOf,
  keysOf,
  parseWire,
  signaturesOf,
} from "../transaction/wire.ts";
import type { V1Config } from "../transaction/format.ts";
import type { Landed } from "./blocks.ts";

/** Accounts and transactions as Solana's RPC shows them: what `Connection` checks the shape of. */
export function accountJson(account: ChainAccount | null) {
  if (account === null) return null;
  return {
    lamports: Number(account.lamports),
    owner: account.owner,
    executable: account.isExecutable,
    rentEpoch: 0,
    space: account.bytes.length,
    data: [Buffer.from(account.bytes).toString("base64"), "base64"],
  };
}

export function transactionJson({ slot, error, wire, tokens }: Landed) {
  const parsed = parseWire(Buffer.from(wire, "base64"));
  const { header, instructions, config } = parsed;
  const signatures = signaturesOf(parsed);
  const balances = (side: "before" | "after") =>
    tokens.flatMap(({ key, mint, owner, ...amounts }) => {
      const amount = amounts[side];
      if (amount === null) return [];
      const uiTokenAmount = { amount, decimals: 0, uiAmount: null, uiAmountString: amount };
      return [{ accountIndex: key, mint, owner, uiTokenAmount }];
    });
  return {
    slot,
    blockTime: null,
    version: config === null ? "legacy" : 1,
    meta: {
      err: error,
      fee: 5_000 * signatures.length + Number(config?.priorityLamports ?? 0n),
      preBalances: [],
      postBalances: [],
      innerInstructions: [],
      logMessages: [],
      preTokenBalances: balances("before"),
      postTokenBalances: balances("after"),
    },
    transaction: {
      signatures: signatures.map(base58Encode),
      message: {
        header: {
          numRequiredSignatures: header.signers,
          numReadonlySignedAccounts: header.readonlySigners,
          numReadonlyUnsignedAccounts: header.readonlyOthers,
        },
        accountKeys: keysOf(parsed).map(addressText),
        recentBlockhash: base58Encode(blockhashOf(parsed)),
        instructions: instructions.map((instruction) => ({
          programIdIndex: instruction.program,
          accounts: [...accountsOf(parsed, instruction)],
          data: base58Encode(bytesOf(parsed, instruction)),
        })),
        ...(config === null ? {} : { transactionConfig: configJson(config) }),
      },
    },
  };
}

function configJson({ priorityLamports, units, loadedBytes, heapBytes }: V1Config) {
  return {
    priorityFee: priorityLamports === null ? null : Number(priorityLamports),
    computeUnitLimit: units,
    loadedAccountsDataSizeLimit: loadedBytes,
    heapSize: heapBytes,
  };
}
