/** Who is who, said from the machine: the operator's is one voice, and never both words of a link. */
import {
  askLink,
  chosenLinks,
  confirmLink,
  declareActor,
  dropLink,
  type LinkChoice,
  OPERATOR,
  proveLink,
  refuseSuggestion,
  standingLinks,
  undoLinks,
  waitingLinks,
} from "../../../warehouse/ledger/index.ts";
import { accountNamed, instantOption, linkNamed } from "../identity/account-option.ts";
import { type AtHand, openPeople } from "../identity/open.ts";
import type { CommonOptions, DeclareOptions, UnlinkOptions } from "../options.ts";

/** Asks for a manual link in the operator's name, or confirms what somebody else asked for. */
export async function identityLink(
  options: CommonOptions,
  named: readonly string[],
  given: { readonly evidence: string },
): Promise<void> {
  await using at = await openPeople(options);
  const [a, b] = named.map((text) => accountNamed(text, at.names));
  if (a === undefined || b === undefined) throw new Error("Commander lets no such call through.");
  const { ledger, now, known } = at;
  const ask = { accounts: [a, b] as const, evidence: given.evidence, by: OPERATOR };
  at.sayOutcome(ask.accounts, await askLink(ledger, { ...ask, now: now(), known }));
}

export async function identityConfirm(options: CommonOptions, named: string): Promise<void> {
  await using at = await openPeople(options);
  const { ledger, now, known } = at;
  const waiting = waitingLinks(await ledger.read());
  const linkId = linkNamed(named, waiting);
  const accounts = waiting.find((one) => one.linkId === linkId)?.accounts;
  const made = await confirmLink(ledger, { linkId, by: OPERATOR, now: now(), known });
  if (accounts !== undefined) at.sayOutcome(accounts, made);
}

/** Drops what waits, or says of two suggested accounts that they are two people's. */
export async function identityRefuse(
  options: CommonOptions,
  named: readonly string[],
  { reason }: { readonly reason: string },
): Promise<void> {
  await using at = await openPeople(options);
  const { ledger, now, said, line } = at;
  const by = { by: OPERATOR, reason, now: now() };
  const [first = "", second] = named;
  if (second === undefined) {
    const linkId = linkNamed(first, waitingLinks(await ledger.read()));
    await dropLink(ledger, { ...by, linkId });
    line(`${said.dropped}: ${linkId}`);
    return;
  }
  const [a, b] = [first, second].map((text) => accountNamed(text, at.names).account);
  await refuseSuggestion(ledger, { ...by, accounts: [a ?? "", b ?? ""] });
  line(said.refusedPair);
}

/** Links pairs with one address of which both systems have made sure; without `yes`, shows them. */
export async function identityAddresses(
  options: CommonOptions,
  { yes }: { readonly yes: boolean },
): Promise<void> {
  await using at = await openPeople(options);
  const { ledger, now, known, people, said, line, lines } = at;
  const pairs = people.addressPairs;
  if (pairs.length === 0) return line(said.noPairs);
  if (!yes) line(`${said.wouldLink}: ${pairs.length}`);
  for (const { accounts, addressHash } of pairs) {
    const [a, b] = accounts.map((account) => accountNamed(account, at.names));
    if (a === undefined || b === undefined) continue;
    if (!yes) {
      for (const { account } of [a, b]) line(`  ${lines.account(account)}`);
      continue;
    }
    const proof = { accounts: [a, b] as const, evidence: addressHash, by: OPERATOR, known };
    const name = `verified_email ${a.account} ${b.account} ${addressHash}`;
    const method = "verified_email" as const;
    const made = await proveLink(ledger, { ...proof, method, name, now: now() });
    at.sayOutcome(proof.accounts, made);
  }
}

/** Shows what undoing links would change; with `yes`, undoes them. */
export async function identityUnlink(
  options: CommonOptions,
  named: readonly string[],
  given: UnlinkOptions,
): Promise<void> {
  const [from, to] = [instantOption("--from", given.from), instantOption("--to", given.to)];
  await using at = await openPeople(options);
  const { ledger, now, said, line, lines } = at;
  const events = await ledger.read();
  const { method, evidence, by } = given;
  const linkIds = named.map((text) => linkNamed(text, standingLinks(events)));
  const choice: LinkChoice = {
    linkIds: linkIds.length === 0 ? undefined : linkIds,
    assertedBy: by === undefined ? undefined : speakerNamed(by, at),
    method,
    evidence,
    from,
    to,
  };
  const links = chosenLinks(events, choice);
  const shown = links.map(({ linkId }) => linkId);
  line(`${said.wouldUndo}: ${links.length}`);
  for (const one of links) for (const text of lines.link(one)) line(`  ${text}`);
  if (!given.yes) {
    if (links.length > 0) for (const text of await at.effect(shown)) line(text);
    return line(said.sayYes);
  }
  const undo = { choice, shown, by: OPERATOR, reason: given.reason, now: now() };
  const undone = await undoLinks(ledger, undo);
  line(`${said.undoneCount}: ${undone.links.length}`);
}

/** Declares an account a bot's or an agent's, or a person's again. */
export async function identityDeclare(
  options: CommonOptions,
  named: string,
  given: DeclareOptions,
): Promise<void> {
  await using at = await openPeople(options);
  const { ledger, now, line, lines } = at;
  const { account } = accountNamed(named, at.names);
  const owner = given.owner === undefined ? null : accountNamed(given.owner, at.names).account;
  const { actor, reason } = given;
  await declareActor(ledger, { account, actor, owner, reason, now: now() });
  for (const text of lines.declared(await ledger.read(), account)) line(text);
}

/** Whose word a link is: an account, or a named process of before such as `operator:jane`. */
function speakerNamed(text: string, { names }: Pick<AtHand, "names">): string {
  return /^(operator|demo)(:|$)/.test(text) ? text : accountNamed(text, names).account;
}
