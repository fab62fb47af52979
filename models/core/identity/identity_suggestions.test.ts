import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, ledgerEvent, nocodbRecord, rawRow, RUN } from "../../given.ts";
import { addressPairs } from "./address_pairs.ts";
import { identitySuggestions } from "./identity_suggestions.ts";

const HASH = "h_0123456789abcdef0123456789abcdef";

const USERS = [
  rawRow(23, { id: 23, username: "npetrova", name: "Наталья Петрова", active: true, email: HASH }),
  rawRow(24, { id: 24, username: "olga", name: "Ольга Орлова", active: false, email: HASH }),
];
const ENROLMENTS = [
  nocodbRecord("Streams", 1, { Title: "Осень", Guide: "g", Starts: "2026-01-01" }),
  nocodbRecord("Enrolments", 2, {
    Stream: 1,
    Member: [{ id: "usnat", display_name: "Natasha Petrova" }],
    Joined: "2026-01-02",
  }),
];

async function suggestionsAfter(events: readonly object[]) {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_discourse_users_current: USERS,
    raw_nocodb_records_current: ENROLMENTS,
    raw_ledger_events_current: events as never,
  });
  const rows = await buildThrough(warehouse, identitySuggestions);
  return rows.map(({ account_a, account_b, score, reasons }) => {
    return { accounts: `${account_a} ${account_b}`, score, reasons };
  });
}

const NATALIA = "a_discourse_23";
const NATASHA = "a_nocodb_usnat";
const FOUND = {
  accounts: `${NATALIA} ${NATASHA}`,
  score: 59,
  reasons: "same_name_by_diminutive handle_is_name",
};

test("a trainee under a short name in other letters is suggested to be the member", async () => {
  expect(await suggestionsAfter([])).toEqual([FOUND]);
});

test("what was linked is suggested no more, and undone it is suggested again", async () => {
  const payload = { account_a: NATALIA, account_b: NATASHA, method: "proof", evidence: "" };
  const dated = { ...payload, link_id: "l1", valid_from: "2026-05-01T00:00:00Z" };
  const linked = ledgerEvent(1, "account_linked", dated);
  const revoked = ledgerEvent(2, "link_revoked", { link_id: "l1", reason: "a mistake" });

  expect(await suggestionsAfter([linked])).toEqual([]);
  expect(await suggestionsAfter([linked, revoked])).toEqual([FOUND]);
});

test("two people of one name are suggested until somebody says that they are two", async () => {
  const payload = { account_a: NATALIA, account_b: NATASHA, reason: "I know both" };

  expect(await suggestionsAfter([ledgerEvent(1, "suggestion_refused", payload)])).toEqual([]);
});

test("a bot is suggested to nobody, and one that is a person again is", async () => {
  const declared = (seq: number, actor: string) =>
    ledgerEvent(seq, "actor_declared", { account: NATASHA, actor, owner: NATALIA });

  expect(await suggestionsAfter([declared(1, "bot")])).toEqual([]);
  expect(await suggestionsAfter([declared(1, "bot"), declared(2, "person")])).toEqual([FOUND]);
});

test("an address counts as confirmed only where both systems made sure of it", async () => {
  const account = (account_key: string, standing: string, actor: string | null = null) => {
    return { account_key, source: "x", standing, actor };
  };
  const address = (account_key: string, is_confirmed: boolean, address_hash = HASH) => {
    return { account_key, address_hash, is_confirmed };
  };
  const paired = async (second: object, other: object) => {
    await using warehouse = await givenWarehouse({
      accounts: [account("a", "open"), { ...account("b", "open"), ...other }],
      account_addresses: [address("a", true), { ...address("b", true), ...second }],
    });
    return (await warehouse.build(addressPairs)).map(({ is_confirmed }) => is_confirmed);
  };

  expect(await paired({}, {})).toEqual([true]);
  expect(await paired({ is_confirmed: false }, {})).toEqual([false]);
  expect(await paired({}, { standing: "closed" })).toEqual([false]);
  expect(await paired({}, { actor: "bot" })).toEqual([]);
  expect(await paired({ address_hash: "h_1" }, {})).toEqual([]);
});

test("a mailbox of many is nobody's evidence", async () => {
  const keys = ["a", "b", "c", "d", "e"];
  await using warehouse = await givenWarehouse({
    accounts: keys.map((account_key) => ({ account_key, standing: "open" })),
    account_addresses: keys.map((account_key) => {
      return { account_key, address_hash: HASH, is_confirmed: true };
    }),
  });

  expect(await warehouse.build(addressPairs)).toEqual([]);
});

test("an address that somebody typed into a form is evidence, and no confirmed one", async () => {
  const answer = { Task: 1, Stream: 1, CreatedBy: { id: `mail:${HASH}` } };
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_discourse_users_current: USERS,
    raw_nocodb_records_versions: [{ ...nocodbRecord("Answers", 1, answer), ordinal: 1n }],
  });

  const rows = await buildThrough(warehouse, addressPairs);

  const pair = (account_a: string, account_b: string) => {
    return { account_a, account_b, address_hash: HASH, is_confirmed: false };
  };
  expect(rows).toEqual([
    pair("a_discourse_23", "a_discourse_24"),
    pair("a_discourse_23", `a_nocodb_mail:${HASH}`),
    pair("a_discourse_24", `a_nocodb_mail:${HASH}`),
  ]);
});
