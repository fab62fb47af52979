import { COMMITTEE } from "./committee.ts";
import { verifyKey } from "./ed25519.ts";
import { verifySignedText } from "./signed-text.ts";
import type { AnyLedgerEvent, LedgerPayloads } from "../store/events.ts";
import { foldedOnce } from "../store/folded-once.ts";
import { peopleOf } from "../store/people.ts";
import { accountsInRole } from "../store/roles.ts";

/** Who confirms the very first key, from the machine. */
export const OPERATOR = "operator";

export interface ApprovalKey {
  readonly keyId: string;
  readonly account: string;
  readonly publicKey: string;
  /** Who confirmed it, or null: it does not count yet. `demo` or `operator` where they did. */
  readonly confirmedBy: string | null;
}

/** A key with all that became of it. */
export interface KeyRecord extends ApprovalKey {
  readonly registeredAt: string;
  readonly confirmedAt: string | null;
  /** Why, where the operator confirmed it. */
  readonly reason: string | null;
  /** Once revoked it is gone for good, even if it is registered again. */
  readonly revoked: { readonly by: string; readonly at: string; readonly reason: string } | null;
}

/** Why a key is not confirmed by somebody. */
export type ConfirmationRefusal =
  | "key_not_registered"
  | "key_not_confirmed"
  | "not_another_member"
  | "not_on_committee"
  | "committee_confirms"
  | "bad_signature";

/** What the owner of a key signs with it, to show that it is theirs. */
export function keyRegistrationText(subject: string, publicKey: string): string {
  return `Vklad key registration | ${subject} | ${publicKey}`;
}

/** What another member signs with their own key, to let this one count. */
export function keyConfirmationText(keyId: string): string {
  return `Vklad key confirmation | ${keyId}`;
}

/** Keys by their id, without those that were revoked. */
export function approvalKeys(events: readonly AnyLedgerEvent[]): ReadonlyMap<string, ApprovalKey> {
  return new Map([...keyRecords(events)].filter(([, { revoked }]) => revoked === null));
}

/** Every key there ever was, in the order in which they were registered. */
export const keyRecords = foldedOnce((events): ReadonlyMap<string, KeyRecord> => {
  const keys = new Map<string, KeyRecord>();
  const revoked = new Map<string, KeyRecord["revoked"]>();
  for (const event of events) {
    const { kind, payload, at, actor } = event;
    if (kind === "approval_key_registered" && verifyKey(payload.public_key) !== null) {
      const { key_id: keyId, account, public_key: publicKey } = payload;
      if (keys.has(keyId)) continue;
      const unconfirmed = { registeredAt: at, confirmedBy: null, confirmedAt: null, reason: null };
      const known = { keyId, account, publicKey, revoked: revoked.get(keyId) ?? null };
      keys.set(keyId, { ...known, ...unconfirmed });
    } else if (kind === "approval_key_confirmed") {
      const key = keys.get(payload.key_id);
      if (key === undefined || key.confirmedBy !== null) continue;
      if (confirmationRefusal(events, keys, event) !== null) continue;
      const { confirmed_by: confirmedBy, reason = null } = payload;
      keys.set(key.keyId, { ...key, confirmedBy, confirmedAt: at, reason });
    } else if (kind === "approval_key_revoked") {
      const gone = { by: actor, at, reason: payload.reason };
      if (!revoked.has(payload.key_id)) revoked.set(payload.key_id, gone);
      const key = keys.get(payload.key_id);
      if (key?.revoked === null) keys.set(key.keyId, { ...key, revoked: gone });
    }
  }
  return keys;
});

/**
 * Why a confirmation changes nothing; null where it counts. `keys` are those of that moment.
 *
 * Somebody else who sat on the committee then confirms, with a confirmed key of their own: whoever
 * has got hold of their session alone lets no key count. Before a key of the committee counts the
 * operator confirms one; in the demo the demo does. Both say so by their actor. Events of older
 * versions bear no signature, and count as they did.
 */
export function confirmationRefusal(
  events: readonly AnyLedgerEvent[],
  keys: ReadonlyMap<string, KeyRecord>,
  said: {
    readonly actor: string;
    readonly at: string;
    readonly payload: LedgerPayloads["approval_key_confirmed"];
  },
): ConfirmationRefusal | null {
  const { actor, at, payload } = said;
  const { key_id: keyId, confirmed_by: by, public_key: publicKey, signature } = payload;
  const key = keys.get(keyId);
  if (key === undefined || key.revoked !== null) return "key_not_registered";
  if (by === "demo") return actor === "demo" ? null : "not_another_member";
  const personOf = peopleOf(events);
  const seats = new Set([...accountsInRole(events, COMMITTEE, new Date(at))].map(personOf));
  const counting = [...keys.values()].filter(
    ({ confirmedBy, revoked }) => confirmedBy !== null && revoked === null,
  );
  if (by === OPERATOR) {
    if (actor !== OPERATOR) return "not_another_member";
    if (!seats.has(personOf(key.account))) return "not_on_committee";
    const isFirst = !counting.some(({ account }) => seats.has(personOf(account)));
    return isFirst ? null : "committee_confirms";
  }
  if (personOf(by) === personOf(key.account) || !seats.has(personOf(by)))
    return "not_another_member";
  if (publicKey === undefined && signature === undefined) return null;
  const own = [...keys.values()].find((one) => one.publicKey === publicKey);
  if (own === undefined || personOf(own.account) !== personOf(by)) return "key_not_registered";
  if (!counting.includes(own)) return "key_not_confirmed";
  const isSigned = verifySignedText(keyConfirmationText(keyId), own.publicKey, signature ?? "");
  return isSigned ? null : "bad_signature";
}
