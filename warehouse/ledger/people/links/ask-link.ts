import { randomUUID } from "node:crypto";

import { isReason } from "../../plan/reason.ts";
import type { AnyLedgerEvent } from "../../store/events.ts";
import type { Ledger } from "../../store/ledger.ts";
import { areOnePerson, authorityOver } from "./authority.ts";
import { contradictionOf } from "./contradiction.ts";
import { type LinkRefusalCode, LinkRefusedError } from "./link-refused.ts";
import { type WaitingLink, waitingLinks } from "./waiting.ts";
import {
  assertPeople,
  isSamePair,
  type LinkOutcome,
  linkPayload,
  nameOf,
  type Said,
  writeLink,
} from "./write-link.ts";

/**
 * Asks for a manual link, which counts once somebody else confirms it (`confirmLink`). What
 * contradicts is written down so, and waits for a person. Throws LinkRefusedError.
 */
export async function askLink(ledger: Ledger, ask: Said): Promise<LinkOutcome> {
  const { accounts, evidence, by, now, known } = ask;
  if (!isReason(evidence)) throw new LinkRefusedError("no_reason", nameOf(accounts));
  const payload = linkPayload(accounts, { linkId: randomUUID(), method: "manual", evidence, now });
  const keys = accounts.map(({ account }) => account);
  const [a, b] = accounts;
  const refuse = (events: readonly AnyLedgerEvent[]) => {
    assertPeople(events, accounts, known);
    if (authorityOver(events, keys, { account: by, now }) === null)
      throw new LinkRefusedError("not_deanery", nameOf(accounts));
    if (areOnePerson(events, a.account, b.account))
      throw new LinkRefusedError("linked_already", nameOf(accounts));
    if (waitingLinks(events).some((one) => isSamePair(one.accounts, accounts)))
      throw new LinkRefusedError("asked_already", nameOf(accounts));
  };
  return await writeLink(ledger, { kind: "link_asked", payload }, { ...ask, refuse });
}

/**
 * Makes a link that waits, by somebody else's word than whose asked. One that contradicted takes an
 * office's, and none while both sides have an account where a person has one. Throws LinkRefusedError.
 */
export async function confirmLink(
  ledger: Ledger,
  said: Pick<Said, "by" | "now" | "known"> & { readonly linkId: string },
): Promise<LinkOutcome> {
  const { linkId, by, now, known } = said;
  const { accounts, method, evidence, assertedBy, contradiction } = waitingIn(
    await ledger.read(),
    linkId,
  );
  const link = linkPayload(accounts, { linkId, method, evidence, now });
  const refuse = (events: readonly AnyLedgerEvent[]) => {
    const waiting = waitingIn(events, linkId);
    assertPeople(events, accounts, known);
    const refusal = confirmationRefusal(events, waiting, { account: by, now, known });
    if (refusal !== null) throw new LinkRefusedError(refusal, linkId);
  };
  return await writeLink(
    ledger,
    { kind: "account_linked", payload: { ...link, asserted_by: assertedBy } },
    { accounts, by, now, known, refuse, isDecided: contradiction?.because === "two_wallets" },
  );
}

/** Drops what waits, by one word: an office's, or whose account it is. Throws LinkRefusedError. */
export async function dropLink(
  ledger: Ledger,
  said: Pick<Said, "by" | "now"> & { readonly linkId: string; readonly reason: string },
): Promise<void> {
  const { linkId, by, now, reason } = said;
  if (!isReason(reason)) throw new LinkRefusedError("no_reason", linkId);
  const options = {
    actor: by,
    at: now.toISOString(),
    guard(events: readonly AnyLedgerEvent[]) {
      const keys = waitingIn(events, linkId).accounts.map(({ account }) => account);
      if (authorityOver(events, keys, { account: by, now }) === null)
        throw new LinkRefusedError("not_deanery", linkId);
    },
  };
  await ledger.append("link_dropped", { link_id: linkId, reason }, options);
}

/**
 * Why this account may not confirm what waits; null where it may. Two people say it, and one of them
 * from an office: two accounts of one thief are not enough.
 */
export function confirmationRefusal(
  events: readonly AnyLedgerEvent[],
  { accounts, assertedBy, since, contradiction }: WaitingLink,
  by: { readonly account: string } & Pick<Said, "now" | "known">,
): LinkRefusalCode | null {
  const keys = accounts.map(({ account }) => account);
  const authority = authorityOver(events, keys, by);
  if (authority === null || (authority === "self" && contradiction !== null)) return "not_deanery";
  if (areOnePerson(events, assertedBy, by.account)) return "own_word";
  const asker = authorityOver(events, keys, { account: assertedBy, now: new Date(since) });
  if (authority === "self" && asker !== "office") return "own_word";
  const isAgainst = contradictionOf(events, accounts, by.known)?.because === "one_each";
  return contradiction !== null && isAgainst ? "still_contradicts" : null;
}

function waitingIn(events: readonly AnyLedgerEvent[], linkId: string): WaitingLink {
  const found = waitingLinks(events).find((one) => one.linkId === linkId);
  if (found === undefined) throw new LinkRefusedError("nothing_waits", linkId);
  return found;
}
