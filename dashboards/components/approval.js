import { GatewayRefusal, postJson } from "./gateway.js";
import { forgetKey, keyOf, makeKey, signText } from "./approval-key.js";

/**
 * Signs a plan with the key of this browser, which is made and registered on first use.
 * `plan` is one of `/api/distributions`; what is signed is its `text`, letter by letter.
 */
export async function approvePlan(session, plan) {
  const key = await registeredKey(session, plan.mine.keys);
  const signature = await signText(key, plan.text);
  await postJson("/api/approvals", session.csrf, {
    digest: plan.digest,
    publicKey: key.publicKey,
    signature,
  });
}

async function registeredKey(session, known) {
  const key = (await keyOf(session.memberId)) ?? (await makeKey(session.memberId));
  const registered = known.find(({ publicKey }) => publicKey === key.publicKey);
  if (registered?.confirmed) return key;
  if (registered) throw new GatewayRefusal("key_not_confirmed", 409);
  try {
    await register(session, key);
    return key;
  } catch (error) {
    if (error.code !== "key_taken") throw error;
    // The ledger knows this key otherwise, perhaps from another copy of the community: start anew.
    await forgetKey(session.memberId);
    const fresh = await makeKey(session.memberId);
    await register(session, fresh);
    return fresh;
  }
}

async function register(session, key) {
  const text = `Vklad key registration | ${session.memberId} | ${key.publicKey}`;
  const proof = await signText(key, text);
  const { confirmed } = await postJson("/api/keys", session.csrf, {
    publicKey: key.publicKey,
    proof,
  });
  if (!confirmed) throw new GatewayRefusal("key_not_confirmed", 409);
}
