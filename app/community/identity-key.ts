import { createHmac, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export class IdentityKeyError extends Error {
  override readonly name = "IdentityKeyError";
}

/** Keyed hashes whose key rests outside the warehouse: without it no hash names anybody. */
export interface IdentityKey {
  /** `a_` and 32 hex characters for an account of a source. */
  accountKey(source: string, nativeId: string): string;
  /** What lands in place of an e-mail address. */
  hash(value: string): string;
}

/** Reads `identity.key`, or makes it at the first start. Losing it splits every member in two. */
export function openIdentityKey(keysDir: string): IdentityKey {
  const file = fileIn(keysDir);
  return keyedBy(readKey(file) ?? makeKey(file));
}

/** The key that there is; null before the first start. Makes nothing. */
export function readIdentityKey(keysDir: string): IdentityKey | null {
  const key = readKey(fileIn(keysDir));
  return key === null ? null : keyedBy(key);
}

/** For looking at what is not kept: a key that nobody has and that ends with the process. */
export function passingIdentityKey(): IdentityKey {
  return keyedBy(randomBytes(KEY_BYTES));
}

const KEY_BYTES = 32;

const fileIn = (keysDir: string) => join(keysDir, "identity.key");

function keyedBy(key: Buffer): IdentityKey {
  const mac = (domain: string, text: string) =>
    createHmac("sha256", key).update(`${domain}\0${text}`).digest("hex").slice(0, 32);
  return {
    accountKey: (source, nativeId) => `a_${mac("account", `${source}\0${nativeId}`)}`,
    hash: (value) => `h_${mac("email", value.trim().toLowerCase())}`,
  };
}

/** The same, opened at its first use: a process that names nobody makes and reads no key. */
export function identityKeyIn(keysDir: string): IdentityKey {
  let key: IdentityKey | null = null;
  const opened = () => (key ??= openIdentityKey(keysDir));
  return {
    accountKey: (source, nativeId) => opened().accountKey(source, nativeId),
    hash: (value) => opened().hash(value),
  };
}

/** Seals what the inbox keeps. It follows from the identity key, so that one backup holds both. */
export function sealKeyIn(keysDir: string): () => Buffer {
  let made: Buffer | null = null;
  return () => (made ??= sealKeyOf(keysDir));
}

function sealKeyOf(keysDir: string): Buffer {
  const file = fileIn(keysDir);
  const key = readKey(file) ?? makeKey(file);
  return createHmac("sha256", key).update("inbox\0seal").digest();
}

function readKey(file: string): Buffer | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const key = Buffer.from(text.trim(), "hex");
  if (key.length !== KEY_BYTES)
    throw new IdentityKeyError(
      `${file} holds ${key.length} bytes; expected ${KEY_BYTES} in hex. Restore it from a backup: a new key ` +
        `would make every account a stranger.`,
    );
  return key;
}

/** Two processes may start at once: the one whose link comes first has made the key. */
function makeKey(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString("hex")}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const key = readKey(file);
  if (key === null) throw new IdentityKeyError(`${file} was removed while it was being made.`);
  return key;
}
