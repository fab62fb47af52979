/**
 * The signing key of this browser. It is made here, cannot be extracted, and lies in IndexedDB: the
 * gateway sees its public half and signatures, never the key.
 */
import { GatewayRefusal } from "./gateway.js";

const DATABASE = "vklad";
const STORE = "approval-keys";

/** The key this member made in this browser, or null. */
export async function keyOf(memberId) {
  return (await inStore("readonly", (store) => store.get(memberId))) ?? null;
}

export async function makeKey(memberId) {
  const pair = await crypto.subtle
    .generateKey({ name: "Ed25519" }, false, ["sign", "verify"])
    .catch(() => {
      throw new GatewayRefusal("no_ed25519", 0);
    });
  const publicKey = base64(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = { privateKey: pair.privateKey, publicKey };
  await inStore("readwrite", (store) => store.put(key, memberId));
  return key;
}

export async function forgetKey(memberId) {
  await inStore("readwrite", (store) => store.delete(memberId));
}

/** Base64 Ed25519 signature over the text's UTF-8 bytes. */
export async function signText(key, text) {
  const bytes = new TextEncoder().encode(text);
  return base64(await crypto.subtle.sign({ name: "Ed25519" }, key.privateKey, bytes));
}

export function base64(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}

async function inStore(mode, work) {
  const database = await opened();
  try {
    return await settled(work(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

function opened() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
