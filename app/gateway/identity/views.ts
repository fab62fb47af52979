import {
  type AccountLink,
  type AnyLedgerEvent,
  confirmationRefusal,
  type Contradiction,
  type WaitingLink,
} from "../../../warehouse/ledger/index.ts";
import type { PublishedPeople } from "../../identity/published-people.ts";
import type { Published } from "../data/principal.ts";

/** An account as people see it: no key, and no native id. */
export interface AccountView {
  /** Null: known to the ledger only. */
  readonly system: string | null;
  readonly name: string | null;
  readonly handle: string | null;
}

export interface SuggestionView {
  readonly suggestionId: string;
  readonly accounts: readonly AccountView[];
  readonly score: number;
  /** Codes of `models/core/identity/suggest/evidence.ts`, the strongest first. */
  readonly reasons: readonly string[];
}

export interface WaitingView {
  readonly linkId: string;
  readonly accounts: readonly AccountView[];
  readonly method: WaitingLink["method"];
  readonly evidence: string;
  readonly since: string;
  /** Null where it was said from the machine. */
  readonly assertedByName: string | null;
  readonly contradiction: Contradiction | null;
  /** Why the principal may not confirm it; null where they may. */
  readonly refusal: string | null;
}

/** A link that stands. */
export interface LinkView {
  readonly linkId: string;
  readonly accounts: readonly AccountView[];
  readonly method: AccountLink["method"];
  readonly evidence: string;
  readonly linkedAt: string;
  /** Null where it was said from the machine. */
  readonly assertedByName: string | null;
  /** Null where one word was enough, and where the second was said from the machine. */
  readonly confirmedByName: string | null;
  /** The system in which both sides have an account, where the models did not apply it; else null. */
  readonly unappliedFor: string | null;
}

export function accountView(
  people: PublishedPeople,
  key: string,
  system: string | null = null,
): AccountView {
  const known = people.accounts.get(key);
  return {
    system: known?.system ?? (system === "" ? null : system),
    name: known?.name ?? null,
    handle: known?.handle ?? null,
  };
}

export function waitingView(
  one: WaitingLink,
  published: Pick<Published, "people" | "nameOf">,
  by: { readonly events: readonly AnyLedgerEvent[]; readonly account: string; readonly now: Date },
): WaitingView {
  const { people } = published;
  const { events, account, now } = by;
  return {
    linkId: one.linkId,
    accounts: one.accounts.map((each) => accountView(people, each.account, each.system)),
    method: one.method,
    evidence: one.evidence,
    since: one.since,
    assertedByName: speaker(published, one.assertedBy),
    contradiction: one.contradiction,
    refusal: confirmationRefusal(events, one, { account, now, known: people }),
  };
}

export function linkView(
  link: AccountLink,
  published: Pick<Published, "people" | "nameOf">,
): LinkView {
  const { people } = published;
  const { linkId, systems, method, evidence, linkedAt, assertedBy, confirmedBy } = link;
  return {
    linkId,
    accounts: [link.a, link.b].map((key, index) => accountView(people, key, systems[index])),
    method,
    evidence,
    linkedAt,
    assertedByName: speaker(published, assertedBy),
    confirmedByName: confirmedBy === null ? null : speaker(published, confirmedBy),
    unappliedFor: people.unapplied.find((one) => one.linkId === linkId)?.system ?? null,
  };
}

function speaker({ nameOf }: Pick<Published, "nameOf">, actor: string): string | null {
  return actor.startsWith("a_") ? (nameOf(actor) ?? "—") : null;
}
