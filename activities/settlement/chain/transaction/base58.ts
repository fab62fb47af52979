import { base58Decode } from "../../../../warehouse/ledger/plan/base58.ts";

export { base58Encode } from "../../../../warehouse/ledger/plan/base58.ts";

/** Exactly `length` bytes, or an error that names the text. */
export function base58Bytes(text: string, length: number): Uint8Array {
  const bytes = base58Decode(text);
  if (bytes?.length !== length) {
    throw new Error(`"${text.slice(0, 100)}" is not base58 of ${length} bytes.`);
  }
  return bytes;
}
