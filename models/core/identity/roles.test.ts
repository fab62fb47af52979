import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { memberWallets } from "../distributions/member_wallets.ts";
import { roles } from "./roles.ts";

const APRIL = new Date("2026-04-01T00:00:00Z");
const JUNE = new Date("2026-06-01T00:00:00Z");

const ACCOUNTS = [
  { account_key: "a_club", member_id: "eva" },
  { account_key: "a_book", member_id: "eva" },
];

test("a later grant from the same instant replaces the earlier, whichever account it names", async () => {
  const grant = { role: "master", cohort_id: "s1", valid_from: APRIL };
  await using warehouse = await givenWarehouse({
    member_accounts: ACCOUNTS,
    stg_ledger_roles: [
      { ...grant, seq: 1n, account_key: "a_club" },
      { ...grant, seq: 2n, account_key: "a_book", valid_to: JUNE },
      { ...grant, seq: 3n, account_key: "a_club", cohort_id: "s2" },
    ],
  });

  const rows = await warehouse.build(roles);

  expect(rows.map(({ cohort_id, valid_to }) => [cohort_id, valid_to]).toSorted()).toEqual([
    ["s1", JUNE],
    ["s2", null],
  ]);
});

test("the wallet proven last is the member's, from whichever account", async () => {
  await using warehouse = await givenWarehouse({
    member_accounts: ACCOUNTS,
    stg_ledger_wallets: [
      { seq: 7n, account_key: "a_book", wallet: "new", linked_at: JUNE },
      { seq: 3n, account_key: "a_club", wallet: "old", linked_at: APRIL },
    ],
  });

  expect(await warehouse.build(memberWallets)).toMatchObject([{ member_id: "eva", wallet: "new" }]);
});
