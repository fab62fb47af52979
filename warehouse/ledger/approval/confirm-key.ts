import { confirmationRefusal, keyRecords, OPERATOR } from "./approval-keys.ts";
import { COMMITTEE, seatOf } from "./committee.ts";
import { KeyRefusedError } from "./key-refused.ts";
import type { LedgerEvent, LedgerPayloads } from "../store/events.ts";
import type { Ledger } from "../store/ledger.ts";
import { accountsInRole } from "../store/roles.ts";

/** Who lets a key count: a member by their own key, the operator with a reason, or the demo. */
export type KeyConfirmer =
  | {
      readonly account: string;
      readonly publicKey: string;
      /** Base64, over `keyConfirmationText`. */
      readonly signature: string;
    }
  | { readonly operator: { readonly reason: string } }
  | { readonly demo: true };

/** Lets a key count, or throws KeyRefusedError. Confirmed again, it stays as it was confirmed. */
export async function confirmKey(
  ledger: Ledger,
  { keyId, by, now }: { readonly keyId: string; readonly by: KeyConfirmer; readonly now: Date },
): Promise<LedgerEvent<"approval_key_confirmed">> {
  const payload = confirmationOf(keyId, by);
  const actor = payload.confirmed_by;
  const at = now.toISOString();
  if ("operator" in by && by.operator.reason.trim() === "")
    throw new KeyRefusedError("no_reason", keyId);
  const again = (await ledger.read({ kinds: ["approval_key_confirmed"] })).find(
    (event) => event.payload.key_id === keyId && event.payload.confirmed_by === actor,
  );
  const known = keyRecords(await ledger.read()).get(keyId);
  if (again !== undefined && known?.revoked === null && known.confirmedBy === actor) return again;
  return await ledger.append("approval_key_confirmed", payload, {
    actor,
    at,
    guard: (events) => {
      const keys = keyRecords(events);
      const refusal = confirmationRefusal(events, keys, { actor, at, payload });
      if (refusal !== null) throw new KeyRefusedError(refusal, keyId);
    },
  });
}

function confirmationOf(
  key_id: string,
  by: KeyConfirmer,
): LedgerPayloads["approval_key_confirmed"] {
  if ("demo" in by) return { key_id, confirmed_by: "demo" };
  if ("operator" in by) return { key_id, confirmed_by: OPERATOR, reason: by.operator.reason };
  const { account, publicKey, signature } = by;
  return { key_id, confirmed_by: account, public_key: publicKey, signature };
}

/**
 * Takes a key out for good, with what it has signed in plans that are still open. Its owner may, and
 * whoever sits on the committee: a key too few keeps money where it is. Throws KeyRefusedError.
 */
export async function revokeKey(
  ledger: Ledger,
  revoked: {
    readonly keyId: string;
    readonly account: string;
    readonly reason: string;
    readonly now: Date;
  },
): Promise<LedgerEvent<"approval_key_revoked">> {
  const { keyId, account, now } = revoked;
  const reason = revoked.reason.trim();
  if (reason === "") throw new KeyRefusedError("no_reason", keyId);
  const payload = { key_id: keyId, reason };
  return await ledger.append("approval_key_revoked", payload, {
    actor: account,
    at: now.toISOString(),
    guard: (events) => {
      const key = keyRecords(events).get(keyId);
      if (key === undefined || key.revoked !== null)
        throw new KeyRefusedError("key_not_registered", keyId);
      const may = [key.account, ...accountsInRole(events, COMMITTEE, now)];
      if (seatOf(events, may, account) === null)
        throw new KeyRefusedError("not_on_committee", keyId);
    },
  });
}
