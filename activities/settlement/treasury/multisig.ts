import type { ChainAccount } from "../chain/port.ts";
import { addressText, TOKEN_PROGRAM } from "../chain/transaction/programs.ts";

/** spl-token's `Multisig::LEN`: threshold, count, a flag, and eleven keys. */
export const MULTISIG_BYTES = 355;
export const MULTISIG_MEMBERS_MAX = 11;

const TOKEN = addressText(TOKEN_PROGRAM);
const KEYS_AT = 3;
const KEY_BYTES = 32;

/** So many of the members speak for it together. */
export interface Multisig {
  readonly threshold: number;
  readonly members: readonly string[];
}

/** Null for anything but a multisig of the classic token program. */
export function multisigOf(account: ChainAccount | null): Multisig | null {
  if (account?.owner !== TOKEN || account.bytes.length !== MULTISIG_BYTES) return null;
  const [threshold = 0, count = 0, isInitialized = 0] = account.bytes;
  if (isInitialized !== 1 || count > MULTISIG_MEMBERS_MAX) return null;
  const members = Array.from({ length: count }, (_, index) => {
    const from = KEYS_AT + index * KEY_BYTES;
    return addressText(account.bytes.subarray(from, from + KEY_BYTES));
  });
  return { threshold, members };
}
