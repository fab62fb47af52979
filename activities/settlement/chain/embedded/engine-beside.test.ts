import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { chainBalances, expectedBalances, givenApproved, givenSettlement } from "../../given.ts";
import { planOf, settleAll, TWENTY } from "../../given.ts";

const FIVE = TWENTY.slice(0, 5);

/** How often this thread came to do something else meanwhile. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await work;
  isOver = true;
  return turns;
}

test.each([true, false])("who settles lets this process go on: beside, %s", async (isBeside) => {
  await using given = await givenSettlement({ isBeside });
  const digest = await givenApproved(given.ledger, planOf(given.facts, FIVE, { perBatch: 1 }));

  const turns = await turnsDuring(settleAll(given, digest));

  // Each request lets go of the thread; in the same thread nothing would for the whole settlement.
  if (isBeside) expect(turns).toBeGreaterThan(50);
  else expect(turns).toBeLessThan(2);
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(FIVE));
});

test("a chain beside is saved as any other, and opened again", async () => {
  await using given = await givenSettlement({ isBeside: true });
  const digest = await givenApproved(given.ledger, planOf(given.facts, FIVE));
  await settleAll(given, digest);
  const { genesis } = given.chain;

  await given.restartChain();

  expect(given.chain.genesis).toBe(genesis);
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(FIVE));
});

test("an error of the chain's thread reaches who asked, and nothing hangs", async () => {
  await using given = await givenSettlement({ isBeside: true });
  const { chain } = given.chain;
  const dir = join(given.folder, "chain");
  await chain.genesis();
  rmSync(dir, { recursive: true });

  // It cannot write down which block hash it gives out.
  await expect(chain.latestBlockhash()).rejects.toThrow("ENOENT");
  mkdirSync(dir);
});
