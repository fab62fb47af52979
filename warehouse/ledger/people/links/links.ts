import type { AnyLedgerEvent, LinkMethod } from "../../store/events.ts";
import { foldedOnce } from "../../store/folded-once.ts";
import { peopleOf } from "../../store/people.ts";

/** A link as the ledger has it: it stands, or was undone for all time. */
export interface AccountLink {
  readonly linkId: string;
  readonly a: string;
  readonly b: string;
  /** Of which system each of the two is; null in an older event, which does not say it. */
  readonly systems: readonly [string | null, string | null];
  readonly method: LinkMethod;
  readonly evidence: string;
  readonly validFrom: string;
  readonly linkedAt: string;
  /** An account key, or a named process: `operator`, `demo`. */
  readonly assertedBy: string;
  /** Null where one word was enough. */
  readonly confirmedBy: string | null;
  readonly undone: {
    readonly at: string;
    readonly by: string;
    readonly reason: string;
    /** Of the bulk undo that it was part of. */
    readonly undoId: string | null;
  } | null;
}

/** Every link there ever was, in the order in which they were made. */
export const linksOf = foldedOnce((events: readonly AnyLedgerEvent[]): readonly AccountLink[] => {
  const links = new Map<string, AccountLink>();
  for (const { kind, payload, actor, at } of events) {
    if (kind === "account_linked") {
      const { link_id, account_a, account_b, method, evidence, valid_from, asserted_by } = payload;
      links.set(link_id, {
        linkId: link_id,
        a: account_a,
        b: account_b,
        systems: [payload.system_a ?? null, payload.system_b ?? null],
        method,
        evidence,
        validFrom: valid_from,
        linkedAt: at,
        assertedBy: asserted_by ?? actor,
        confirmedBy: asserted_by === undefined ? null : actor,
        undone: null,
      });
    } else if (kind === "link_revoked") {
      const known = links.get(payload.link_id);
      const { reason, undo_id: undoId = null } = payload;
      if (known !== undefined)
        links.set(payload.link_id, { ...known, undone: { at, by: actor, reason, undoId } });
    }
  }
  return [...links.values()];
});

/** Links that nobody has undone. */
export function standingLinks(events: readonly AnyLedgerEvent[]): readonly AccountLink[] {
  return linksOf(events).filter(({ undone }) => undone === null);
}

/**
 * Links that counted at an instant: begun by then, and not undone. What was undone since never
 * counted; `known` looks through the ledger as it was then, and finds it.
 */
export function linksAsOf(
  events: readonly AnyLedgerEvent[],
  { asOf, known }: { readonly asOf: Date; readonly known?: Date | undefined },
): readonly AccountLink[] {
  const then =
    known === undefined ? events : events.filter(({ at }) => Date.parse(at) <= known.getTime());
  return standingLinks(then).filter(({ validFrom }) => Date.parse(validFrom) <= asOf.getTime());
}

/** All accounts of this account's person by these links, sorted. */
export function accountsJoined(links: readonly AccountLink[], account: string): readonly string[] {
  const neighbours = new Map<string, string[]>();
  for (const { a, b } of links) {
    neighbours.set(a, [...(neighbours.get(a) ?? []), b]);
    neighbours.set(b, [...(neighbours.get(b) ?? []), a]);
  }
  const joined = new Set([account]);
  // A set that grows while it is walked: each account is looked at once.
  for (const one of joined) for (const other of neighbours.get(one) ?? []) joined.add(other);
  return [...joined].toSorted();
}

/** Accounts by their person, as `peopleOf` names it; those that nothing joins are not there. */
export const accountsByPerson = foldedOnce(
  (events: readonly AnyLedgerEvent[]): ReadonlyMap<string, readonly string[]> => {
    const personOf = peopleOf(events);
    const accounts = new Set(standingLinks(events).flatMap(({ a, b }) => [a, b]));
    return Map.groupBy([...accounts].toSorted(), personOf);
  },
);
