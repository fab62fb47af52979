import {
  accountsJoined,
  type AnyLedgerEvent,
  standingLinks,
} from "../../warehouse/ledger/index.ts";
import type { PublishedPeople } from "./published-people.ts";

/**
 * All accounts of this account's person by the links that stand now, those first of which something
 * has been read. A link that was made or undone a minute ago counts here before the next run.
 */
export function accountsOfPerson(
  events: readonly AnyLedgerEvent[],
  people: Pick<PublishedPeople, "accounts">,
  account: string,
): readonly string[] {
  const isRead = (key: string) => people.accounts.get(key)?.system != null;
  const keys = accountsJoined(standingLinks(events), account);
  return [...keys.filter(isRead), ...keys.filter((key) => !isRead(key))];
}
