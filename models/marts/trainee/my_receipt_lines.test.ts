import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { myReceiptLines } from "./my_receipt_lines.ts";

/** August's receipt over two contributions, one of which is gone from its source. */
async function failingWith(period: string) {
  const share = { digest: "d1", line_id: "l1", points: 3n, amount_base_units: 45n };
  await using warehouse = await givenWarehouse({
    my_receipts: [
      { digest: "d1", line_id: "l1", member_id: "ada", period: "2026-08", amount_base_units: "90" },
    ],
    stg_ledger_plan_shares: [
      { ...share, contribution_id: "c1" },
      { ...share, contribution_id: "gone" },
    ],
    contributions: [{ contribution_id: "c1", period }],
  });
  await warehouse.build(myReceiptLines);
  return await warehouse.failingChecks(myReceiptLines);
}

test("a receipt that lists work of another month is named", async () => {
  expect(await failingWith("2026-08")).toEqual([]);
  expect(await failingWith("2026-07")).toEqual(["a receipt lists work of its own month"]);
});
