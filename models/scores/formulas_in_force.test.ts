import { sql } from "kysely";
import { expect, test } from "vitest";

import { givenWarehouse, type GivenWarehouse } from "../../test/warehouse.ts";
import { RUN, sha256 } from "../given.ts";
import { contributionScores, contributionScoresBy } from "./contribution_scores.ts";
import { formula202604 } from "./formula/2026-04.ts";
import { formulaDigest, type Formula } from "./formula/formula.ts";
import { formulasInForce } from "./formulas_in_force.ts";

/** Made up: other ranks, other grades, another floor. */
const NEXT: Formula = {
  ...formula202604,
  name: "2026-08",
  rankDecay: 0.5,
  meaning: { ...formula202604.meaning, floor: 0, prior: 0.9 },
  complexity: { min: 1, max: 1 },
};

/** Midnight in Moscow, where the tests' community lives. */
const midnight = (day: string) => new Date(`${day}T00:00:00+03:00`);

function activated(seq: number, of: Formula, valid_from: Date, digest = formulaDigest(of, sha256)) {
  return { seq: BigInt(seq), formula: of.name, digest, valid_from };
}

const FIRST = activated(1, formula202604, new Date("2000-01-01T00:00:00Z"));

async function turnsAfter(activations: readonly object[]) {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    stg_ledger_formulas: activations as never,
  });
  const rows = await warehouse.build(formulasInForce);
  return rows.map(({ from_period, formula }) => `${formula} from ${from_period}`);
}

test("a formula counts for whole months of the community's time zone", async () => {
  expect(
    await turnsAfter([
      FIRST,
      activated(2, NEXT, midnight("2026-09-01")),
      activated(3, formula202604, midnight("2026-10-31")),
    ]),
  ).toEqual(["2026-04 from 2000-01", "2026-08 from 2026-09", "2026-04 from 2026-10"]);
});

test("of two activations in one month the later event counts, whatever the day it names", async () => {
  expect(
    await turnsAfter([
      FIRST,
      activated(2, NEXT, midnight("2026-09-20")),
      activated(3, formula202604, midnight("2026-09-01")),
    ]),
  ).toEqual(["2026-04 from 2000-01", "2026-04 from 2026-09"]);
});

const MONTHS = ["2026-06", "2026-07", "2026-08", "2026-09"];

/** Each month alike: three contributions, judged well, not at all and badly, of another complexity each. */
const CONTRIBUTIONS = MONTHS.flatMap((period) =>
  [
    { verdict: "accepted", grade: 4, complexity: 1_400_000n },
    { verdict: null, grade: null, complexity: 700_000n },
    { verdict: "returned", grade: 1, complexity: 2_000_000n },
  ].map((given, index) => ({
    ...{ contribution_id: `c_${period}_${index}`, member_id: "ada", class: "learn", period },
    ...{ domain: "personal", occurred_at: new Date(`${period}-02T00:00:00Z`), title: "Граница" },
    ...{ status: "published", is_rewarded: true, token_count: 300n, novelty: 1_000_000n },
    ...given,
  })),
);

async function scoredAfter(activations: readonly object[]): Promise<GivenWarehouse> {
  const warehouse = await givenWarehouse({
    ref_run: [RUN],
    contributions: CONTRIBUTIONS,
    stg_ledger_formulas: activations as never,
  });
  await warehouse.build(formulasInForce);
  await warehouse.build(contributionScoresBy([formula202604, NEXT]));
  return warehouse;
}

/** Every row as text, by its month: what a plan's provenance takes its digest of. */
async function rowsByMonth({ db }: GivenWarehouse): Promise<Record<string, string[]>> {
  const { rows } = await sql<{ period: string; row: string }>`
    select period, to_json(s)::VARCHAR as row from contribution_scores as s order by s::VARCHAR
  `.execute(db);
  return Object.fromEntries(
    MONTHS.map((month) => [
      month,
      rows.filter(({ period }) => period === month).map(({ row }) => row),
    ]),
  );
}

test("two formulas in force in turn leave each other's months untouched", async () => {
  await using first = await scoredAfter([FIRST]);
  await using second = await scoredAfter([activated(1, NEXT, FIRST.valid_from)]);
  await using both = await scoredAfter([FIRST, activated(2, NEXT, midnight("2026-08-01"))]);

  const [byFirst, bySecond] = [await rowsByMonth(first), await rowsByMonth(second)];

  expect(await rowsByMonth(both)).toEqual({
    ...{ "2026-06": byFirst["2026-06"], "2026-07": byFirst["2026-07"] },
    ...{ "2026-08": bySecond["2026-08"], "2026-09": bySecond["2026-09"] },
  });
  for (const month of MONTHS) expect(byFirst[month]).not.toEqual(bySecond[month]);
});

async function scoring(activations: readonly object[]): Promise<unknown> {
  await using warehouse = await givenWarehouse({
    ref_run: [RUN],
    contributions: CONTRIBUTIONS,
    stg_ledger_formulas: activations as never,
  });
  await warehouse.build(formulasInForce);
  return await warehouse.build(contributionScores);
}

test("a formula that this program does not know stops the build and is named", async () => {
  await expect(scoring([FIRST, activated(2, NEXT, midnight("2026-08-15"))])).rejects.toThrow(
    'formula "2026-08" in force from 2026-08, and this program knows 2026-04',
  );
});

test("a formula activated with another digest than its file has stops the build", async () => {
  const edited = activated(1, formula202604, FIRST.valid_from, sha256("another"));

  await expect(scoring([edited])).rejects.toThrow(
    `activated with digest ${sha256("another")}, and its file has ${FIRST.digest}`,
  );
});

test("work of a month before the first formula stops the build, and is not worth nothing", async () => {
  await expect(scoring([])).rejects.toThrow("No formula is in force in 2026-06");
  await expect(scoring([activated(1, formula202604, midnight("2026-07-01"))])).rejects.toThrow(
    "No formula is in force in 2026-06",
  );
});

test("a wrong activation is mended by a later event for the same month", async () => {
  const wrong = activated(2, NEXT, midnight("2026-08-15"));
  const mended = activated(3, formula202604, midnight("2026-08-01"));

  expect(await scoring([FIRST, wrong, mended])).toHaveLength(CONTRIBUTIONS.length);
});
