import { base58Decode } from "../../../warehouse/ledger/index.ts";

export class KeyOptionError extends Error {
  override readonly name = "KeyOptionError";
  constructor(option: string, found: string, expected: string) {
    super(`${option} is ${JSON.stringify(found)}; expected ${expected}.`);
  }
}

/** A key or a signature in base64, from either spelling: Solana's tools print base58. */
export function bytesOption(option: string, text: string, count: number): string {
  const base64 = Buffer.from(text, "base64");
  if (base64.length === count && base64.toString("base64") === text) return text;
  const base58 = base58Decode(text);
  if (base58?.length === count) return Buffer.from(base58).toString("base64");
  throw new KeyOptionError(option, text, `${count} bytes in base58 or base64`);
}

/** An account as the configuration writes one. */
export function accountOption(option: string, text: string): readonly [string, string] {
  const [source = "", ...rest] = text.split(":");
  const nativeId = rest.join(":");
  if (source !== "" && nativeId !== "") return [source, nativeId];
  throw new KeyOptionError(option, text, "an account such as discourse:17");
}

/** The one key whose id begins so. */
export function keyIdOption(text: string, known: Iterable<string>): string {
  const beginning = text.replaceAll(/\s/g, "").toLowerCase();
  const found = [...known].filter((keyId) => keyId.startsWith(beginning));
  const [keyId] = found;
  if (beginning.length >= KEY_ID_BEGINNING_MIN && keyId !== undefined && found.length === 1)
    return keyId;
  const expected = `an id as \`vklad keys\` prints it, or its first ${KEY_ID_BEGINNING_MIN} or more characters`;
  throw new KeyOptionError("The key's id", text, expected);
}

/** 64 bits: nobody makes a second key that begins so while a committee waits. */
const KEY_ID_BEGINNING_MIN = 16;
