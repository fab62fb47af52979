import type { ConfirmationRefusal } from "./approval-keys.ts";

export type KeyRefusalCode =
  | ConfirmationRefusal
  | "weak_key"
  | "bad_proof"
  | "key_taken"
  | "no_reason";

const EXPLANATIONS: Readonly<Record<KeyRefusalCode, string>> = {
  weak_key: "It is no sound ed25519 key (32 bytes in base64). Make a new one.",
  bad_proof: "The proof was not made with this key over the registration text. Sign it again.",
  key_taken: "The key belongs to another member or was registered otherwise. Make a new one.",
  key_not_registered: "No such key is registered, or it was revoked. Register one first.",
  key_not_confirmed: "Whoever confirms does it with a key of their own that was confirmed.",
  bad_signature: "The signature is not that of the member's own key over the confirmation text.",
  not_another_member: "Only another committee member can confirm a key.",
  not_on_committee: "Only somebody who sits on the committee now can do that.",
  committee_confirms: "A key of the committee counts already: its owner confirms the others.",
  no_reason: "Say why: the reason stays in the ledger, for everybody on the committee to read.",
};

/** A key that was not registered, confirmed or revoked; `code` says why. */
export class KeyRefusedError extends Error {
  override readonly name = "KeyRefusedError";
  readonly code: KeyRefusalCode;
  constructor(code: KeyRefusalCode, keyId: string) {
    super(`Approval key ${keyId.slice(0, 16)} was refused (${code}). ${EXPLANATIONS[code]}`);
    this.code = code;
  }
}
