import type { ChainAccount } from "./chain/port.ts";
import { addressText, TOKEN_PROGRAM } from "./chain/transaction/programs.ts";
import { base58Encode } from "./chain/transaction/base58.ts";

/** A mint's size and fields: spl-token's `Mint::LEN`. */
const MINT_BYTES = 82;
const TOKEN = addressText(TOKEN_PROGRAM);
const TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";

/** Where a mint of Token-2022 says which kind of account it is, and its extensions begin. */
const EXTENSIONS_AT = 166;

const EXTENSIONS: Readonly<Record<number, string>> = {
  1: "TransferFeeConfig",
  3: "MintCloseAuthority",
  4: "ConfidentialTransferMint",
  6: "DefaultAccountState",
  9: "NonTransferable",
  10: "InterestBearingConfig",
  12: "PermanentDelegate",
  14: "TransferHook",
  18: "MetadataPointer",
  19: "TokenMetadata",
  25: "ScaledUiAmount",
  26: "Pausable",
};

export interface Mint {
  readonly supply: bigint;
  readonly decimals: number;
  readonly mintAuthority: string | null;
  readonly freezeAuthority: string | null;
}

/** Null for anything but a mint of the classic token program. */
export function mintOf(account: ChainAccount | null): Mint | null {
  if (account === null || mintProblem(account) !== null) return null;
  const bytes = Buffer.from(account.bytes);
  const authorityAt = (at: number) =>
    bytes.readUInt32LE(at) === 0 ? null : base58Encode(bytes.subarray(at + 4, at + 36));
  return {
    mintAuthority: authorityAt(0),
    supply: bytes.readBigUInt64LE(36),
    decimals: bytes[44] ?? 0,
    freezeAuthority: authorityAt(46),
  };
}

/** Why tokens of this mint are not paid; null for a mint of the classic token program. */
export function mintProblem(account: ChainAccount | null): string | null {
  if (account === null) return "there is no such account";
  if (account.owner === TOKEN_2022) {
    const names = extensionsOf(account.bytes).map(
      (type) => EXTENSIONS[type] ?? `extension ${type}`,
    );
    const shown = names.length === 0 ? "no extensions" : names.join(", ");
    return `it is of Token-2022 (${shown}), which may tax, stop or take back a payment`;
  }
  if (account.owner !== TOKEN) return `it is an account of program ${account.owner}`;
  if (account.bytes.length !== MINT_BYTES || account.bytes[45] !== 1) return "it is no mint";
  return null;
}

/** Types of the entries behind a mint of Token-2022: two bytes of type, two of length, and the rest. */
function extensionsOf(bytes: Uint8Array): readonly number[] {
  const data = Buffer.from(bytes);
  const types: number[] = [];
  for (let at = EXTENSIONS_AT; at + 4 <= data.length; at += 4 + data.readUInt16LE(at + 2)) {
    const type = data.readUInt16LE(at);
    if (type === 0) break;
    types.push(type);
  }
  return types;
}
