import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { formerMemberIds } from "./former_member_ids.ts";

/** A plan of one line for a member whom an undone link named, with the work of these members. */
async function foundFor(doers: readonly (string | null)[]) {
  const contribution = (index: number) => `c${index}`;
  await using warehouse = await givenWarehouse({
    member_accounts: [
      { account_key: "a_1", member_id: "m_anna" },
      { account_key: "a_2", member_id: "m_boris" },
    ],
    stg_ledger_plan_lines: [{ digest: "d", line_id: "l", member_id: "m_of_an_undone_link" }],
    stg_ledger_plan_shares: doers.map((_, index) => {
      return { digest: "d", line_id: "l", contribution_id: contribution(index) };
    }),
    contributions: doers.flatMap((member_id, index) =>
      member_id === null ? [] : [{ contribution_id: contribution(index), member_id }],
    ),
  });
  const rows = await warehouse.build(formerMemberIds);
  return rows.filter(({ former_id }) => former_id === "m_of_an_undone_link");
}

test("what was earned under an undone link goes to whoever did all of that work", async () => {
  expect(await foundFor(["m_anna", "m_anna"])).toEqual([
    { former_id: "m_of_an_undone_link", member_id: "m_anna" },
  ]);
});

test.each([
  ["two people", ["m_anna", "m_boris"]],
  ["somebody who did a part of it", ["m_anna", null]],
  ["nobody any more", [null]],
])("work of %s is nobody's by itself", async (_who, doers) => {
  expect(await foundFor(doers)).toEqual([]);
});
