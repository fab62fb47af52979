import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, ledgerEvent, nocodbRecord, rawRow, RUN } from "../../given.ts";
import { formerMemberIds } from "./former_member_ids.ts";
import { members } from "./members.ts";

const ADA_CLUB = "a_discourse_23";
const ADA_BOOK = "a_nocodb_usada";

const USERS = [
  rawRow(23, { id: 23, username: "ada", name: "Ада Лавлейс" }),
  rawRow(-1, { id: -1, username: "system", name: "system" }),
];
const ANSWERS = [
  nocodbRecord("Answers", 1, {
    Task: 1,
    Stream: 1,
    CreatedBy: { id: "usada", display_name: "Ада" },
  }),
];

function linked(link_id: string, valid_from = "2026-05-01T00:00:00Z") {
  const accounts = { account_a: ADA_CLUB, account_b: ADA_BOOK };
  return { link_id, ...accounts, method: "proof", evidence: "", valid_from };
}

async function membersAfter(events: readonly object[]) {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_discourse_users_current: USERS,
    raw_nocodb_records_versions: ANSWERS.map((row) => ({ ...row, ordinal: 1n })),
    raw_ledger_events_current: events as never,
  });
  return (await buildThrough(warehouse, members)).map(({ name, actor }) => ({ name, actor }));
}

const APART = [
  { name: "system", actor: "bot" },
  { name: "Ада", actor: null },
  { name: "Ада Лавлейс", actor: null },
];

test("accounts that are linked are one member under the forum's name", async () => {
  expect(await membersAfter([ledgerEvent(1, "account_linked", linked("l1"))])).toEqual(
    expect.arrayContaining([
      { name: "system", actor: "bot" },
      { name: "Ада Лавлейс", actor: null },
    ]),
  );
});

test("a revoked link leaves the members as they were without it", async () => {
  const rows = await membersAfter([
    ledgerEvent(1, "account_linked", linked("l1")),
    ledgerEvent(2, "link_revoked", { link_id: "l1", reason: "by mistake" }),
  ]);

  expect(rows).toHaveLength(APART.length);
  expect(rows).toEqual(expect.arrayContaining(APART));
});

test("a link that begins after the run's day joins nobody yet", async () => {
  const tomorrow = linked("l1", "2026-10-06T00:00:00Z");

  expect(await membersAfter([ledgerEvent(1, "account_linked", tomorrow)])).toHaveLength(3);
});

test("an account declared an agent is no person", async () => {
  const declared = { account: ADA_BOOK, actor: "agent", owner: ADA_CLUB };

  expect(await membersAfter([ledgerEvent(1, "actor_declared", declared)])).toContainEqual({
    name: "Ада",
    actor: "agent",
  });
});

test("a plan made before a link still finds its member", async () => {
  const rows = { ref_run: [RUN], raw_discourse_users_current: USERS.slice(0, 1) };
  const link = ledgerEvent(1, "account_linked", linked("l1"));
  await using before = await givenWarehouse(rows);
  await using after = await givenWarehouse({ ...rows, raw_ledger_events_current: [link] });

  const [ada] = await buildThrough(before, members);
  const ids = await buildThrough(after, formerMemberIds);
  const [today] = await buildThrough(after, members);

  expect(today?.member_id).not.toBe(ada?.member_id);
  expect(ids).toContainEqual({ former_id: ada?.member_id, member_id: today?.member_id });
});
