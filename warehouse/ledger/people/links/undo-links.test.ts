import { expect, test } from "vitest";

import { OPERATOR } from "../../approval/approval-keys.ts";
import { NOON } from "../../given.ts";
import { peopleOf } from "../../store/people.ts";
import { account, dan, dora, givenLinks, UNREAD } from "./given-links.ts";
import {
  askLink,
  chosenLinks,
  confirmLink,
  type LinkChoice,
  linksOf,
  proveLink,
  standingLinks,
  undoLinks,
} from "./index.ts";

const HOUR_MS = 3_600_000;
const later = (hours: number) => new Date(NOON.getTime() + hours * HOUR_MS);
const [A, B, C, D] = ["a", "b", "c", "d"].map((name) => account(name)) as [
  ReturnType<typeof account>,
  ReturnType<typeof account>,
  ReturnType<typeof account>,
  ReturnType<typeof account>,
];

/** A proof at noon, a manual link at one and an address at two; their ids by what they are. */
async function givenThree() {
  const given = await givenLinks();
  const { ledger } = given;
  const common = { known: UNREAD };
  const proof = { ...common, accounts: [A, B] as const, evidence: "code", by: A.account };
  const { linkId: proven } = await proveLink(ledger, {
    ...{ ...proof, now: NOON, method: "proof", name: "1" },
  });
  const ask = { ...common, accounts: [B, C] as const, evidence: "ticket 7", by: dora.account };
  const { linkId: manual } = await askLink(ledger, { ...ask, now: later(1) });
  await confirmLink(ledger, { ...common, linkId: manual, by: dan.account, now: later(1) });
  const same = { ...common, accounts: [C, D] as const, evidence: "h_1", by: OPERATOR };
  const { linkId: address } = await proveLink(ledger, {
    ...{ ...same, now: later(2), method: "verified_email", name: "2" },
  });
  const undo = async (choice: LinkChoice, by = OPERATOR) => {
    const shown = chosenLinks(await ledger.read(), choice).map(({ linkId }) => linkId);
    return undoLinks(ledger, { choice, shown, by, reason: "a mistake", now: later(3) });
  };
  const standing = async () => standingLinks(await ledger.read()).map(({ linkId }) => linkId);
  return { ...given, undo, standing, ids: { proven, manual, address } };
}

test.each<[string, LinkChoice, readonly ("proven" | "manual" | "address")[]]>([
  ["method", { method: "manual" }, ["manual"]],
  ["who asserted them", { assertedBy: OPERATOR }, ["address"]],
  ["who asserted them, not who confirmed", { assertedBy: dan.account }, []],
  ["the interval in which they were made", { from: later(1), to: later(2) }, ["manual"]],
  ["evidence", { evidence: "h_1" }, ["address"]],
  ["all that is said", { from: NOON, method: "proof" }, ["proven"]],
])("links are chosen by %s", async (_by, choice, names) => {
  await using given = await givenThree();

  const links = chosenLinks(await given.ledger.read(), choice);

  expect(links.map(({ linkId }) => linkId)).toEqual(names.map((name) => given.ids[name]));
});

test("whoever asserted a link is meant by any of their accounts", async () => {
  await using given = await givenThree();

  const links = chosenLinks(await given.ledger.read(), { assertedBy: D.account });

  expect(links.map(({ linkId }) => linkId)).toEqual([given.ids.proven]);
});

test("a bulk undo is an event with its choice, its reason and each link that it took", async () => {
  await using given = await givenThree();

  const { undoId } = await given.undo({ from: later(1) });

  expect(await given.standing()).toEqual([given.ids.proven]);
  const [head, ...revoked] = (await given.ledger.read()).slice(-3);
  const reason = "a mistake";
  expect(head).toMatchObject({
    ...{ kind: "links_undone", actor: OPERATOR, at: later(3).toISOString() },
    payload: { undo_id: undoId, from: later(1).toISOString(), link_count: 2, reason, to: null },
  });
  expect(revoked.map(({ payload }) => payload)).toEqual(
    [given.ids.manual, given.ids.address].map((link_id) => ({ link_id, reason, undo_id: undoId })),
  );
});

test("one link is undone by its id, and the ledger keeps who undid it and why", async () => {
  await using given = await givenThree();

  await given.undo({ linkIds: [given.ids.manual] }, dora.account);

  const personOf = peopleOf(await given.ledger.read());
  expect(personOf(A.account)).toBe(personOf(B.account));
  expect(personOf(B.account)).not.toBe(personOf(C.account));
  expect(linksOf(await given.ledger.read())[1]?.undone).toEqual({
    ...{ at: later(3).toISOString(), by: dora.account, reason: "a mistake", undoId: null },
  });
});

test("a person undoes links of their own accounts, and nobody else's", async () => {
  await using given = await givenThree();
  const stranger = account("a stranger").account;

  await expect(given.undo({ linkIds: [given.ids.manual] }, stranger)).rejects.toMatchObject({
    code: "not_deanery",
  });
  await given.undo({ linkIds: [given.ids.manual] }, D.account);
  // Parted by that: what is left is another's.
  await expect(given.undo({ linkIds: [given.ids.proven] }, D.account)).rejects.toMatchObject({
    code: "not_deanery",
  });

  expect(await given.standing()).toEqual([given.ids.proven, given.ids.address]);
});

test("exactly the links that were shown are undone, or none", async () => {
  await using given = await givenThree();
  const undo = { by: OPERATOR, reason: "a mistake", now: later(3) };
  const shown = [given.ids.manual];
  const choice = { from: later(1) };

  const more = undoLinks(given.ledger, { ...undo, choice, shown });
  await expect(more).rejects.toMatchObject({ code: "links_changed" });
  const unsaid = undoLinks(given.ledger, { ...undo, choice: {}, shown: [] });
  await expect(unsaid).rejects.toMatchObject({ code: "no_choice" });
  const none = undoLinks(given.ledger, { ...undo, choice: { evidence: "no such" }, shown: [] });
  await expect(none).rejects.toMatchObject({ code: "no_link" });
  const silent = undoLinks(given.ledger, {
    ...{ ...undo, reason: " ", choice: { linkIds: shown }, shown },
  });
  await expect(silent).rejects.toMatchObject({ code: "no_reason" });

  expect(await given.standing()).toHaveLength(3);
});
