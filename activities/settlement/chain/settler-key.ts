import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { inspect } from "node:util";

import { rawPublicKey } from "./raw-public-key.ts";
import type { MessageSigner } from "./transaction/message.ts";
import { addressText } from "./transaction/programs.ts";

/** DER before the 32 secret bytes of an ed25519 key: RFC 8410, section 7. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

/** The key that pays. Printing it, or anything that holds it, shows `[secret]`. */
export interface Settler extends MessageSigner {
  readonly address: string;
  /**
   * Makes receipt addresses of one plan unguessable until they are used. It comes from the secret
   * and the digest, so that a lost journal loses no salt.
   */
  saltOf(digest: string): Uint8Array;
}

export class SettlerKeyError extends Error {
  override readonly name = "SettlerKeyError";
}

/**
 * Reads a key file as `solana-keygen` writes it: a JSON array of 64 numbers, for its owner only.
 * `whose` is how errors name it.
 */
export function readSettlerKey(file: string, whose = "settler's"): Settler {
  assertPrivate(file, whose);
  const secret = secretBytes(readFileSync(file, "utf8"));
  if (secret === null) {
    throw new SettlerKeyError(
      `The ${whose} key ${file} is not a JSON array of 64 bytes. Write it with solana-keygen.`,
    );
  }
  const settler = settlerOf(secret.subarray(0, 32));
  if (!Buffer.from(settler.publicKey).equals(secret.subarray(32))) {
    throw new SettlerKeyError(
      `The two halves of the ${whose} key ${file} do not belong together. Restore it from backup.`,
    );
  }
  return settler;
}

/** Refuses a key that others can read; the key itself is not looked at. */
export function assertPrivate(file: string, whose = "settler's"): void {
  const mode = statSync(file).mode & 0o777;
  if (process.platform === "win32" || (mode & 0o077) === 0) return;
  throw new SettlerKeyError(
    `The ${whose} key ${file} has mode ${mode.toString(8)}, so that others can read it; ` +
      `expected 600. Run: chmod 600 ${file}`,
  );
}

/** Makes a key at first start; afterwards reads it. */
export function ensureSettlerKey(file: string): Settler {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const secret = generateKeyPairSync("ed25519").privateKey;
    const seed = secret.export({ type: "pkcs8", format: "der" }).subarray(-32);
    const pair = [...seed, ...settlerOf(seed).publicKey];
    writeFileSync(file, JSON.stringify(pair), { mode: 0o600, flag: "wx", flush: true });
    chmodSync(file, 0o600);
  }
  return readSettlerKey(file);
}

export function settlerOf(seed: Uint8Array): Settler {
  const der = Buffer.concat([PKCS8_HEAD, seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const publicKey = rawPublicKey(createPublicKey(privateKey));
  const salting = Uint8Array.from(seed);
  return {
    address: addressText(publicKey),
    publicKey,
    // Hidden from spreading and listing as well as from printing.
    get privateKey() {
      return privateKey;
    },
    saltOf: (digest) =>
      createHmac("sha256", salting).update(`vklad receipt salt 1|${digest}`).digest(),
    ...hidden,
  };
}

const hidden = {
  [inspect.custom]: () => "[secret]",
  toJSON: () => "[secret]",
  toString: () => "[secret]",
};

function secretBytes(text: string): Buffer | null {
  let numbers: unknown;
  try {
    numbers = JSON.parse(text);
  } catch {
    return null;
  }
  const isKey =
    Array.isArray(numbers) &&
    numbers.length === 64 &&
    numbers.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  return isKey ? Buffer.from(numbers as number[]) : null;
}
