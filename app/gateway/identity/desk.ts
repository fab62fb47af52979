import {
  type AnyLedgerEvent,
  areOnePerson,
  askLink,
  chosenLinks,
  confirmLink,
  dropLink,
  isSuggestionRefused,
  type KnownAccounts,
  type Ledger,
  LinkRefusedError,
  refuseSuggestion,
  standingLinks,
  undoLinks,
  type WaitingLink,
  waitingLinks,
} from "../../../warehouse/ledger/index.ts";
import { accountsOfPerson } from "../../identity/accounts-of-person.ts";
import type { Effect } from "../../identity/effect-of-undo.ts";
import type { PublishedSuggestion } from "../../identity/published-people.ts";
import type { Principal, Published } from "../data/principal.ts";
import { DeskRefusal, refusing } from "../desk-refusal.ts";
import { type EffectView, effectView } from "./effect-view.ts";
import {
  type AccountView,
  accountView,
  type LinkView,
  linkView,
  type SuggestionView,
  type WaitingView,
  waitingView,
} from "./views.ts";

/** What the deanery decides about. */
export interface PeopleView {
  readonly suggestions: readonly SuggestionView[];
  /** Further ones that are less likely. */
  readonly moreSuggestionCount: number;
  /** What waits for a second word, and what contradicts. */
  readonly waiting: readonly WaitingView[];
  /** Links that the ledger has and the models do not apply, because they contradict. */
  readonly unapplied: readonly LinkView[];
  readonly linkCount: number;
}

export interface FoundLinks {
  /** The newest first. */
  readonly links: readonly LinkView[];
  readonly moreCount: number;
}

export interface OwnAccountsView {
  /** The first one is the session's own. */
  readonly accounts: readonly AccountView[];
  readonly links: readonly LinkView[];
  readonly waiting: readonly WaitingView[];
}

type Reasoned = { readonly linkId: string; readonly reason: string };
type Chosen = { readonly linkIds: readonly string[] };

export interface PeopleDesk {
  show(principal: Principal): Promise<PeopleView>;
  /** Links that stand, of accounts that show this text. */
  find(principal: Principal, text: string): Promise<FoundLinks>;
  /** Takes a suggestion: it waits then for somebody else. */
  ask(principal: Principal, body: { suggestionId: string; evidence: string }): Promise<PeopleView>;
  /** Says of a suggestion that they are two people. */
  part(principal: Principal, body: { suggestionId: string; reason: string }): Promise<PeopleView>;
  confirm(principal: Principal, body: { linkId: string }): Promise<PeopleView>;
  drop(principal: Principal, body: Reasoned): Promise<PeopleView>;
  /** What undoing these links would change; changes nothing. */
  effect(principal: Principal, body: Chosen): Promise<EffectView>;
  /** Undoes exactly these links. */
  undo(principal: Principal, body: Chosen & { readonly reason: string }): Promise<PeopleView>;
  /** A member's own accounts, and what waits about them. */
  own(principal: Principal): Promise<OwnAccountsView>;
  confirmOwn(principal: Principal, body: { linkId: string }): Promise<OwnAccountsView>;
  dropOwn(principal: Principal, body: Reasoned): Promise<OwnAccountsView>;
  undoOwn(principal: Principal, body: Reasoned): Promise<OwnAccountsView>;
}

const REFUSED = [LinkRefusedError];

const REFUSALS = {
  nothing_suggested: "It is suggested no more. Load the page again.",
  counting_already: "What another undo would change is being counted. Try again in a minute.",
} as const;

/** As many as somebody looks through in a week; the others come up as these are decided. */
const SUGGESTIONS_SHOWN_MAX = 100;
const LINKS_SHOWN_MAX = 20;

/** Whose accounts are one person's: what the deanery and each member say of it in their sessions. */
export function createPeopleDesk(options: {
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly published: () => Published | null;
  readonly effectOf: (linkIds: readonly string[]) => Promise<Effect>;
}): PeopleDesk {
  const { ledger, now } = options;
  let isCounting = false;
  const published = () => {
    const found = options.published();
    if (found === null) throw new Error("Nobody is signed in before a snapshot is published.");
    return found;
  };

  function waiting(
    events: readonly AnyLedgerEvent[],
    { account }: Principal,
    of: (one: WaitingLink) => boolean = () => true,
  ): readonly WaitingView[] {
    const by = { events, account, now: now() };
    return waitingLinks(events)
      .filter(of)
      .map((one) => waitingView(one, published(), by));
  }

  async function show(principal: Principal): Promise<PeopleView> {
    const events = await ledger.read();
    const { people } = published();
    const suggested = people.suggestions.filter((one) => isOpen(events, one));
    const links = standingLinks(events).map((link) => linkView(link, published()));
    return {
      suggestions: suggested.slice(0, SUGGESTIONS_SHOWN_MAX).map((one) => ({
        suggestionId: one.suggestionId,
        accounts: one.accounts.map((key) => accountView(people, key)),
        score: one.score,
        reasons: one.reasons,
      })),
      moreSuggestionCount: Math.max(0, suggested.length - SUGGESTIONS_SHOWN_MAX),
      waiting: waiting(events, principal),
      unapplied: links.filter(({ unappliedFor }) => unappliedFor !== null),
      linkCount: links.length,
    };
  }

  async function own(principal: Principal): Promise<OwnAccountsView> {
    const events = await ledger.read();
    const { people } = published();
    const { account } = principal;
    const keys = accountsOfPerson(events, people, account);
    const others = keys.filter((key) => key !== account);
    const links = standingLinks(events).filter(({ a }) => keys.includes(a));
    // Of an account that was linked a minute ago only its link says of which system it is.
    const systems = new Map(
      links.flatMap(({ a, b, systems: [ofA, ofB] }) => [[a, ofA] as const, [b, ofB] as const]),
    );
    return {
      accounts: [account, ...others].map((key) => accountView(people, key, systems.get(key))),
      links: links.map((link) => linkView(link, published())),
      waiting: waiting(events, principal, ({ accounts }) =>
        accounts.some((each) => keys.includes(each.account)),
      ),
    };
  }

  const suggestionOf = (id: string) => {
    const found = published().people.suggestions.find(({ suggestionId }) => suggestionId === id);
    if (found === undefined) throw new DeskRefusal("nothing_suggested", REFUSALS.nothing_suggested);
    return found;
  };

  const confirm = async ({ account }: Principal, linkId: string) => {
    const known: KnownAccounts = published().people;
    await refusing(REFUSED, () => confirmLink(ledger, { linkId, by: account, now: now(), known }));
  };

  const drop = async ({ account }: Principal, body: Reasoned) =>
    refusing(REFUSED, () => dropLink(ledger, { ...body, by: account, now: now() }));

  const undo = async ({ account }: Principal, linkIds: readonly string[], reason: string) =>
    refusing(REFUSED, () =>
      undoLinks(ledger, {
        choice: { linkIds },
        shown: linkIds,
        by: account,
        reason,
        now: now(),
      }),
    );

  return {
    show,
    async find(_principal, text) {
      const views = standingLinks(await ledger.read())
        .toReversed()
        .map((link) => linkView(link, published()));
      const found = views.filter(({ accounts }) => accounts.some((one) => shows(one, text)));
      const moreCount = Math.max(0, found.length - LINKS_SHOWN_MAX);
      return { links: found.slice(0, LINKS_SHOWN_MAX), moreCount };
    },
    async ask(principal, { suggestionId, evidence }) {
      const { people } = published();
      const [a, b] = suggestionOf(suggestionId).accounts;
      const named = (account: string) => ({ account, system: people.systemOf(account) ?? "" });
      const ask = { accounts: [named(a), named(b)] as const, evidence, by: principal.account };
      await refusing(REFUSED, () => askLink(ledger, { ...ask, now: now(), known: people }));
      return show(principal);
    },
    async part(principal, { suggestionId, reason }) {
      const { accounts } = suggestionOf(suggestionId);
      const said = { accounts, reason, by: principal.account, now: now() };
      await refusing(REFUSED, () => refuseSuggestion(ledger, said));
      return show(principal);
    },
    async confirm(principal, { linkId }) {
      await confirm(principal, linkId);
      return show(principal);
    },
    async drop(principal, body) {
      await drop(principal, body);
      return show(principal);
    },
    async effect(_principal, { linkIds }) {
      await refusing(REFUSED, async () => chosenLinks(await ledger.read(), { linkIds }));
      // As much memory and time as a run: one is enough.
      if (isCounting) throw new DeskRefusal("counting_already", REFUSALS.counting_already);
      isCounting = true;
      try {
        return effectView(published().people, await options.effectOf(linkIds));
      } finally {
        isCounting = false;
      }
    },
    async undo(principal, { linkIds, reason }) {
      await undo(principal, linkIds, reason);
      return show(principal);
    },
    own,
    async confirmOwn(principal, { linkId }) {
      await assertOwn(principal, linkId, "waiting");
      await confirm(principal, linkId);
      return own(principal);
    },
    async dropOwn(principal, body) {
      await assertOwn(principal, body.linkId, "waiting");
      await drop(principal, body);
      return own(principal);
    },
    async undoOwn(principal, { linkId, reason }) {
      await assertOwn(principal, linkId, "links");
      await undo(principal, [linkId], reason);
      return own(principal);
    },
  };

  /** Whoever holds an office too speaks here of the own accounts alone. */
  async function assertOwn(
    principal: Principal,
    linkId: string,
    among: "waiting" | "links",
  ): Promise<void> {
    const found = await own(principal);
    if (found[among].some((one) => one.linkId === linkId)) return;
    const code = among === "waiting" ? "nothing_waits" : "no_link";
    await refusing(REFUSED, async () => {
      throw new LinkRefusedError(code, linkId);
    });
  }
}

/** A suggestion of the newest snapshot of which nobody has said anything since. */
function isOpen(events: readonly AnyLedgerEvent[], { accounts }: PublishedSuggestion): boolean {
  const [a, b] = accounts;
  if (areOnePerson(events, a, b) || isSuggestionRefused(events, accounts)) return false;
  return !waitingLinks(events).some((one) =>
    one.accounts.every(({ account }) => accounts.includes(account)),
  );
}

function shows({ name, handle }: AccountView, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return [name, handle].some((shown) => shown?.toLowerCase().includes(wanted) === true);
}
