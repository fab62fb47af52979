import type { AnyLedgerEvent, LedgerPayloads, LinkMethod } from "../../store/events.ts";
import type { Ledger } from "../../store/ledger.ts";
import {
  type Contradiction,
  contradictionOf,
  declaredActors,
  type KnownAccounts,
  type NamedAccount,
} from "./contradiction.ts";
import { LinkRefusedError } from "./link-refused.ts";

export type Pair = readonly [NamedAccount, NamedAccount];

/** What became of a link: `undone` is one that was made once and stays undone. */
export interface LinkOutcome {
  readonly linkId: string;
  readonly outcome: "linked" | "asked" | "contradicts" | "undone";
  readonly contradiction: Contradiction | null;
}

/** What is said of two accounts, by whom and when. */
export interface Said {
  readonly accounts: Pair;
  /** A reference to a record kept elsewhere: no names, no addresses. */
  readonly evidence: string;
  /** An account key, or `operator`. */
  readonly by: string;
  readonly now: Date;
  readonly known: KnownAccounts;
}

type LinkEntry =
  | { readonly kind: "link_asked"; readonly payload: LedgerPayloads["link_asked"] }
  | { readonly kind: "account_linked"; readonly payload: LedgerPayloads["account_linked"] };

/** Writes a link, or, where it contradicts what stands at that moment, that it does. */
export async function writeLink(
  ledger: Ledger,
  entry: LinkEntry & { readonly uniqueKey?: string },
  given: Pick<Said, "accounts" | "by" | "now" | "known"> & {
    /** Throws LinkRefusedError. */
    readonly refuse: (events: readonly AnyLedgerEvent[]) => void;
    /** A person has decided that two wallets are no matter. */
    readonly isDecided?: boolean;
  },
): Promise<LinkOutcome> {
  const { accounts, by, now, known, refuse, isDecided = false } = given;
  const { link_id: linkId } = entry.payload;
  const said = { actor: by, at: now.toISOString() };
  try {
    await ledger.appendAll([{ ...entry, ...said }], {
      guard(events) {
        refuse(events);
        const found = contradictionOf(events, accounts, known);
        if (found !== null && !(isDecided && found.because === "two_wallets"))
          throw new FoundContradiction(found);
      },
    });
  } catch (error) {
    if (!(error instanceof FoundContradiction)) throw error;
    const { contradiction } = error;
    const payload = { ...linkIn(entry.payload), ...contradiction };
    await ledger.append("link_contradicted", payload, { ...said, guard: refuse });
    return { linkId, outcome: "contradicts", contradiction };
  }
  const outcome = entry.kind === "link_asked" ? "asked" : "linked";
  return { linkId, outcome, contradiction: null };
}

/** Leaves the write lock; nobody outside sees it. */
class FoundContradiction extends Error {
  override readonly name = "FoundContradiction";
  readonly contradiction: Contradiction;
  constructor(contradiction: Contradiction) {
    super(contradiction.because);
    this.contradiction = contradiction;
  }
}

function linkIn(payload: LedgerPayloads["account_linked"]): LedgerPayloads["link_asked"] {
  const { asserted_by: _, ...link } = payload;
  return link;
}

export function linkPayload(
  [a, b]: Pair,
  link: {
    readonly linkId: string;
    readonly method: LinkMethod;
    readonly evidence: string;
    readonly now: Date;
  },
): LedgerPayloads["link_asked"] {
  return {
    link_id: link.linkId,
    account_a: a.account,
    account_b: b.account,
    ...(a.system === "" ? {} : { system_a: a.system }),
    ...(b.system === "" ? {} : { system_b: b.system }),
    method: link.method,
    evidence: link.evidence,
    // Never dated back: the earliest link names the member, and stands where two contradict.
    valid_from: link.now.toISOString(),
  };
}

/** Two accounts, and neither a bot's nor an agent's. Throws LinkRefusedError. */
export function assertPeople(
  events: readonly AnyLedgerEvent[],
  accounts: Pair,
  known: KnownAccounts,
): void {
  const [a, b] = accounts;
  if (a.account === b.account) throw new LinkRefusedError("same_account", nameOf(accounts));
  const declared = declaredActors(events);
  for (const { account } of accounts) {
    const said = declared.get(account);
    const actor = said === undefined || said === "person" ? known.actorOf(account) : said;
    if (actor !== null) throw new LinkRefusedError("no_person", nameOf(accounts));
  }
}

export function isSamePair(one: Pair, other: Pair): boolean {
  const keys = ([a, b]: Pair) => [a.account, b.account].toSorted().join(" ");
  return keys(one) === keys(other);
}

/** For an error: keys tell nobody who it is. */
export function nameOf([a, b]: Pair): string {
  return `${a.account} = ${b.account}`;
}
