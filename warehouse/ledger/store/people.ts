import type { AnyLedgerEvent } from "./events.ts";
import { foldedOnce } from "./folded-once.ts";

/**
 * Which accounts are one person by the links that stand: gives the smallest account key of the
 * person. Every link counts here whatever its date: about money, one person too few is the safe
 * mistake.
 */
export const peopleOf = foldedOnce((events: readonly AnyLedgerEvent[]) => {
  const links = new Map<string, readonly [string, string]>();
  for (const { kind, payload } of events) {
    if (kind === "account_linked") {
      links.set(payload.link_id, [payload.account_a, payload.account_b]);
    } else if (kind === "link_revoked") links.delete(payload.link_id);
  }
  const parents = new Map<string, string>();
  const rootOf = (account: string): string => {
    let root = account;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    return root;
  };
  for (const [a, b] of links.values()) {
    const [smaller, larger] = [rootOf(a), rootOf(b)].toSorted();
    if (smaller !== undefined && larger !== undefined && smaller !== larger) {
      parents.set(larger, smaller);
    }
  }
  return rootOf;
});
