import { OPERATOR } from "../../approval/approval-keys.ts";
import { isReason } from "../../plan/reason.ts";
import type { AnyLedgerEvent } from "../../store/events.ts";
import { foldedOnce } from "../../store/folded-once.ts";
import type { Ledger } from "../../store/ledger.ts";
import { authorityOver } from "./authority.ts";
import { LinkRefusedError } from "./link-refused.ts";
import { accountsJoined, standingLinks } from "./links.ts";

/**
 * Declares an account a bot's or an agent's, with its owner, or a person's again. An account that is
 * linked is a person's: its links are undone first. Throws LinkRefusedError.
 */
export async function declareActor(
  ledger: Ledger,
  said: {
    readonly account: string;
    readonly actor: "bot" | "agent" | "person";
    readonly owner: string | null;
    readonly reason: string;
    readonly now: Date;
  },
): Promise<void> {
  const { account, actor, owner, reason, now } = said;
  if (!isReason(reason)) throw new LinkRefusedError("no_reason", account);
  if (owner === account) throw new LinkRefusedError("same_account", account);
  const options = {
    actor: OPERATOR,
    at: now.toISOString(),
    guard(events: readonly AnyLedgerEvent[]) {
      const isLinked = accountsJoined(standingLinks(events), account).length > 1;
      if (actor !== "person" && isLinked) throw new LinkRefusedError("linked_already", account);
    },
  };
  await ledger.append("actor_declared", { account, actor, owner, reason }, options);
}

/** Says that two accounts are two people's, so that nobody is asked again. Throws LinkRefusedError. */
export async function refuseSuggestion(
  ledger: Ledger,
  said: {
    readonly accounts: readonly [string, string];
    readonly by: string;
    readonly reason: string;
    readonly now: Date;
  },
): Promise<void> {
  const { accounts, by, reason, now } = said;
  const [account_a = "", account_b = ""] = accounts.toSorted();
  const name = `${account_a} = ${account_b}`;
  if (!isReason(reason)) throw new LinkRefusedError("no_reason", name);
  if (account_a === account_b) throw new LinkRefusedError("same_account", name);
  await ledger.append(
    "suggestion_refused",
    { account_a, account_b, reason },
    {
      actor: by,
      at: now.toISOString(),
      guard(events) {
        if (authorityOver(events, [], { account: by, now }) !== "office")
          throw new LinkRefusedError("not_deanery", name);
      },
    },
  );
}

/** Whether somebody has said of two accounts that they are two people's. */
export function isSuggestionRefused(
  events: readonly AnyLedgerEvent[],
  accounts: readonly [string, string],
): boolean {
  return refusedPairs(events).has(accounts.toSorted().join(" "));
}

const refusedPairs = foldedOnce(
  (events: readonly AnyLedgerEvent[]) =>
    new Set(
      events.flatMap(({ kind, payload }) =>
        kind === "suggestion_refused" ? [`${payload.account_a} ${payload.account_b}`] : [],
      ),
    ),
);
