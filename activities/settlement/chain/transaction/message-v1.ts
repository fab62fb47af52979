import type { MessageV1 } from "@solana/web3.js";

import { base58Bytes } from "./base58.ts";
import { V1_CONFIG, V1_PREFIX } from "./format.ts";

/** The bytes of a v1 message that web3.js has read: it does not write them itself. */
export function messageV1Bytes(message: MessageV1): Uint8Array {
  const { header, staticAccountKeys, recentBlockhash, compiledInstructions } = message;
  const { priorityFee, computeUnitLimit, loadedAccountsDataSizeLimit, heapSize } =
    message.transactionConfig;
  const set = (bits: number, value: number | null) => (value === null ? 0 : bits);
  const mask =
    set(V1_CONFIG.priorityFee, priorityFee) |
    set(V1_CONFIG.units, computeUnitLimit) |
    set(V1_CONFIG.loadedBytes, loadedAccountsDataSizeLimit) |
    set(V1_CONFIG.heap, heapSize);
  return Buffer.concat([
    Uint8Array.of(
      V1_PREFIX,
      header.numRequiredSignatures,
      header.numReadonlySignedAccounts,
      header.numReadonlyUnsignedAccounts,
    ),
    u32(mask),
    base58Bytes(recentBlockhash, 32),
    Uint8Array.of(compiledInstructions.length, staticAccountKeys.length),
    ...staticAccountKeys.map((key) => key.toBytes()),
    ...(priorityFee === null ? [] : [u64(BigInt(priorityFee))]),
    ...[computeUnitLimit, loadedAccountsDataSizeLimit, heapSize].flatMap((value) =>
      value === null ? [] : [u32(value)],
    ),
    ...compiledInstructions.map(({ programIdIndex, accountKeyIndexes, data }) =>
      Uint8Array.of(programIdIndex, accountKeyIndexes.length, data.length & 0xff, data.length >> 8),
    ),
    ...compiledInstructions.flatMap(({ accountKeyIndexes, data }) => [
      Uint8Array.from(accountKeyIndexes),
      data,
    ]),
  ]);
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
