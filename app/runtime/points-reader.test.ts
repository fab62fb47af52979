import { expect, test } from "vitest";

import { memberWallets } from "../../models/core/distributions/member_wallets.ts";
import { formerMemberIds } from "../../models/core/identity/former_member_ids.ts";
import { RUN } from "../../models/given.ts";
import { formulasInForce } from "../../models/scores/formulas_in_force.ts";
import { memberDomainPoints } from "../../models/scores/member_domain_points.ts";
import { givenWarehouse } from "../../test/warehouse.ts";
import { digestsOf } from "../../warehouse/duckdb/digest.ts";
import { earnedPeriods, pointsReader } from "./points-reader.ts";

const LINKED = new Date("2026-09-01T00:00:00Z");
/** Seven days later. */
const COUNTS_FROM = new Date("2026-09-08T00:00:00Z");
const FIRST = "11".repeat(32);
const NEXT = "22".repeat(32);

function activated(seq: bigint, digest: string, valid_from: string) {
  return { seq, formula: `f${seq}`, digest, valid_from: new Date(valid_from) };
}

/** Two contributions in August and one in September, when another formula was put in force. */
async function givenPoints() {
  const score = (contribution_id: string, period: string, points: bigint) => ({
    ...{ contribution_id, member_id: "m_ada", class: "help", domain: "community", period, points },
  });
  const warehouse = await givenWarehouse({
    ref_run: [RUN],
    contribution_scores: [
      score("c1", "2026-08", 5n),
      score("c2", "2026-08", 2n),
      score("c3", "2026-09", 4n),
    ],
    stg_ledger_formulas: [
      activated(1n, FIRST, "2000-01-01T00:00:00Z"),
      activated(2n, NEXT, "2026-08-31T21:00:00Z"),
    ],
    stg_ledger_wallets: [{ seq: 3n, account_key: "a_ada", wallet: "w1", linked_at: LINKED }],
    member_accounts: [{ member_id: "m_ada", account_key: "a_ada" }],
    current_links: [],
    identity_conflicts: [],
  });
  for (const model of [formulasInForce, memberDomainPoints, memberWallets, formerMemberIds])
    await warehouse.build(model as typeof memberWallets);
  const { db } = warehouse;
  const read = pointsReader({ db, digests: (tables) => digestsOf(db, tables) });
  return { db, read, [Symbol.asyncDispose]: () => warehouse[Symbol.asyncDispose]() };
}

test("a plan is made of its own month's points, and names its own month's formula", async () => {
  await using given = await givenPoints();

  const august = await given.read("2026-08");
  const september = await given.read("2026-09");

  expect(august).toMatchObject({
    memberPoints: [{ member_id: "m_ada", domain: "community", points: 7n }],
    contributionPoints: [
      { contribution_id: "c1", points: 5n },
      { contribution_id: "c2", points: 2n },
    ],
    wallets: [{ member_id: "m_ada", wallet: "w1", counts_from: COUNTS_FROM }],
    provenance: { formula: FIRST, inputs: [{ row_count: 2 }, { row_count: 1 }] },
  });
  expect(september).toMatchObject({
    memberPoints: [{ points: 4n }],
    contributionPoints: [{ contribution_id: "c3", points: 4n }],
    provenance: { formula: NEXT },
  });
});

test("a month in which somebody earned something is one, and no other", async () => {
  await using given = await givenPoints();

  expect(await earnedPeriods(given)).toEqual(new Set(["2026-08", "2026-09"]));
});

test("no plan is made of a month in which no formula is in force", async () => {
  await using given = await givenPoints();

  await expect(given.read("1999-12")).rejects.toThrow("No formula is in force in 1999-12");
});
