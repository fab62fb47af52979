import type { AnyLedgerEvent } from "../../store/events.ts";
import { foldedOnce } from "../../store/folded-once.ts";
import { peopleOf } from "../../store/people.ts";
import { walletOf } from "../wallets.ts";
import { accountsByPerson } from "./links.ts";

/** What is known of accounts besides the ledger: which system each is of, and whether it is a person. */
export interface KnownAccounts {
  /** Null where nothing of the account has been read yet. */
  systemOf(account: string): string | null;
  /** `bot` or `agent`, as its system says; null for a person. */
  actorOf(account: string): string | null;
  /** Systems in which a person has one account. */
  readonly oneEach: readonly string[];
}

/** An account with the system it is of. */
export interface NamedAccount {
  readonly account: string;
  readonly system: string;
}

export type Contradiction =
  | { readonly because: "one_each"; readonly system: string }
  | { readonly because: "two_wallets"; readonly system: null };

/**
 * Why these two cannot be one person as things stand; null where they can. Nothing is resolved by
 * whichever comes last: both sides may have been proven, and a wallet that takes another's place is
 * paid what the other one's person earned.
 */
export function contradictionOf(
  events: readonly AnyLedgerEvent[],
  [a, b]: readonly [NamedAccount, NamedAccount],
  known: KnownAccounts,
): Contradiction | null {
  const personOf = peopleOf(events);
  if (personOf(a.account) === personOf(b.account)) return null;
  const said = systemsSaid(events);
  // Whoever names an account by its key alone does not know its system.
  const named = new Map([a, b].filter(isNamed).map(({ account, system }) => [account, system]));
  const systemOf = (account: string) =>
    named.get(account) ?? known.systemOf(account) ?? said.get(account);
  const held = ({ account }: NamedAccount) =>
    new Set((accountsByPerson(events).get(personOf(account)) ?? [account]).map(systemOf));
  const [heldByA, heldByB] = [held(a), held(b)];
  const system = known.oneEach.find((one) => heldByA.has(one) && heldByB.has(one));
  if (system !== undefined) return { because: "one_each", system };
  const [walletOfA, walletOfB] = [a, b].map(({ account }) => walletOf(events, account)?.wallet);
  const areTwo = walletOfA !== undefined && walletOfB !== undefined && walletOfA !== walletOfB;
  return areTwo ? { because: "two_wallets", system: null } : null;
}

const isNamed = ({ system }: NamedAccount) => system !== "";

/** Whether an account was declared a bot or an agent; the latest word counts. */
export const declaredActors = foldedOnce((events: readonly AnyLedgerEvent[]) => {
  const actors = new Map<string, "bot" | "agent" | "person">();
  for (const { kind, payload } of events)
    if (kind === "actor_declared") actors.set(payload.account, payload.actor);
  return actors;
});

/** Of which system an account is, where an event about a link has said so: nothing of it need have landed. */
const systemsSaid = foldedOnce((events: readonly AnyLedgerEvent[]) => {
  const systems = new Map<string, string>();
  for (const { kind, payload } of events) {
    if (kind !== "account_linked") continue;
    const { account_a, account_b, system_a, system_b } = payload;
    if (system_a !== undefined) systems.set(account_a, system_a);
    if (system_b !== undefined) systems.set(account_b, system_b);
  }
  return systems;
});
