import { expect, test } from "vitest";

import { givenWarehouse } from "../../test/warehouse.ts";
import { daysAgo } from "../given.ts";
import { memberTotals } from "./member_totals.ts";

test("who did nothing is there with zeros, and a guide in two cohorts counts once", async () => {
  const section = (cohort_id: string, section_id: string, status: string) => ({
    ...{ member_id: "ada", cohort_id, section_id, status },
  });
  await using warehouse = await givenWarehouse({
    people: [{ member_id: "ada" }, { member_id: "bob" }],
    contributions: [
      { contribution_id: "c1", member_id: "ada", done_at: daysAgo(9) },
      { contribution_id: "c2", member_id: "ada", done_at: daysAgo(2) },
      { contribution_id: "c3", member_id: "robot", done_at: daysAgo(2) },
    ],
    contribution_scores: [
      { contribution_id: "c1", points: 5n },
      { contribution_id: "c2", points: 2n },
      { contribution_id: "c3", points: 0n },
    ],
    section_progress: [
      section("s1", "a", "accepted"),
      section("s2", "a", "accepted"),
      section("s1", "b", "returned"),
    ],
  });

  expect(await warehouse.build(memberTotals)).toEqual([
    {
      ...{ member_id: "ada", points: 7n, contribution_count: 2n },
      ...{ first_contribution_at: daysAgo(9), last_contribution_at: daysAgo(2) },
      ...{ sections_accepted: 1n, sections_total: 2n },
    },
    {
      ...{ member_id: "bob", points: 0n, contribution_count: 0n },
      ...{ first_contribution_at: null, last_contribution_at: null },
      ...{ sections_accepted: 0n, sections_total: 0n },
    },
  ]);
});
