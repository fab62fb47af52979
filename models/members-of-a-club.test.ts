/** A community that has connected its forum and nothing else: who is a member and may sign in. */
import { afterAll, beforeAll, expect, test } from "vitest";

import { givenWarehouse, type GivenWarehouse } from "../test/warehouse.ts";
import { buildThrough, daysAgo, ledgerEvent, rawRow, RUN } from "./given.ts";
import { gatewayNames } from "./marts/gateway/gateway_names.ts";
import { gatewayPrincipals } from "./marts/gateway/gateway_principals.ts";
import { myNext } from "./marts/trainee/my_next.ts";
import { myProfile } from "./marts/trainee/my_profile.ts";

const LONG_AGO = "2021-03-01T09:00:00Z";

const user = (id: number, username: string, name: string | null, more: object = {}) => {
  const { is_deleted = false, ...fields } = more as { is_deleted?: boolean };
  const record = { id, username, name, created_at: LONG_AGO, active: true, ...fields };
  return rawRow(id, record, { is_deleted });
};

const post = (id: number, user_id: number, username: string) =>
  rawRow(id, {
    ...{ id, user_id, username, topic_id: 1, post_number: id, post_type: 1 },
    ...{ created_at: LONG_AGO, updated_at: LONG_AGO, raw: "Граница системы" },
  });

const granted = (seq: number, id: number, role: string) =>
  ledgerEvent(seq, "role_granted", {
    ...{ account: `a_discourse_${id}`, role, stream: null },
    ...{ valid_from: LONG_AGO, valid_to: null },
  });

const USERS = [
  user(-1, "system", "system"),
  user(-2, "discobot", "discobot"),
  user(4, "dina", "Дина"),
  user(17, "anna", "Анна Орлова"),
  user(18, "anna2", "Анна Орлова"),
  user(19, "lurker", null),
  user(20, "banned", "Фома", { suspended_till: daysAgo(-300).toISOString() }),
  user(21, "back", "Клим", { suspended_till: daysAgo(3).toISOString() }),
  user(22, "gone", "Лев", { is_deleted: true }),
  user(23, "mailed", "Письмо", { staged: true }),
  user(24, "unconfirmed", "Новичок", { active: false }),
];

let warehouse: GivenWarehouse;

beforeAll(async () => {
  warehouse = await givenWarehouse({
    ref_run: [RUN],
    raw_discourse_users_current: USERS,
    // Who writes under an account that the list does not have.
    raw_discourse_posts_current: [post(1, 17, "anna"), post(2, 22, "gone"), post(3, 90, "unseen")],
    raw_ledger_events_current: [
      granted(1, 4, "deanery"),
      granted(2, 20, "committee"),
      granted(3, 22, "committee"),
      granted(4, 91, "committee"),
    ],
  });
});

afterAll(() => warehouse[Symbol.asyncDispose]());

test("whoever has an open account signs in to own pages, and staff to those too", async () => {
  const rows = await buildThrough(warehouse, gatewayPrincipals);

  const held = Map.groupBy(rows, ({ account_key }) => account_key.replace("a_discourse_", ""));
  expect(
    Object.fromEntries([...held].map(([id, of]) => [id, of.map(({ role }) => role).toSorted()])),
  ).toEqual({
    4: ["deanery", "trainee"],
    17: ["trainee"],
    18: ["trainee"],
    19: ["trainee"],
    21: ["trainee"],
    // Named by the configuration before the forum was read: not known to be closed.
    91: ["committee", "trainee"],
  });
});

test("two people of one name are two members, told apart by their accounts", async () => {
  const rows = await buildThrough(warehouse, gatewayPrincipals);
  const annas = rows.filter(({ name }) => name === "Анна Орлова");

  expect(annas.map(({ account_key }) => account_key).toSorted()).toEqual([
    "a_discourse_17",
    "a_discourse_18",
  ]);
  expect(new Set(annas.map(({ member_id }) => member_id)).size).toBe(2);
});

test("names are known of people who left, with a handle where two have one name", async () => {
  const rows = await buildThrough(warehouse, gatewayNames);

  expect(
    Object.fromEntries(
      rows.map(({ account_key, name }) => [account_key.replace("a_discourse_", ""), name]),
    ),
  ).toEqual({
    4: "Дина",
    17: "Анна Орлова (anna)",
    18: "Анна Орлова (anna2)",
    19: "lurker",
    20: "Фома",
    21: "Клим",
    22: "gone",
    23: "Письмо",
    24: "Новичок",
    90: "unseen",
  });
});

test("a member without a cohort has a profile and steps", async () => {
  const profiles = await buildThrough(warehouse, myProfile);
  const next = await buildThrough(warehouse, myNext);

  const me = profiles.find(({ name }) => name === "lurker");
  expect(me).toMatchObject({ cohort_title: null, points: 0n, contribution_count: 0n });
  expect(
    next.filter(({ member_id }) => member_id === me?.member_id).map(({ kind }) => kind),
  ).toEqual(["link_wallet", "first_post"]);
});
