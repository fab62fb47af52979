import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { withheldLines } from "../../core/distributions/withheld_lines.ts";
import { committeeWithheld } from "../committee/committee_withheld.ts";
import { myReceipts } from "./my_receipts.ts";
import { myWithheld } from "./my_withheld.ts";

const NOON = new Date("2026-10-05T12:00:00Z");

/** Ada has four lines: held, held and released, held for too long, dropped; d0 was replaced. */
async function givenWords() {
  const row = (digest: string, line_id: string, word: string, actor = "a_bob") => ({
    ...{ digest, line_id, member_id: "ada_before", domain: "community", points: 3n },
    ...{ amount_base_units: 30n, word, actor, said_at: NOON, reason: "<b>why</b>" },
  });
  const line = (digest: string, line_id: string) => ({
    ...{ digest, line_id, member_id: "ada", domain: "community", points: 3n, wallet: null },
    ...{ amount_base_units: 30n, status: "escrowed", batch: null, kept_period: null },
    ...{ signature: null, receipt_digest: digest, is_escrowed: true },
  });
  await using warehouse = await givenWarehouse({
    stg_ledger_plan_withheld: [
      row("d0", "l1", "held"),
      row("d1", "l1", "held"),
      row("d1", "l2", "held", "operator"),
      row("d1", "l3", "held"),
      row("d1", "l4", "dropped", "a_stranger"),
      row("d1", "l5", "held"),
    ],
    stg_ledger_line_releases: [
      { seq: 1n, digest: "d1", line_id: "l2" },
      { seq: 2n, digest: "d1", line_id: "l5" },
      { seq: 3n, digest: "d0", line_id: "l1" },
    ],
    former_member_ids: [{ former_id: "ada_before", member_id: "ada" }],
    plan_states: [
      { digest: "d0", period: "2026-09", status: "superseded" },
      { digest: "d1", period: "2026-09", status: "settled" },
      { digest: "d2", period: "2026-10", status: "settled" },
    ],
    plan_lines: [
      ...["l1", "l2", "l3", "l5"].map((id) => line("d1", id)),
      {
        ...line("d2", "l5"),
        ...{ status: "paid", signature: "sig", kept_period: "2026-09", receipt_digest: "d1" },
      },
    ],
    stg_ledger_expiries: [{ seq: 4n, digest: "d2", line_id: "l3" }],
    members: [
      { member_id: "ada", name: "Ада" },
      { member_id: "bob", name: "Боб" },
    ],
    member_accounts: [{ account_key: "a_bob", member_id: "bob" }],
  });
  await warehouse.build(withheldLines);
  return {
    mine: await warehouse.build(myWithheld),
    receipts: await warehouse.build(myReceipts),
    committees: await warehouse.build(committeeWithheld),
  };
}

test("a member sees each line that is held or was dropped, with the reason, and not whose word it was", async () => {
  const { mine: rows } = await givenWords();

  expect(rows.map(({ line_id, word }) => `${line_id} ${word}`).toSorted()).toEqual([
    "l1 held",
    "l2 released",
    "l3 taken_back",
    "l4 dropped",
  ]);
  expect(rows.find(({ line_id }) => line_id === "l4")).toEqual({
    ...{ member_id: "ada", digest: "d1", period: "2026-09", line_id: "l4", domain: "community" },
    ...{ amount_base_units: "30", word: "dropped", said_at: NOON, reason: "<b>why</b>" },
  });
});

test("a receipt says of what is kept whether the committee holds it", async () => {
  const { receipts: rows } = await givenWords();

  expect(rows.map(({ line_id, status }) => `${line_id} ${status}`).toSorted()).toEqual([
    "l1 held",
    "l2 released",
    "l3 taken_back",
    "l5 paid",
  ]);
});

test("who signs sees who withheld a line: a member by name, or the operator", async () => {
  const { committees: rows } = await givenWords();

  expect(
    rows
      .filter(({ digest }) => digest === "d1")
      .map(({ line_id, member_name, word, by_name }) => [line_id, member_name, word, by_name])
      .toSorted(),
  ).toEqual([
    ["l1", "Ада", "held", "Боб"],
    ["l2", "Ада", "released", null],
    ["l3", "Ада", "held", "Боб"],
    ["l4", "Ада", "dropped", "a_stranger"],
    ["l5", "Ада", "released", "Боб"],
  ]);
});
