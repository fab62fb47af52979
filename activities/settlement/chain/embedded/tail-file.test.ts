import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import {
  chainBalances,
  expectedBalances,
  givenApproved,
  givenSettlement,
  planOf,
  settleAll,
  TWENTY,
} from "../../given.ts";
import { sendTokens } from "../../given-strangers.ts";
import { savedChain } from "./saved.ts";
import { TAIL_MAX } from "./tail-file.ts";

/** Four payments and what took the month for them have landed, and nobody has closed the chain since. */
async function givenTail() {
  const given = await givenSettlement();
  const lines = TWENTY.slice(0, 4);
  const plan = planOf(given.facts, lines, { perBatch: 1 });
  const digest = await givenApproved(given.ledger, plan);
  await settleAll(given, digest);
  const dir = join(given.folder, "chain");
  return Object.assign(given, { digest, lines, dir, tail: join(dir, "chain.tail") });
}

/** As a kill leaves the files: the owner's last words are not written. */
async function killed(given: Awaited<ReturnType<typeof givenTail>>, change = () => {}) {
  const files = ["chain.bin", "chain.tail"].map((name) => join(given.dir, name));
  const left = files.map((file) => readFileSync(file));
  await given.replaceChain(() => {
    files.forEach((file, index) => writeFileSync(file, left[index] ?? ""));
    change();
  });
}

test("what landed since the chain's file was written is there after a kill, and seen by who reads it", async () => {
  await using given = await givenTail();
  const { digest, lines, dir, tail } = given;
  expect(readFileSync(tail, "utf8").split("\n").length).toBe(5 + 1);
  const { genesis, accounts, treasury } = savedChain(dir)();
  const seen = await accounts([treasury], "finalized");

  await killed(given);

  expect(given.chain.genesis).toBe(genesis);
  const own = await given.chain.accounts([treasury], "finalized");
  expect(own.values[0]?.bytes).toEqual(seen.values[0]?.bytes);
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(lines));
  // All of it stands in the file now.
  expect(existsSync(tail)).toBe(false);
});

test("a line that a kill cut off is nobody's, and those before it count", async () => {
  await using given = await givenTail();
  const { digest, lines, tail } = given;

  await killed(given, () => appendFileSync(tail, '5e5e {"genesis":'));

  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(lines));
});

test("a line that was changed, is missing or is of another chain is named, and nothing is opened", async () => {
  await using given = await givenTail();
  const { tail } = given;
  const whole = readFileSync(tail, "utf8");
  const bytes = readFileSync(join(given.dir, "chain.bin"));
  const opened = async (changed: string) => {
    const copy = join(given.folder, "copy");
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy);
    writeFileSync(join(copy, "chain.bin"), bytes);
    writeFileSync(join(copy, "chain.tail"), changed);
    await using _chain = await given.openCopy("copy");
  };

  await expect(opened(whole.replace('"slot":', '"slot": '))).rejects.toThrow("line 1 does not");
  await expect(opened(whole.slice(whole.indexOf("\n") + 1))).rejects.toThrow(
    "line 1 is transaction 2, after 1",
  );
  await using other = await givenTail();
  await expect(opened(readFileSync(other.tail, "utf8"))).rejects.toThrow("it is of the chain");
  await opened(whole);
});

test("the chain's file is written anew after so many transactions, and its tail begins anew", async () => {
  await using given = await givenTail();
  const { facts, settler, dir, tail } = given;
  const before = readFileSync(join(dir, "chain.bin")).length;

  // The treasury to itself: nothing moves, and it lands all the same.
  for (let index = 1; index <= TAIL_MAX; index += 1) {
    await sendTokens(given, settler, facts.treasury, BigInt(index));
  }

  expect(readFileSync(tail, "utf8").split("\n").length).toBeLessThan(8);
  expect(readFileSync(join(dir, "chain.bin")).length).toBeGreaterThan(before);
});
