/**
 * Loaded before everything in each process of a test run (`NODE_OPTIONS`). It writes down each secret
 * that the process makes or uses (`VKLAD_TEST_SECRETS` names the folder), and moves what the tests
 * remove to where the end of the run can still look at it (`VKLAD_TEST_KEPT`). The product knows
 * nothing of it: what a secret is shows where node:crypto and fetch are given one.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import fsPromises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename, dirname, join, resolve, sep } from "node:path";
import { threadId } from "node:worker_threads";

const noted = process.env.VKLAD_TEST_SECRETS;
const kept = process.env.VKLAD_TEST_KEPT;

/** Shorter ones stand in texts by chance. */
const SECRET_BYTES_MIN = 12;
/** Of a session's id, and of nothing else that is drawn. */
const SESSION_BYTES = 24;
/** As `caller` says it. */
const LOOKING = "test/run/secret-forms.ts";
const SECRET_HEADERS = ["api-key", "authorization", "xc-token", "xc-auth"];

if (noted !== undefined) noteSecrets(noted);
if (kept !== undefined) keepRemoved(kept);
syncBuiltinESMExports();

function noteSecrets(folder) {
  const known = new Set();
  const file = join(folder, `${process.pid}-${threadId}.ndjson`);
  const { appendFileSync } = fs;
  const { createPrivateKey, createHmac, generateKeyPairSync, randomBytes, KeyObject } = crypto;

  const note = (kind, bytes) => {
    const secret = Buffer.from(bytes);
    if (secret.length < SECRET_BYTES_MIN || new Set(secret).size < 8) return;
    const hex = secret.toString("hex");
    if (known.has(hex)) return;
    const by = caller();
    // What looks for secrets makes none.
    if (by === LOOKING) return;
    known.add(hex);
    appendFileSync(file, `${JSON.stringify({ kind, hex, by })}\n`, { mode: 0o600 });
  };
  const notePrivate = (key) => {
    if (key?.type !== "private") return;
    const { d } = key.export({ format: "jwk" });
    if (typeof d === "string") note(`${key.asymmetricKeyType} key`, Buffer.from(d, "base64url"));
  };

  crypto.createPrivateKey = (...args) => {
    const key = createPrivateKey(...args);
    notePrivate(key);
    return key;
  };
  crypto.generateKeyPairSync = (...args) => {
    const pair = generateKeyPairSync(...args);
    if (pair.privateKey instanceof KeyObject) notePrivate(pair.privateKey);
    return pair;
  };
  crypto.createHmac = (algorithm, key, options) => {
    note("HMAC key", key instanceof KeyObject ? key.export() : key);
    return createHmac(algorithm, key, options);
  };
  crypto.randomBytes = (size, ...rest) => {
    const bytes = randomBytes(size, ...rest);
    if (size === SESSION_BYTES && bytes !== undefined) note("session id", bytes);
    return bytes;
  };
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const headers = new Headers(init?.headers ?? input?.headers);
    for (const name of SECRET_HEADERS) {
      const value = headers.get(name);
      if (value !== null) note(`${name} header`, value.replace(/^(Basic|Bearer) /i, ""));
    }
    return fetch(input, init);
  };
}

/** Whose secret it is, by the first line of ours on the stack. */
function caller() {
  const lines = (new Error().stack ?? "").split("\n").slice(1);
  const own = lines.find((line) => !/note-secrets\.mjs|node:|node_modules/.test(line));
  return (
    /([\w./-]+\.[cm]?[jt]s)/
      .exec(own ?? "")?.[1]
      ?.split("/")
      .slice(-3)
      .join("/") ?? ""
  );
}

/** A folder that is removed inside of the run's own is renamed into `kept` instead. */
function keepRemoved(folder) {
  const root = `${resolve(dirname(folder))}${sep}`;
  let count = 0;
  const isKept = (path, options) => {
    if (options?.recursive !== true || typeof path !== "string") return false;
    const from = resolve(path);
    if (!from.startsWith(root) || from.startsWith(resolve(folder))) return false;
    count += 1;
    try {
      if (!lstatSync(from).isDirectory()) return false;
      renameSync(from, join(folder, `${process.pid}-${threadId}-${count}-${basename(from)}`));
      return true;
    } catch {
      // Whatever it is, removing it says so.
      return false;
    }
  };
  const { lstatSync, renameSync, rmSync, rm } = fs;
  fs.rmSync = (path, options) => {
    if (!isKept(path, options)) rmSync(path, options);
  };
  fs.rm = (path, ...rest) => {
    if (isKept(path, rest[0])) queueMicrotask(() => rest.at(-1)(null));
    else rm(path, ...rest);
  };
  const { rm: removing } = fsPromises;
  fsPromises.rm = async (path, options) => {
    if (!isKept(path, options)) await removing(path, options);
  };
}
