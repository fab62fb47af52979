import { COMMITTEE } from "./committee.ts";
import { verifyKey } from "./ed25519.ts";
import type { AnyLedgerEvent } from "../store/events.ts";
import { peopleOf } from "../store/people.ts";
import { accountsInRole } from "../store/roles.ts";

export interface ApprovalKey {
  readonly keyId: string;
  readonly account: string;
  readonly publicKey: string;
  /** Who confirmed it, or null: it does not count yet. `demo` where the demo did. */
  readonly confirmedBy: string | null;
}

/** What the owner of a key signs with it, to show that it is theirs. */
export function keyRegistrationText(subject: string, publicKey: string): string {
  return `Vklad key registration | ${subject} | ${publicKey}`;
}

/** Keys by their id. A revoked one is gone for good, even if it is registered again. */
export function approvalKeys(events: readonly AnyLedgerEvent[]): ReadonlyMap<string, ApprovalKey> {
  const keys = new Map<string, ApprovalKey>();
  const revoked = new Set<string>();
  for (const event of events) {
    const { kind, payload } = event;
    if (kind === "approval_key_registered" && verifyKey(payload.public_key) !== null) {
      const { key_id, account, public_key } = payload;
      if (keys.has(key_id)) continue;
      keys.set(key_id, { keyId: key_id, account, publicKey: public_key, confirmedBy: null });
    } else if (kind === "approval_key_confirmed") {
      const key = keys.get(payload.key_id);
      if (key !== undefined && key.confirmedBy === null && mayConfirm(events, key, event)) {
        keys.set(payload.key_id, { ...key, confirmedBy: payload.confirmed_by });
      }
    } else if (kind === "approval_key_revoked") revoked.add(payload.key_id);
  }
  return new Map([...keys].filter(([keyId]) => !revoked.has(keyId)));
}

/** Somebody else who sat on the committee then; or the demo, which says so by its actor. */
export function mayConfirm(
  events: readonly AnyLedgerEvent[],
  key: ApprovalKey,
  { actor, at, payload }: { actor: string; at: string; payload: { confirmed_by: string } },
): boolean {
  const by = payload.confirmed_by;
  if (by === "demo") return actor === "demo";
  const personOf = peopleOf(events);
  const committee = [...accountsInRole(events, COMMITTEE, new Date(at))];
  return (
    personOf(by) !== personOf(key.account) &&
    committee.some((member) => personOf(member) === personOf(by))
  );
}
