import { sha256Hex } from "../../plan/bytes.ts";
import type { Ledger } from "../../store/ledger.ts";
import { contradictionOf } from "./contradiction.ts";
import { linksOf } from "./links.ts";
import { waitingLinks } from "./waiting.ts";
import {
  assertPeople,
  isSamePair,
  type LinkOutcome,
  linkPayload,
  type Pair,
  type Said,
  writeLink,
} from "./write-link.ts";

/**
 * Links by a proof, or by equal confirmed addresses. Two accounts that are joined by a weaker word
 * are linked all the same: the proof holds where that word is undone. What was proven before and
 * undone since stays undone, whoever says it again by the same `name`. Throws LinkRefusedError.
 */
export async function proveLink(
  ledger: Ledger,
  proof: Said & {
    readonly method: "proof" | "verified_email";
    /** Of the proof, for ever: it links once. */
    readonly name: string;
  },
): Promise<LinkOutcome> {
  const { accounts, method, evidence, now, known, name } = proof;
  const linkId = `l_${sha256Hex(name).slice(0, 32)}`;
  const events = await ledger.read();
  const made = linksOf(events).find(
    (one) =>
      one.linkId === linkId ||
      (one.undone === null && one.method === method && isSamePair(accounts, pairOf(one))),
  );
  if (made !== undefined) {
    const outcome = made.undone === null ? "linked" : "undone";
    return { linkId: made.linkId, outcome, contradiction: null };
  }
  const queued = waitingLinks(events).find(
    (one) => one.method === method && isSamePair(one.accounts, accounts),
  );
  // The same contradiction again is no second one to decide on.
  const still = queued === undefined ? null : contradictionOf(events, accounts, known);
  if (queued !== undefined && still !== null)
    return { linkId: queued.linkId, outcome: "contradicts", contradiction: still };
  const payload = linkPayload(accounts, {
    method,
    evidence,
    now,
    // It contradicts no more: what waited is made by it.
    linkId: queued?.linkId ?? linkId,
  });
  const uniqueKey = `link:${payload.link_id}`;
  return await writeLink(
    ledger,
    { kind: "account_linked", payload, uniqueKey },
    { ...proof, refuse: (all) => assertPeople(all, accounts, known) },
  );
}

function pairOf({ a, b }: { readonly a: string; readonly b: string }): Pair {
  return [
    { account: a, system: "" },
    { account: b, system: "" },
  ];
}
