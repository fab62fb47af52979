import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { daysAgo, RUN } from "../../given.ts";
import { gatewayPrincipals } from "./gateway_principals.ts";

async function principals(roles: readonly object[]) {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    people: [
      { member_id: "ada", name: "Ада" },
      { member_id: "eva", name: "Ева" },
    ],
    member_accounts: [
      { account_key: "a_1", member_id: "ada" },
      { account_key: "a_2", member_id: "ada" },
      { account_key: "a_3", member_id: "eva" },
      { account_key: "a_bot", member_id: "robot" },
    ],
    stg_nocodb_cohorts: [{ cohort_id: "s1" }, { cohort_id: "s2" }],
    enrolments: [{ member_id: "ada", cohort_id: "s1" }],
    roles: roles.map((role, index) => ({ role_id: `r${index}`, ...role })),
  });
  const rows = await warehouse.build(gatewayPrincipals);
  return rows.map((row) => `${row.account_key} ${row.role} ${row.cohort_id}`).toSorted();
}

const TRAINEES = ["a_1 trainee s1", "a_2 trainee s1"];

test("each account of a trainee may sign in as one", async () => {
  expect(await principals([])).toEqual(TRAINEES);
});

test("a role holds from the day it begins until the day it ends", async () => {
  const deanery = { member_id: "eva", role: "deanery" };

  expect(
    await principals([
      { ...deanery, valid_from: daysAgo(9), valid_to: daysAgo(1) },
      { ...deanery, role: "committee", valid_from: daysAgo(-2) },
      { ...deanery, role: "committee", valid_from: daysAgo(0) },
    ]),
  ).toEqual([...TRAINEES, "a_3 committee null", "a_3 trainee null"]);
});

test("a role that is none signs nobody in, nor does one that is not given by name", async () => {
  const eva = { member_id: "eva", valid_from: daysAgo(9) };

  expect(
    await principals([
      { ...eva, role: "admin" },
      { ...eva, role: "trainee", cohort_id: "s2" },
    ]),
  ).toEqual(TRAINEES);
});

test("a master of no cohort in particular looks after each of them", async () => {
  const master = { member_id: "eva", role: "master", cohort_id: null, valid_from: daysAgo(9) };

  expect(await principals([master])).toEqual([
    ...TRAINEES,
    "a_3 master s1",
    "a_3 master s2",
    "a_3 trainee null",
  ]);
});

test("a bot signs in as nobody", async () => {
  expect(
    await principals([{ member_id: "robot", role: "deanery", valid_from: daysAgo(9) }]),
  ).toEqual(TRAINEES);
});
