/**
 * Chance in tests, the same at every run: `VKLAD_TEST_SEED` asks for another one. Lint refuses any
 * other source of it in a test, fast-check's own included.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { createRandom, type Random } from "../demo/random.ts";

/** DER before the 32 secret bytes of an ed25519 key: RFC 8410, section 7. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

export const TEST_SEED = Number(process.env["VKLAD_TEST_SEED"] ?? 20_261_005);
if (!Number.isSafeInteger(TEST_SEED)) {
  throw new Error(`VKLAD_TEST_SEED is ${process.env["VKLAD_TEST_SEED"]}; expected a whole number.`);
}

/** Draws of its own for each name. */
export function seededRandom(name: string): Random {
  return createRandom(`${TEST_SEED}/${name}`);
}

export function seededBytes(name: string): Buffer {
  return createHash("sha256").update(`${TEST_SEED}/${name}`).digest();
}

/** An ed25519 key that belongs to nobody else. */
export function seededKeyPair(name: string): { publicKey: KeyObject; privateKey: KeyObject } {
  const key = Buffer.concat([PKCS8_HEAD, seededBytes(name)]);
  const privateKey = createPrivateKey({ key, format: "der", type: "pkcs8" });
  return { publicKey: createPublicKey(privateKey), privateKey };
}

/** The keys of a data folder in which nothing has happened, so that its ids are the same each time. */
export function writeSeededKeys(dataDir: string): void {
  const keys = join(dataDir, "keys");
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const identity = `${seededBytes("identity").toString("hex")}\n`;
  writeFileSync(join(keys, "identity.key"), identity, { mode: 0o600 });
  const { publicKey } = seededKeyPair("settler");
  const open = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  // As `solana-keygen` writes it: the secret half, then the public one.
  const settler = JSON.stringify([...seededBytes("settler"), ...open]);
  writeFileSync(join(keys, "settler.json"), settler, { mode: 0o600 });
}
