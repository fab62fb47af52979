import { OPERATOR } from "../../approval/approval-keys.ts";
import type { AnyLedgerEvent } from "../../store/events.ts";
import { peopleOf } from "../../store/people.ts";
import { accountsInRole } from "../../store/roles.ts";

/** The role that says who is who. */
export const DEANERY = "deanery";

/**
 * By what somebody may speak of these accounts: an office (the operator's or the deanery's), or that
 * one of them is their own; null where neither.
 */
export function authorityOver(
  events: readonly AnyLedgerEvent[],
  accounts: readonly string[],
  by: { readonly account: string; readonly now: Date },
): "office" | "self" | null {
  if (by.account === OPERATOR) return "office";
  const personOf = peopleOf(events);
  const person = personOf(by.account);
  const inOffice = [...accountsInRole(events, DEANERY, by.now)].some(
    (account) => personOf(account) === person,
  );
  if (inOffice) return "office";
  return accounts.some((account) => personOf(account) === person) ? "self" : null;
}

/** Whether these are the words of one person. The machine has one voice, whoever types there. */
export function areOnePerson(events: readonly AnyLedgerEvent[], a: string, b: string): boolean {
  const personOf = peopleOf(events);
  return personOf(a) === personOf(b);
}
