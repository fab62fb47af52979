import { approvalKeys, keyRegistrationText, mayConfirm } from "./approval-keys.ts";
import { keyIdOf, verifyKey, verifyText } from "./ed25519.ts";
import { LedgerConflictError } from "../store/errors.ts";
import type { LedgerEvent } from "../store/events.ts";
import type { Ledger } from "../store/ledger.ts";

export type KeyRefusalCode =
  | "weak_key"
  | "bad_proof"
  | "key_taken"
  | "key_not_registered"
  | "not_another_member";

const EXPLANATIONS: Readonly<Record<KeyRefusalCode, string>> = {
  weak_key: "It is no sound ed25519 key (32 bytes in base64). Make a new one.",
  bad_proof: "The proof was not made with this key over the registration text. Sign it again.",
  key_taken: "The key belongs to another member or was registered otherwise. Make a new one.",
  key_not_registered: "No such key is registered, or it was revoked. Register one first.",
  not_another_member: "Only another committee member can confirm a key.",
};

/** A key that was not registered or confirmed; `code` says why. */
export class KeyRefusedError extends Error {
  override readonly name = "KeyRefusedError";
  readonly code: KeyRefusalCode;
  constructor(code: KeyRefusalCode, keyId: string) {
    super(`Approval key ${keyId.slice(0, 16)} was refused (${code}). ${EXPLANATIONS[code]}`);
    this.code = code;
  }
}

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
  },
): Promise<LedgerEvent<"approval_key_registered">> {
  const { account, publicKey, proof, subject = account } = key;
  const keyId = keyIdOf(publicKey);
  if (verifyKey(publicKey) === null) throw new KeyRefusedError("weak_key", keyId);
  if (!verifyText(keyRegistrationText(subject, publicKey), publicKey, proof)) {
    throw new KeyRefusedError("bad_proof", keyId);
  }
  const payload = { key_id: keyId, account, public_key: publicKey, proof_subject: subject, proof };
  try {
    const options = { actor: account, uniqueKey: `approval-key:${keyId}` };
    return await ledger.append("approval_key_registered", payload, options);
  } catch (error) {
    if (error instanceof LedgerConflictError) throw new KeyRefusedError("key_taken", keyId);
    throw error;
  }
}

/**
 * Lets a key count. `confirmedBy` is another committee member's account; or `demo`, in the demo
 * only, where the event's actor says so too.
 */
export async function confirmKey(
  ledger: Ledger,
  { keyId, confirmedBy, now }: { keyId: string; confirmedBy: string; now: Date },
): Promise<LedgerEvent<"approval_key_confirmed">> {
  const payload = { key_id: keyId, confirmed_by: confirmedBy };
  const at = now.toISOString();
  return await ledger.append("approval_key_confirmed", payload, {
    actor: confirmedBy,
    at,
    uniqueKey: `approval-key-confirmed:${keyId}:${confirmedBy}`,
    guard: (events) => {
      const key = approvalKeys(events).get(keyId);
      if (key === undefined) throw new KeyRefusedError("key_not_registered", keyId);
      if (!mayConfirm(events, key, { actor: confirmedBy, at, payload })) {
        throw new KeyRefusedError("not_another_member", keyId);
      }
    },
  });
}
