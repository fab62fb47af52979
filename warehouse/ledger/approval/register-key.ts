import { keyRegistrationText } from "./approval-keys.ts";
import { keyIdOf, verifyKey } from "./ed25519.ts";
import { KeyRefusedError } from "./key-refused.ts";
import { verifySignedText } from "./signed-text.ts";
import { LedgerConflictError } from "../store/errors.ts";
import type { LedgerEvent } from "../store/events.ts";
import type { Ledger } from "../store/ledger.ts";

/**
 * Registers a member's key by their proof that they hold it: a signature over
 * `keyRegistrationText(subject, publicKey)`. It counts once somebody else has confirmed it.
 */
export async function registerKey(
  ledger: Ledger,
  key: {
    readonly account: string;
    readonly publicKey: string;
    /** Base64. */
    readonly proof: string;
    /** Who the signed text names; the account where absent. */
    readonly subject?: string;
    /** Who brings the proof, where it is not the account itself. */
    readonly actor?: string;
  },
): Promise<LedgerEvent<"approval_key_registered">> {
  const { account, publicKey, proof, subject = account, actor = account } = key;
  const keyId = keyIdOf(publicKey);
  if (verifyKey(publicKey) === null) throw new KeyRefusedError("weak_key", keyId);
  if (!verifySignedText(keyRegistrationText(subject, publicKey), publicKey, proof)) {
    throw new KeyRefusedError("bad_proof", keyId);
  }
  const payload = { key_id: keyId, account, public_key: publicKey, proof_subject: subject, proof };
  try {
    const options = { actor, uniqueKey: `approval-key:${keyId}` };
    return await ledger.append("approval_key_registered", payload, options);
  } catch (error) {
    if (error instanceof LedgerConflictError) throw new KeyRefusedError("key_taken", keyId);
    throw error;
  }
}
