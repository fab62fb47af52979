import { GatewayRefusal, postJson } from "./gateway.js";
import { forgetKey, keyOf, makeKey, signText } from "./approval-key.js";
import { connectedAccounts, signWithWallet } from "./wallet-standard.js";

/**
 * Signs a plan with a key of this member that counts: this browser's, or that of a wallet in it.
 * Where there is none, this browser's is made and registered. `plan` is one of
 * `/api/distributions`; what is signed is its `text`, letter by letter.
 */
export async function approvePlan(session, plan) {
  const signer =
    (await signerOf(session, plan.mine.keys)) ??
    ofBrowser(await registeredKey(session, plan.mine.keys));
  const { publicKey } = signer;
  const signature = await signer.sign(plan.text);
  await postJson("/api/approvals", session.csrf, { digest: plan.digest, publicKey, signature });
}

/** Lets another member's key count, by a signature with one's own that does. */
export async function confirmKeyOf(session, key, own) {
  const signer = await signerOf(session, own);
  if (signer === null)
    throw new GatewayRefusal(own.length > 0 ? "no_own_key_here" : "key_not_registered", 409);
  const { publicKey } = signer;
  const signature = await signer.sign(key.confirmationText);
  const body = { keyId: key.keyId, publicKey, signature };
  return postJson("/api/keys/confirm", session.csrf, body);
}

/** Registers this browser's key, made now if need be; it counts once another member confirms it. */
export async function registerBrowserKey(session) {
  const key = (await keyOf(session.memberId)) ?? (await makeKey(session.memberId));
  await register(session, ofBrowser(key));
}

/** Registers a wallet's key for signing plans. */
export async function registerWalletKey(session, wallet) {
  const [account] = await connectedAccounts(wallet);
  if (account === undefined) throw new GatewayRefusal("wallet_silent", 0);
  await register(session, ofWallet(account));
}

/** What signs as this member and counts: of this browser, or of a wallet; null where nothing does. */
async function signerOf({ memberId }, known) {
  const counting = known.filter(({ confirmed }) => confirmed).map(({ publicKey }) => publicKey);
  const key = await keyOf(memberId);
  if (key !== null && counting.includes(key.publicKey)) return ofBrowser(key);
  if (counting.length === 0) return null;
  const accounts = await connectedAccounts();
  const account = accounts.find(({ publicKey }) => counting.includes(publicKey));
  return account === undefined ? null : ofWallet(account);
}

const ofBrowser = (key) => ({ publicKey: key.publicKey, sign: (text) => signText(key, text) });
const ofWallet = (account) => ({
  publicKey: account.publicKey,
  sign: (text) => signWithWallet(account, text),
});

async function registeredKey(session, known) {
  const key = (await keyOf(session.memberId)) ?? (await makeKey(session.memberId));
  const registered = known.find(({ publicKey }) => publicKey === key.publicKey);
  if (registered?.confirmed) return key;
  if (registered) throw new GatewayRefusal("key_not_confirmed", 409);
  try {
    await registerHere(session, key);
    return key;
  } catch (error) {
    if (error.code !== "key_taken") throw error;
    // The ledger knows this key otherwise, perhaps from another copy of the community: start anew.
    await forgetKey(session.memberId);
    const fresh = await makeKey(session.memberId);
    await registerHere(session, fresh);
    return fresh;
  }
}

async function register(session, { publicKey, sign }) {
  const proof = await sign(`Vklad key registration | ${session.memberId} | ${publicKey}`);
  return postJson("/api/keys", session.csrf, { publicKey, proof });
}

async function registerHere(session, key) {
  const { confirmed } = await register(session, ofBrowser(key));
  if (!confirmed) throw new GatewayRefusal("key_not_confirmed", 409);
}
