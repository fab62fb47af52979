import { expect, test } from "vitest";

import { OPERATOR } from "../../approval/approval-keys.ts";
import { ada, bob, NOON } from "../../given.ts";
import type { Ledger } from "../../store/ledger.ts";
import { peopleOf } from "../../store/people.ts";
import { account, dan, dora, givenLinks, givenWallet, UNREAD } from "./given-links.ts";
import {
  accountsJoined,
  askLink,
  confirmLink,
  declareActor,
  dropLink,
  type KnownAccounts,
  linksAsOf,
  linksOf,
  type NamedAccount,
  proveLink,
  standingLinks,
  waitingLinks,
} from "./index.ts";

const CLUB = account("anna in the club", "discourse");
const OTHER_CLUB = account("boris in the club", "discourse");
const BOOK = account("a book");
const OLD_BOOK = account("an old book");

const HOUR_MS = 3_600_000;
const later = (hours: number) => new Date(NOON.getTime() + hours * HOUR_MS);

const said = { now: NOON, known: UNREAD };
const asked = (by: string, accounts: readonly [NamedAccount, NamedAccount] = [CLUB, BOOK]) => {
  return { ...said, accounts, evidence: "ticket 7", by };
};

async function prove(
  ledger: Ledger,
  accounts: readonly [NamedAccount, NamedAccount],
  { name = "code 1", now = NOON, known = UNREAD as KnownAccounts } = {},
) {
  const proof = { accounts, evidence: "telegram code", by: accounts[0].account, now, known };
  return await proveLink(ledger, { ...proof, method: "proof", name });
}

const areOne = async (ledger: Ledger, a: NamedAccount, b: NamedAccount) => {
  const personOf = peopleOf(await ledger.read());
  return personOf(a.account) === personOf(b.account);
};

test.each([
  ["the operator", "somebody of the deanery", OPERATOR, dora.account],
  ["somebody of the deanery", "a second one", dora.account, dan.account],
  ["somebody of the deanery", "the operator", dora.account, OPERATOR],
  ["somebody of the deanery", "whose account it is", dora.account, BOOK.account],
  ["whose account it is", "somebody of the deanery", CLUB.account, dora.account],
])("a manual link by %s joins nobody until %s confirms it", async (_who, _other, by, second) => {
  await using given = await givenLinks();
  const { linkId, outcome } = await askLink(given.ledger, asked(by));
  expect([outcome, await areOne(given.ledger, CLUB, BOOK)]).toEqual(["asked", false]);

  const made = await confirmLink(given.ledger, { ...said, linkId, by: second });

  expect(made).toEqual({ linkId, outcome: "linked", contradiction: null });
  expect(await areOne(given.ledger, CLUB, BOOK)).toBe(true);
  expect(linksOf(await given.ledger.read())).toMatchObject([
    { linkId, method: "manual", assertedBy: by, confirmedBy: second, undone: null },
  ]);
  expect(waitingLinks(await given.ledger.read())).toEqual([]);
});

test("nobody makes a manual link alone, and nobody without an office for others", async () => {
  await using given = await givenLinks();
  const { ledger } = given;
  // Dora has two accounts, and speaks with one voice.
  const doraToo = account("dora, too");
  await prove(ledger, [dora, doraToo], { name: "dora's code" });
  const { linkId } = await askLink(ledger, asked(dora.account));
  const own = await askLink(ledger, asked(CLUB.account, [CLUB, OLD_BOOK]));
  const refused = async (id: string, by: string, code: string) =>
    expect(confirmLink(ledger, { ...said, linkId: id, by })).rejects.toMatchObject({ code });

  await refused(linkId, dora.account, "own_word");
  await refused(linkId, doraToo.account, "own_word");
  await refused(linkId, OTHER_CLUB.account, "not_deanery");
  // Two accounts of one thief: neither speaks for an office.
  await refused(own.linkId, OLD_BOOK.account, "own_word");
  await refused("no such", dan.account, "nothing_waits");
  await expect(askLink(ledger, asked(OTHER_CLUB.account))).rejects.toMatchObject({
    code: "not_deanery",
  });

  expect(standingLinks(await ledger.read())).toHaveLength(1);
});

test("a role that has ended speaks for nobody", async () => {
  await using given = await givenLinks();
  const ended = { role: "deanery", stream: null, valid_from: "2026-01-01T00:00:00Z" };
  const payload = { account: dora.account, ...ended, valid_to: "2026-02-01T00:00:00Z" };
  await given.ledger.append("role_granted", payload, { actor: "configuration" });

  const ask = askLink(given.ledger, asked(dora.account));

  await expect(ask).rejects.toMatchObject({ code: "not_deanery" });
});

test("the machine has one voice, whoever types there", async () => {
  await using given = await givenLinks();
  const { linkId } = await askLink(given.ledger, asked(OPERATOR));

  const confirmed = confirmLink(given.ledger, { ...said, linkId, by: OPERATOR });

  await expect(confirmed).rejects.toMatchObject({ code: "own_word" });
});

test("what is asked twice, of one account, or of one person, is refused", async () => {
  await using given = await givenLinks();
  const { ledger } = given;
  await askLink(ledger, asked(OPERATOR));
  const refused = async (accounts: readonly [NamedAccount, NamedAccount], code: string) =>
    expect(askLink(ledger, asked(OPERATOR, accounts))).rejects.toMatchObject({ code });

  await refused([BOOK, CLUB], "asked_already");
  await refused([CLUB, CLUB], "same_account");
  await prove(ledger, [CLUB, BOOK]);
  await refused([BOOK, CLUB], "linked_already");
  const unsaid = askLink(ledger, { ...asked(OPERATOR), evidence: " " });
  await expect(unsaid).rejects.toMatchObject({ code: "no_reason" });
});

test("what waits is dropped by one word, with its reason, and then waits no more", async () => {
  await using given = await givenLinks();
  const { linkId } = await askLink(given.ledger, asked(OPERATOR));
  const drop = { linkId, reason: "namesakes", now: NOON };
  const byStranger = dropLink(given.ledger, { ...drop, by: OTHER_CLUB.account });
  await expect(byStranger).rejects.toMatchObject({ code: "not_deanery" });

  await dropLink(given.ledger, { ...drop, by: CLUB.account });

  const again = confirmLink(given.ledger, { ...said, linkId, by: dora.account });
  await expect(again).rejects.toMatchObject({ code: "nothing_waits" });
  expect(await areOne(given.ledger, CLUB, BOOK)).toBe(false);
});

test("a second account where a person has one is queued, and never wins by coming last", async () => {
  await using given = await givenLinks();
  const { ledger } = given;
  await prove(ledger, [CLUB, BOOK]);

  const second = await prove(ledger, [OTHER_CLUB, BOOK], { name: "code 2", now: later(1) });
  const again = await prove(ledger, [OTHER_CLUB, BOOK], { name: "code 3", now: later(2) });

  const contradiction = { because: "one_each", system: "discourse" };
  expect(second).toMatchObject({ outcome: "contradicts", contradiction });
  expect(again).toEqual(second);
  expect(await areOne(ledger, CLUB, BOOK)).toBe(true);
  expect(await areOne(ledger, OTHER_CLUB, BOOK)).toBe(false);
  expect(waitingLinks(await ledger.read())).toMatchObject([
    { linkId: second.linkId, contradiction, assertedBy: OTHER_CLUB.account },
  ]);
  const confirmed = confirmLink(ledger, { ...said, linkId: second.linkId, by: dora.account });
  await expect(confirmed).rejects.toMatchObject({ code: "still_contradicts" });
});

test("of which system an account is, the snapshot tells as well as earlier links do", async () => {
  await using given = await givenLinks();
  const known: KnownAccounts = {
    ...UNREAD,
    systemOf: (key) => (key === CLUB.account ? "discourse" : null),
  };
  // Of a script, before events named systems.
  const link = { account_a: CLUB.account, account_b: BOOK.account, method: "manual" as const };
  const dated = { link_id: "l1", evidence: "", valid_from: NOON.toISOString() };
  await given.ledger.append("account_linked", { ...link, ...dated }, { actor: "operator:jane" });

  const second = await prove(given.ledger, [OTHER_CLUB, BOOK], { known });

  expect(second.outcome).toBe("contradicts");
});

test("an account that is named by its key alone is of the system that earlier links tell", async () => {
  await using given = await givenLinks();
  await prove(given.ledger, [CLUB, BOOK]);
  await prove(given.ledger, [OTHER_CLUB, OLD_BOOK], { name: "code 2" });
  const keyAlone = (key: NamedAccount) => ({ ...key, system: "" });

  const second = await prove(given.ledger, [keyAlone(CLUB), keyAlone(OTHER_CLUB)], { name: "3" });

  expect(second.contradiction).toEqual({ because: "one_each", system: "discourse" });
});

test("once the wrong link is undone, an office makes what contradicted it", async () => {
  await using given = await givenLinks();
  const { ledger } = given;
  const { linkId: wrong } = await prove(ledger, [CLUB, BOOK]);
  const { linkId } = await prove(ledger, [OTHER_CLUB, BOOK], { name: "code 2" });
  await ledger.append("link_revoked", { link_id: wrong, reason: "a thief's" }, { actor: OPERATOR });
  const bySelf = confirmLink(ledger, { ...said, linkId, by: BOOK.account });
  await expect(bySelf).rejects.toMatchObject({ code: "not_deanery" });

  const made = await confirmLink(ledger, { ...said, linkId, by: dora.account });

  expect(made.outcome).toBe("linked");
  expect(await areOne(ledger, OTHER_CLUB, BOOK)).toBe(true);
});

test("proven anew, what contradicts no more is made, and waits no longer", async () => {
  await using given = await givenLinks();
  const { ledger } = given;
  const { linkId: wrong } = await prove(ledger, [CLUB, BOOK]);
  const { linkId } = await prove(ledger, [OTHER_CLUB, BOOK], { name: "code 2" });
  await ledger.append("link_revoked", { link_id: wrong, reason: "a thief's" }, { actor: OPERATOR });

  const again = await prove(ledger, [OTHER_CLUB, BOOK], { name: "code 3", now: later(1) });

  expect(again).toEqual({ linkId, outcome: "linked", contradiction: null });
  expect(waitingLinks(await ledger.read())).toEqual([]);
});

test("two members with a wallet each are not joined by a proof, but by an office that saw it", async () => {
  await using given = await givenLinks();
  const { ledger } = given;
  await givenWallet(ledger, CLUB, ada);
  await givenWallet(ledger, BOOK, bob);

  const { linkId, outcome, contradiction } = await prove(ledger, [CLUB, BOOK]);
  expect([outcome, contradiction?.because]).toEqual(["contradicts", "two_wallets"]);
  expect(await areOne(ledger, CLUB, BOOK)).toBe(false);
  const bySelf = confirmLink(ledger, { ...said, linkId, by: CLUB.account });
  await expect(bySelf).rejects.toMatchObject({ code: "not_deanery" });
  const made = await confirmLink(ledger, { ...said, linkId, by: dora.account });

  expect(made.outcome).toBe("linked");
});

test("a bot or an agent has an owner, and is nobody's account", async () => {
  await using given = await givenLinks();
  const { ledger } = given;
  const bot = { ...UNREAD, actorOf: (key: string) => (key === OLD_BOOK.account ? "bot" : null) };
  const declared = { account: BOOK.account, owner: CLUB.account, reason: "a bridge", now: NOON };
  await declareActor(ledger, { ...declared, actor: "agent" });
  await expect(prove(ledger, [CLUB, BOOK])).rejects.toMatchObject({ code: "no_person" });
  const known = prove(ledger, [CLUB, OLD_BOOK], { known: bot });
  await expect(known).rejects.toMatchObject({ code: "no_person" });

  await declareActor(ledger, { ...declared, actor: "person", owner: null });

  expect((await prove(ledger, [CLUB, BOOK])).outcome).toBe("linked");
  const linked = declareActor(ledger, { ...declared, actor: "bot" });
  await expect(linked).rejects.toMatchObject({ code: "linked_already" });
});

test("a proof links once: given again it changes nothing, and undone it stays so", async () => {
  await using given = await givenLinks();
  const { ledger } = given;
  const first = await prove(ledger, [CLUB, BOOK]);
  const again = await prove(ledger, [CLUB, BOOK], { now: later(1) });
  const other = await prove(ledger, [BOOK, CLUB], { name: "code 2", now: later(1) });
  expect([again, other]).toEqual([first, first]);
  const { linkId: link_id } = first;
  await ledger.append("link_revoked", { link_id, reason: "stolen" }, { actor: OPERATOR });

  const stolen = await prove(ledger, [CLUB, BOOK], { now: later(2) });

  expect(stolen.outcome).toBe("undone");
  expect(await areOne(ledger, CLUB, BOOK)).toBe(false);
});

test("a proof beside a manual link holds where the manual one is undone", async () => {
  await using given = await givenLinks();
  const { linkId } = await askLink(given.ledger, asked(OPERATOR));
  await confirmLink(given.ledger, { ...said, linkId, by: dora.account });
  await prove(given.ledger, [CLUB, BOOK]);

  const revoked = { link_id: linkId, reason: "asked of the wrong one" };
  await given.ledger.append("link_revoked", revoked, { actor: OPERATOR });

  expect(await areOne(given.ledger, CLUB, BOOK)).toBe(true);
});

test("as of an instant a link holds from when it was made; undone since, it never did", async () => {
  await using given = await givenLinks();
  const { ledger, clock } = given;
  await prove(ledger, [CLUB, BOOK]);
  clock.now = later(1);
  const { linkId } = await prove(ledger, [BOOK, OLD_BOOK], { name: "code 2", now: later(1) });
  const revoked = { link_id: linkId, reason: "a mistake" };
  const undoneAt = { actor: OPERATOR, at: later(3).toISOString() };
  await ledger.append("link_revoked", revoked, undoneAt);
  const events = await ledger.read();
  const joined = (asOf: Date, known?: Date) =>
    accountsJoined(linksAsOf(events, { asOf, known }), CLUB.account).length;

  expect([joined(later(-1)), joined(NOON), joined(later(9))]).toEqual([1, 2, 2]);
  // As the ledger was at two o'clock.
  expect([joined(NOON, later(2)), joined(later(9), later(2))]).toEqual([2, 3]);
});
