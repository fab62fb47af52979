import {
  type AnyLedgerEvent,
  askLink,
  confirmationRefusal,
  confirmLink,
  type Contradiction,
  dropLink,
  type KnownAccounts,
  type Ledger,
  LinkRefusedError,
  OPERATOR,
  refuseSuggestion,
  type WaitingLink,
  waitingLinks,
} from "../../../warehouse/ledger/index.ts";
import { accountsOfPerson } from "../../identity/accounts-of-person.ts";
import type { PublishedPeople } from "../../identity/published-people.ts";
import type { Principal, Published } from "../data/principal.ts";
import { DeskRefusal, refusing } from "../desk-refusal.ts";

/** An account as people see it: no key, and no native id. */
export interface AccountView {
  /** Null: known to the ledger only. */
  readonly system: string | null;
  readonly name: string | null;
  readonly handle: string | null;
}

export interface WaitingView {
  readonly linkId: string;
  readonly accounts: readonly AccountView[];
  readonly method: WaitingLink["method"];
  readonly evidence: string;
  readonly since: string;
  /** Null where the machine's operator said it. */
  readonly assertedByName: string | null;
  readonly contradiction: Contradiction | null;
  /** Why the principal may not confirm it; null where they may. */
  readonly refusal: string | null;
}

export interface OwnAccountsView {
  readonly accounts: readonly AccountView[];
  readonly waiting: readonly WaitingView[];
}

export interface PeopleDesk {
  /** What waits for a second word, and what contradicts: for the deanery. */
  waiting(principal: Principal): Promise<readonly WaitingView[]>;
  /** Takes a suggestion: it waits then for somebody else. */
  ask(
    principal: Principal,
    body: { suggestionId: string; evidence: string },
  ): Promise<readonly WaitingView[]>;
  /** Says of a suggestion that they are two people. */
  part(
    principal: Principal,
    body: { suggestionId: string; reason: string },
  ): Promise<readonly WaitingView[]>;
  confirm(principal: Principal, body: { linkId: string }): Promise<readonly WaitingView[]>;
  drop(
    principal: Principal,
    body: { linkId: string; reason: string },
  ): Promise<readonly WaitingView[]>;
  /** A member's own accounts, and what waits about them. */
  own(principal: Principal): Promise<OwnAccountsView>;
  confirmOwn(principal: Principal, body: { linkId: string }): Promise<OwnAccountsView>;
  dropOwn(principal: Principal, body: { linkId: string; reason: string }): Promise<OwnAccountsView>;
}

const REFUSED = [LinkRefusedError];

const REFUSALS = {
  nothing_suggested: "It is suggested no more. Load the page again.",
} as const;

/** Whose accounts are one person's: what the deanery and each member say of it in their sessions. */
export function createPeopleDesk(options: {
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly published: () => Published | null;
}): PeopleDesk {
  const { ledger, now } = options;
  const published = () => {
    const found = options.published();
    if (found === null) throw new Error("Nobody is signed in before a snapshot is published.");
    return found;
  };

  async function waiting(
    { account }: Principal,
    of: (one: WaitingLink, events: readonly AnyLedgerEvent[]) => boolean = () => true,
  ): Promise<readonly WaitingView[]> {
    const events = await ledger.read();
    const { people, nameOf } = published();
    const by = { account, now: now(), known: people };
    return waitingLinks(events)
      .filter((one) => of(one, events))
      .map((one) => ({
        linkId: one.linkId,
        accounts: one.accounts.map((each) => accountView(people, each.account, each.system)),
        method: one.method,
        evidence: one.evidence,
        since: one.since,
        assertedByName: one.assertedBy === OPERATOR ? null : (nameOf(one.assertedBy) ?? "—"),
        contradiction: one.contradiction,
        refusal: confirmationRefusal(events, one, by),
      }));
  }

  async function own(principal: Principal): Promise<OwnAccountsView> {
    const { people } = published();
    const keys = accountsOfPerson(await ledger.read(), people, principal.account);
    return {
      accounts: keys.map((key) => accountView(people, key)),
      waiting: await waiting(principal, ({ accounts }) =>
        accounts.some(({ account }) => keys.includes(account)),
      ),
    };
  }

  const suggestionOf = (id: string) => {
    const found = published().people.suggestions.find(({ suggestionId }) => suggestionId === id);
    if (found === undefined) throw new DeskRefusal("nothing_suggested", REFUSALS.nothing_suggested);
    return found;
  };

  const confirm = async (
    { account }: Principal,
    linkId: string,
    isAllowed: (known: KnownAccounts) => Promise<void>,
  ) => {
    const known = published().people;
    await isAllowed(known);
    await refusing(REFUSED, () => confirmLink(ledger, { linkId, by: account, now: now(), known }));
  };

  const drop = async ({ account }: Principal, body: { linkId: string; reason: string }) =>
    refusing(REFUSED, () => dropLink(ledger, { ...body, by: account, now: now() }));

  return {
    waiting: (principal) => waiting(principal),
    async ask(principal, { suggestionId, evidence }) {
      const { people } = published();
      const [a, b] = suggestionOf(suggestionId).accounts;
      const named = (account: string) => ({ account, system: people.systemOf(account) ?? "" });
      const ask = { accounts: [named(a), named(b)] as const, evidence, by: principal.account };
      await refusing(REFUSED, () => askLink(ledger, { ...ask, now: now(), known: people }));
      return waiting(principal);
    },
    async part(principal, { suggestionId, reason }) {
      const { accounts } = suggestionOf(suggestionId);
      const said = { accounts, reason, by: principal.account, now: now() };
      await refusing(REFUSED, () => refuseSuggestion(ledger, said));
      return waiting(principal);
    },
    async confirm(principal, { linkId }) {
      await confirm(principal, linkId, async () => undefined);
      return waiting(principal);
    },
    async drop(principal, body) {
      await drop(principal, body);
      return waiting(principal);
    },
    own,
    async confirmOwn(principal, { linkId }) {
      await confirm(principal, linkId, () => assertOwn(principal, linkId));
      return own(principal);
    },
    async dropOwn(principal, body) {
      await assertOwn(principal, body.linkId);
      await drop(principal, body);
      return own(principal);
    },
  };

  /** Whoever holds an office too speaks here of the own accounts alone. */
  async function assertOwn(principal: Principal, linkId: string): Promise<void> {
    const { waiting: waits } = await own(principal);
    if (waits.some((one) => one.linkId === linkId)) return;
    await refusing(REFUSED, async () => {
      throw new LinkRefusedError("nothing_waits", linkId);
    });
  }
}

function accountView(people: PublishedPeople, key: string, system = ""): AccountView {
  const known = people.accounts.get(key);
  return {
    system: known?.system ?? (system === "" ? null : system),
    name: known?.name ?? null,
    handle: known?.handle ?? null,
  };
}
