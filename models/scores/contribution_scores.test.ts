import { expect, test } from "vitest";

import { fc } from "../../test/property.ts";
import { givenWarehouse } from "../../test/warehouse.ts";
import { FORMULA_IN_FORCE } from "../given.ts";
import { contributionScores } from "./contribution_scores.ts";
import { memberDomainPoints } from "./member_domain_points.ts";
import { rankWithin } from "./rank-decay.ts";

function contribution(contribution_id: string, given: object = {}) {
  return {
    ...{ contribution_id, member_id: "ada", class: "learn", domain: "personal" },
    ...{ period: "2026-09", occurred_at: new Date("2026-09-02T00:00:00Z"), title: "Граница" },
    ...{ status: "published", is_rewarded: true, token_count: 800n, novelty: 1_000_000n },
    ...{ complexity: 1_000_000n, verdict: null, grade: null },
    ...given,
  };
}

async function scoresOf(contributions: readonly object[]) {
  await using warehouse = await givenWarehouse({
    contributions: contributions as never,
    formulas_in_force: [FORMULA_IN_FORCE],
  });
  return await warehouse.build(contributionScores);
}

test("points are the score times 0.85 for each better one of the same class and month", async () => {
  const rows = await scoresOf([
    contribution("c1", { verdict: "accepted", grade: 4 }),
    contribution("c2", { verdict: "accepted", grade: 5 }),
    contribution("c3"),
    contribution("c4", { class: "help" }),
    contribution("c5", { period: "2026-08" }),
    contribution("c6", { member_id: "eva" }),
  ]);

  expect(
    rows.map(({ contribution_id, score, rank, points }) => [contribution_id, score, rank, points]),
  ).toEqual([
    ["c1", 700_000n, 2n, 595_000n],
    ["c2", 900_000n, 1n, 900_000n],
    ["c3", 500_000n, 3n, 361_250n],
    ["c4", 500_000n, 1n, 500_000n],
    ["c5", 500_000n, 1n, 500_000n],
    ["c6", 500_000n, 1n, 500_000n],
  ]);
});

test("who only repeats what was written before gets exactly nothing", async () => {
  const repost = { novelty: 0n, token_count: 100_000n, class: "interact", domain: "community" };

  const rows = await scoresOf(["c1", "c2", "c3"].map((id) => contribution(id, repost)));

  expect(rows.map(({ v, score, points }) => [v, score, points])).toEqual([
    [0n, 0n, 0n],
    [0n, 0n, 0n],
    [0n, 0n, 0n],
  ]);
});

test("an agent's work is shown with its factors and earns nothing", async () => {
  const [row] = await scoresOf([contribution("c1", { is_rewarded: false })]);

  expect(row).toMatchObject({ v: 1_000_000n, m: 500_000n, k: 1_000_000n, score: 0n, points: 0n });
});

test("an attempt that nobody accepted is shown with its factors and earns nothing", async () => {
  const rows = await scoresOf([
    contribution("c1", { status: "waiting" }),
    contribution("c2", { status: "returned", verdict: "returned", grade: 5 }),
    contribution("c3", { status: "accepted", verdict: "accepted" }),
  ]);

  expect(rows.map(({ v, score, rank, points }) => [v, score, rank, points])).toEqual([
    [1_000_000n, 0n, 2n, 0n],
    [1_000_000n, 0n, 3n, 0n],
    [1_000_000n, 700_000n, 1n, 700_000n],
  ]);
});

test("a contribution nobody judged stands at the prior and says so", async () => {
  const rows = await scoresOf([contribution("c1"), contribution("c2", { verdict: "accepted" })]);

  expect(rows.map(({ m, is_prior }) => [m, is_prior])).toEqual([
    [500_000n, true],
    [700_000n, false],
  ]);
});

test("no order of the contributions changes a rank", () => {
  const ranked = [3, 1, 2, 2, 2].map((score, index) => ({
    ...{ contribution_id: `c${index}`, member_id: "ada", period: "2026-09", class: "learn", score },
  }));
  const expected = new Map([
    ...(Object.entries({ c0: 1, c2: 2, c3: 3, c4: 4, c1: 5 }) as [string, number][]),
  ]);

  fc.assert(
    fc.property(fc.shuffledSubarray(ranked, { minLength: ranked.length }), (shuffled) => {
      expect(rankWithin(shuffled)).toEqual(expected);
    }),
  );
});

test("a member's points in a domain are those of the contributions, summed over classes", async () => {
  const score = (contribution_id: string, domain: string, points: bigint) => ({
    ...{ contribution_id, member_id: "ada", class: "learn", period: "2026-09", domain, points },
  });
  await using warehouse = await givenWarehouse({
    contribution_scores: [
      score("c1", "community", 9_007_199_254_740_993n),
      score("c2", "community", 2n),
      score("c3", "world", 5n),
    ],
  });

  expect(await warehouse.build(memberDomainPoints)).toEqual([
    { period: "2026-09", member_id: "ada", domain: "community", points: 9_007_199_254_740_995n },
    { period: "2026-09", member_id: "ada", domain: "world", points: 5n },
  ]);
});
