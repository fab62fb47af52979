import { expect, test } from "vitest";

import { askLink, OPERATOR, standingLinks } from "../../../warehouse/ledger/index.ts";
import { NOON } from "../../../warehouse/ledger/given.ts";
import {
  account,
  dan,
  dora,
  givenLinks,
} from "../../../warehouse/ledger/people/links/given-links.ts";
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

async function givenDesk() {
  const given = await givenLinks();
  const published = {
    people: PEOPLE,
    nameOf: (key: string) => (key === dora.account ? "Дора" : null),
  };
  const desk = createPeopleDesk({
    ledger: given.ledger,
    now: () => given.clock.now,
    published: () => published as unknown as Published,
  });
  return { ...given, desk, [Symbol.asyncDispose]: given[Symbol.asyncDispose] };
}

test("a suggestion becomes a link by two of the deanery, and each sees what is theirs to say", async () => {
  await using given = await givenDesk();
  const { desk, ledger } = given;

  const [mine] = await desk.ask(DORA, { suggestionId: "s_1", evidence: "I know her" });
  const [theirs] = await desk.waiting(DAN);

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
  expect(await desk.confirm(DAN, { linkId: mine!.linkId })).toEqual([]);
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

  expect(after.accounts.map(({ name }) => name).toSorted()).toEqual(["Анна", "Аня"]);
  expect(after.waiting).toEqual([]);
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

  await desk.part(DORA, { suggestionId: "s_1", reason: "sisters" });

  expect((await ledger.read()).at(-1)).toMatchObject({
    ...{ kind: "suggestion_refused", actor: dora.account, payload: { reason: "sisters" } },
  });
  const ask = desk.ask(DORA, { suggestionId: "s_2", evidence: "?" });
  await expect(ask).rejects.toMatchObject({ code: "nothing_suggested" });
});
