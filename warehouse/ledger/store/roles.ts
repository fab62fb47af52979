import type { AnyLedgerEvent, LedgerPayloads } from "./events.ts";
import { peopleOf } from "./people.ts";

/** Accounts that hold a role at an instant: from `valid_from`, until just before `valid_to`. */
export function accountsInRole(
  events: readonly AnyLedgerEvent[],
  role: string,
  instant: Date,
): ReadonlySet<string> {
  return new Set(grantsInForce(events, role, instant).map(({ account }) => account));
}

/**
 * Whether somebody, by any of their accounts, holds a role in this cohort at an instant. A grant
 * that names no cohort is for each of them.
 */
export function isInRole(
  events: readonly AnyLedgerEvent[],
  asked: {
    readonly account: string;
    readonly role: string;
    readonly cohort: string;
    readonly instant: Date;
  },
): boolean {
  const personOf = peopleOf(events);
  return grantsInForce(events, asked.role, asked.instant).some(
    ({ account, stream }) =>
      personOf(account) === personOf(asked.account) && (stream === null || stream === asked.cohort),
  );
}

function grantsInForce(
  events: readonly AnyLedgerEvent[],
  role: string,
  instant: Date,
): readonly LedgerPayloads["role_granted"][] {
  const latest = new Map<string, LedgerPayloads["role_granted"]>();
  for (const { kind, payload } of events) {
    if (kind !== "role_granted" || payload.role !== role) continue;
    latest.set(grantKey(payload), payload);
  }
  return [...latest.values()].filter(
    ({ valid_from, valid_to }) =>
      Date.parse(valid_from) <= instant.getTime() &&
      (valid_to === null || instant.getTime() < Date.parse(valid_to)),
  );
}

/** Tells grants apart: a later event of the same one replaces it, or asks for its end. */
export function grantKey(grant: {
  readonly account: string;
  readonly role: string;
  readonly stream: string | null;
  readonly valid_from: string;
}): string {
  const { account, role, stream, valid_from } = grant;
  return JSON.stringify([account, role, stream, Date.parse(valid_from)]);
}
