import { expect, test } from "vitest";

import { askLink, OPERATOR, proveLink, standingLinks } from "../../../warehouse/ledger/index.ts";
import { NOON } from "../../../warehouse/ledger/given.ts";
import {
  account,
  dan,
  dora,
  givenLinks,
} from "../../../warehouse/ledger/people/links/given-links.ts";
import type { Stand } from "../../identity/effect-of-undo.ts";
import type { PublishedPeople } from "../../identity/published-people.ts";
import type { Principal, Published } from "../data/principal.ts";
import { NOBODY } from "../given-gateway.ts";
import { createPeopleDesk } from "./desk.ts";

const ANNA = account("anna in the club", "discourse");
const BOOK = account("anna in the workbook");
const OTHER = account("boris in the club", "discourse");

const principal = (key: string, role: Principal["roles"][number]): Principal => ({
  ...{ account: key, memberId: "m", name: "?", roles: [role], cohorts: new Map() },
});
const DORA = principal(dora.account, "deanery");
const DAN = principal(dan.account, "deanery");

const shown = (
  { account: key, system }: typeof ANNA,
  name: string,
): PublishedPeople["accounts"] extends ReadonlyMap<string, infer A> ? [string, A] : never => [
  key,
  { account: key, memberId: `m_${name}`, system, name, handle: null, actor: null },
];

const PEOPLE: PublishedPeople = {
  ...NOBODY,
  accounts: new Map([shown(ANNA, "Анна"), shown(BOOK, "Аня"), shown(OTHER, "Борис")]),
  suggestions: [
    {
      ...{ suggestionId: "s_1", accounts: [ANNA.account, BOOK.account], members: ["m_1", "m_2"] },
      ...{ score: 34, reasons: ["same_name_by_diminutive"], places: [1, 1] },
    },
  ],
};

const STAND: Stand = {
  ...{ memberId: "m_1", accounts: [ANNA.account, BOOK.account], wallet: null },
  points: [{ period: "2026-10", domain: "personal", points: 2_500_000n }],
  kept: [{ period: "2026-09", domain: "personal", amount: 10n ** 20n }],
};

async function givenDesk(counted = Promise.resolve()) {
  const given = await givenLinks();
  const published = {
    people: PEOPLE,
    nameOf: (key: string) => (key === dora.account ? "Дора" : null),
  };
  const desk = createPeopleDesk({
    ledger: given.ledger,
    now: () => given.clock.now,
    published: () => published as unknown as Published,
    effectOf: async (linkIds) => {
      await counted;
      return {
        ...{ before: [STAND], after: [], ownerless: [{ period: "2026-10", amount: 7n }] },
        ...{ linkIds },
      };
    },
  });
  return { ...given, desk, [Symbol.asyncDispose]: given[Symbol.asyncDispose] };
}

test("a suggestion becomes a link by two of the deanery, and each sees what is theirs to say", async () => {
  await using given = await givenDesk();
  const { desk, ledger } = given;

  expect(await desk.show(DORA)).toMatchObject({
    suggestions: [{ suggestionId: "s_1", reasons: ["same_name_by_diminutive"], score: 34 }],
  });
  const asked = await desk.ask(DORA, { suggestionId: "s_1", evidence: "I know her" });
  const [mine] = asked.waiting;
  const [theirs] = (await desk.show(DAN)).waiting;

  expect(asked.suggestions).toEqual([]);
  expect(mine).toEqual({
    linkId: expect.any(String),
    accounts: [
      { system: "discourse", name: "Анна", handle: null },
      { system: "nocodb", name: "Аня", handle: null },
    ],
    ...{ method: "manual", evidence: "I know her", since: NOON.toISOString() },
    ...{ assertedByName: "Дора", contradiction: null, refusal: "own_word" },
  });
  expect(theirs?.refusal).toBeNull();
  const own = desk.confirm(DORA, { linkId: mine!.linkId });
  await expect(own).rejects.toMatchObject({ name: "DeskRefusal", code: "own_word" });
  const after = await desk.confirm(DAN, { linkId: mine!.linkId });
  expect(after).toMatchObject({ waiting: [], suggestions: [], linkCount: 1 });
  expect(standingLinks(await ledger.read())).toMatchObject([
    { a: ANNA.account, b: BOOK.account, assertedBy: dora.account, confirmedBy: dan.account },
  ]);
});

test("whose account it is gives the second word on the own page, and sees both accounts then", async () => {
  await using given = await givenDesk();
  const { desk, ledger } = given;
  const said = { evidence: "ticket 7", by: OPERATOR, now: NOON, known: PEOPLE };
  const { linkId } = await askLink(ledger, { ...said, accounts: [ANNA, BOOK] });
  const anna = principal(ANNA.account, "trainee");
  const [waits] = (await desk.own(anna)).waiting;
  expect(waits).toMatchObject({ linkId, assertedByName: null, refusal: null });

  const after = await desk.confirmOwn(anna, { linkId });

  expect(after.accounts.map(({ name }) => name)).toEqual(["Анна", "Аня"]);
  expect(after.waiting).toEqual([]);
  expect(after.links).toMatchObject([
    { method: "manual", evidence: "ticket 7", assertedByName: null, confirmedByName: "—" },
  ]);
});

test("an account that nothing has been read of is shown by its system, as its link tells it", async () => {
  await using given = await givenDesk();
  const chat = account("a chat", "telegram");
  const proof = { accounts: [ANNA, chat] as const, evidence: "a code", by: ANNA.account };
  const made = { method: "proof" as const, name: "code 1", now: NOON, known: PEOPLE };
  await proveLink(given.ledger, { ...proof, ...made });

  const { accounts, links } = await given.desk.own(principal(ANNA.account, "trainee"));

  const both = [
    { system: "discourse", name: "Анна", handle: null },
    { system: "telegram", name: null, handle: null },
  ];
  expect([accounts, links[0]?.accounts]).toEqual([both, both]);
});

test("on the own page nobody sees, makes or drops what is another's, whatever their office", async () => {
  await using given = await givenDesk();
  const { desk, ledger } = given;
  const said = { evidence: "ticket 7", by: OPERATOR, now: NOON, known: PEOPLE };
  const { linkId } = await askLink(ledger, { ...said, accounts: [ANNA, BOOK] });

  for (const stranger of [principal(OTHER.account, "trainee"), DAN]) {
    expect((await desk.own(stranger)).waiting).toEqual([]);
    const refused = { name: "DeskRefusal", code: "nothing_waits" };
    await expect(desk.confirmOwn(stranger, { linkId })).rejects.toMatchObject(refused);
    const drop = desk.dropOwn(stranger, { linkId, reason: "no" });
    await expect(drop).rejects.toMatchObject(refused);
  }

  const anna = principal(ANNA.account, "trainee");
  expect((await desk.dropOwn(anna, { linkId, reason: "not mine" })).waiting).toEqual([]);
  expect(standingLinks(await ledger.read())).toEqual([]);
});

test("two people stay two by one word of the deanery; what is not suggested is not taken", async () => {
  await using given = await givenDesk();
  const { desk, ledger } = given;

  const parted = await desk.part(DORA, { suggestionId: "s_1", reason: "sisters" });

  expect(parted.suggestions).toEqual([]);
  expect((await ledger.read()).at(-1)).toMatchObject({
    ...{ kind: "suggestion_refused", actor: dora.account, payload: { reason: "sisters" } },
  });
  const ask = desk.ask(DORA, { suggestionId: "s_2", evidence: "?" });
  await expect(ask).rejects.toMatchObject({ code: "nothing_suggested" });
});

/** By a proof, as a code makes it. */
async function givenLink({ ledger }: Awaited<ReturnType<typeof givenDesk>>): Promise<string> {
  const proof = { accounts: [ANNA, BOOK] as const, evidence: "a code", by: ANNA.account };
  const made = { method: "proof" as const, name: "code 1", now: NOON, known: PEOPLE };
  return (await proveLink(ledger, { ...proof, ...made })).linkId;
}

test("the deanery finds a link by what its accounts show, and undoes exactly it", async () => {
  await using given = await givenDesk();
  const { desk, ledger } = given;
  const linkId = await givenLink(given);
  expect((await desk.find(DORA, " аня ")).links).toMatchObject([{ linkId, method: "proof" }]);
  expect(await desk.find(DORA, "Борис")).toEqual({ links: [], moreCount: 0 });
  const undo = { linkIds: [linkId], reason: "a thief's" };
  const other = desk.undo(DORA, { ...undo, linkIds: [linkId, "no such"] });
  await expect(other).rejects.toMatchObject({ name: "DeskRefusal", code: "no_link" });

  expect(await desk.undo(DORA, undo)).toMatchObject({ linkCount: 0 });

  expect(standingLinks(await ledger.read())).toEqual([]);
  expect((await ledger.read()).at(-1)).toMatchObject({
    ...{ kind: "link_revoked", actor: dora.account, payload: { reason: "a thief's" } },
  });
});

test("what an undo would change is shown to the unit, one undo at a time, and changes nothing", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await using given = await givenDesk(promise);
  const { desk, ledger } = given;
  const linkIds = [await givenLink(given)];
  const head = await ledger.head();

  const first = desk.effect(DORA, { linkIds });
  const second = desk.effect(DAN, { linkIds });
  await expect(second).rejects.toMatchObject({ code: "counting_already" });
  resolve();

  expect(await first).toEqual({
    before: [
      {
        accounts: [
          { system: "discourse", name: "Анна", handle: null },
          { system: "nocodb", name: "Аня", handle: null },
        ],
        points: [{ period: "2026-10", domain: "personal", points: "2500000" }],
        wallet: null,
        kept: [{ period: "2026-09", domain: "personal", amountBaseUnits: `1${"0".repeat(20)}` }],
      },
    ],
    after: [],
    ownerless: [{ period: "2026-10", amountBaseUnits: "7" }],
  });
  expect((await desk.effect(DAN, { linkIds })).before).toHaveLength(1);
  expect(await ledger.head()).toEqual(head);
});

test("a member undoes a link of the own accounts, and nobody else's, whatever their office", async () => {
  await using given = await givenDesk();
  const { desk, ledger } = given;
  const linkId = await givenLink(given);
  for (const stranger of [principal(OTHER.account, "trainee"), DAN]) {
    const refused = desk.undoOwn(stranger, { linkId, reason: "no" });
    await expect(refused).rejects.toMatchObject({ name: "DeskRefusal", code: "no_link" });
  }

  const after = await desk.undoOwn(principal(BOOK.account, "trainee"), { linkId, reason: "mine" });

  expect(after.accounts).toEqual([{ system: "nocodb", name: "Аня", handle: null }]);
  expect(standingLinks(await ledger.read())).toEqual([]);
});
