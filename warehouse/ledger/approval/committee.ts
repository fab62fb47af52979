import { ByteWriter, sha256Hex } from "../plan/bytes.ts";
import type { AnyLedgerEvent } from "../store/events.ts";
import { peopleOf } from "../store/people.ts";
import { accountsInRole } from "../store/roles.ts";

/** The role that approves. */
export const COMMITTEE = "committee";

export interface Committee {
  /** SHA-256 over threshold and members: any change of either gives another one. */
  readonly version: string;
  readonly threshold: number;
  /** One account key a person, sorted. */
  readonly members: readonly string[];
}

/** Who may approve at an instant, by the dated roles of the ledger. */
export function committeeAt(
  events: readonly AnyLedgerEvent[],
  instant: Date,
  threshold: number,
): Committee {
  const seats = new Map<string, string>();
  const personOf = peopleOf(events);
  for (const account of accountsInRole(events, COMMITTEE, instant)) {
    // Two accounts of one person are one seat, or that person could approve twice.
    const person = personOf(account);
    const seat = seats.get(person);
    if (seat === undefined || account < seat) seats.set(person, account);
  }
  const members = [...seats.values()].toSorted();
  return { version: committeeVersion(threshold, members), threshold, members };
}

/** The committee account of whoever owns this account; null where that person has no seat. */
export function seatOf(
  events: readonly AnyLedgerEvent[],
  members: readonly string[],
  account: string,
): string | null {
  const personOf = peopleOf(events);
  return members.find((member) => personOf(member) === personOf(account)) ?? null;
}

export function committeeVersion(threshold: number, members: readonly string[]): string {
  const writer = new ByteWriter().text("STK-COMMITTEE-v1").u32(threshold);
  return sha256Hex(writer.list(members, (member) => writer.text(member)).finish());
}
