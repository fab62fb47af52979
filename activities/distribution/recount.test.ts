import { expect, test } from "vitest";

import { fc } from "../../test/property.ts";
import { assertRecounted } from "./assert-recounted.ts";
import { PlanRecountError } from "./errors.ts";
import { givenDistribution } from "./given-distribution.ts";
import { addressOf, givenInputs, givenPoints } from "./given-period.ts";
import { recountOf } from "./given-recount.ts";
import { planDistribution } from "./plan-distribution.ts";
import type { PlanInputs, TakenLine } from "./plan-inputs.ts";

/** Each month is planned and counted in SQL; so many in a run of seconds. */
const MONTHS = 200;

const MEMBERS = ["m_ada", "m_bob", "m_éva", "m_жора", "m_zoe"];
const DOMAINS = ["community", "personal", "world"];

const units = fc.oneof(
  fc.bigInt({ min: 0n, max: 9n }),
  fc.bigInt({ min: 0n, max: 10n ** 15n }),
  fc.bigInt({ min: 2n ** 62n, max: 2n ** 63n - 1n }),
);
// Few and equal ones, so that remainders tie; and as many as a BIGINT holds for all of them.
const points = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, 1_000_000n),
  fc.bigInt({ min: 0n, max: 2n ** 58n }),
);
const money = fc.record(Object.fromEntries(DOMAINS.map((domain) => [domain, units])));
const work = fc.array(fc.tuple(fc.constantFrom(...MEMBERS), fc.constantFrom(...DOMAINS), points), {
  maxLength: 25,
});
/** Which lines of a first plan were paid, by their place. */
const paid = fc.array(fc.nat({ max: 14 }), { maxLength: 6 });

async function countedOf(inputs: PlanInputs) {
  const { period, budgets, carryIn, taken, chain } = inputs;
  const recount = recountOf(() => inputs);
  return await recount({ period, budgets, carryIn, taken, mint: chain.mint });
}

/** As a ledger tells them of a plan: also by another month, whose work counts no second time. */
function takenOf(inputs: PlanInputs, places: readonly number[]): readonly TakenLine[] {
  const { lines, shares } = planDistribution(inputs);
  return [...new Set(places)].flatMap((place) => {
    const line = lines[place];
    if (line === undefined) return [];
    const contributions = shares
      .filter(({ lineId }) => lineId === line.id)
      .map(({ contribution }) => contribution);
    const { id, domain, amount } = line;
    const taken = { period: inputs.period, lineId: id, domain, amount, contributions };
    if (place % 2 === 0) return [taken];
    const elsewhere = { period: "2026-08", lineId: id.split("").toReversed().join("") };
    return [{ ...taken, ...elsewhere, contributions: contributions.slice(0, 2) }];
  });
}

test(`SQL and the planner count the same lines in ${MONTHS} drawn months`, async () => {
  await fc.assert(
    fc.asyncProperty(money, money, work, paid, async (budgets, carryIn, rows, places) => {
      const first = givenInputs({ ...givenPoints(rows), budgets, carryIn });
      const inputs = { ...first, taken: takenOf(first, places) };

      const { lines } = planDistribution(inputs);
      const planned = lines.map(({ wallet: _wallet, ...line }) => line);
      expect(await countedOf(inputs)).toEqual(planned);
    }),
    { numRuns: MONTHS },
  );
});

const INPUTS = givenInputs();
const PLAN = planDistribution(INPUTS);

test("the first line that the two count otherwise is named, with both counts", async () => {
  const counted = await countedOf(INPUTS);
  const [first, ...others] = counted;
  if (first === undefined) return expect.unreachable();

  assertRecounted(PLAN, counted);
  const more = () => assertRecounted(PLAN, [{ ...first, amount: first.amount + 1n }, ...others]);
  expect(more).toThrow(PlanRecountError);
  expect(more).toThrow(
    `line ${first.id} is ${first.amount} units for ${first.points} points of ${first.member} in ` +
      `community by the planner, and ${first.amount + 1n} units`,
  );
  expect(() => assertRecounted(PLAN, others)).toThrow(`line ${first.id} is ${first.amount} units`);
  expect(() => assertRecounted({ ...PLAN, lines: [] }, counted)).toThrow("is no such line by");
});

test("a mint that is no address is refused before it is counted", async () => {
  const { chain } = INPUTS;
  const counting = countedOf({ ...INPUTS, chain: { ...chain, mint: "0" } });

  await expect(counting).rejects.toThrow("mint is 0");
  expect((await countedOf(INPUTS)).length).toBe(2);
  expect(addressOf("mint")).toBe(chain.mint);
});

test("where the scores say otherwise than what was planned by, nothing is proposed", async () => {
  await using given = await givenDistribution();
  given.world.scores = givenPoints([["m_zoe", "community", 9_000_000n]]);

  await expect(given.propose()).rejects.toThrow(PlanRecountError);
  expect(await given.countOf("plan_proposed")).toBe(0);
});
