import { expect, test } from "vitest";

import { expectedBalances, givenApproved, givenSettlement, planOf, TWENTY } from "../../given.ts";
import { signatureOf } from "../transaction/message.ts";
import { tokenAccountOf } from "../../recipients.ts";

const TWO = TWENTY.slice(0, 2);

async function givenSent() {
  const given = await givenSettlement();
  const digest = await givenApproved(given.ledger, planOf(given.facts, TWO));
  const input = { digest, batch: 0 };
  await given.activities().prepareBatch(input);
  await given.activities().sendBatch(input);
  const [attempt] = await given.ledger.read({ kinds: ["attempt_signed"] });
  const wire = Buffer.from(attempt?.payload.wire ?? "", "base64");
  return Object.assign(given, { input, wire });
}

async function treasuryAt(
  { chain, facts }: Awaited<ReturnType<typeof givenSent>>,
  commitment: "confirmed" | "finalized",
) {
  const { values } = await chain.chain.accounts([facts.treasury], commitment);
  return tokenAccountOf(values[0] ?? null)?.amount;
}

test("a transaction is processed, then confirmed, then finalized, and balances lag with it", async () => {
  await using given = await givenSent();
  const paid = Object.values(expectedBalances(TWO)).reduce((sum, text) => sum + BigInt(text), 0n);
  const seen: unknown[] = [];
  for (const slots of [0, 2, 40]) {
    given.chain.advance(slots);
    const { values } = await given.chain.chain.statuses([signatureOf(given.wire)]);
    seen.push([
      values[0]?.commitment,
      (await treasuryAt(given, "confirmed")) === 1_000_000_000_000n - paid,
      (await treasuryAt(given, "finalized")) === 1_000_000_000_000n - paid,
    ]);
  }

  expect(seen).toEqual([
    ["processed", false, false],
    ["confirmed", true, false],
    ["finalized", true, true],
  ]);
});

test("bytes that landed do not run again, not even after a restart", async () => {
  await using given = await givenSent();
  given.chain.advance(40);
  const before = await treasuryAt(given, "finalized");
  await given.restartChain();

  await given.chain.chain.send(given.wire);
  given.chain.advance(40);

  expect(await treasuryAt(given, "finalized")).toBe(before);
});

test("bytes with a block hash older than 150 blocks vanish without a word", async () => {
  await using given = await givenSettlement();
  const digest = await givenApproved(given.ledger, planOf(given.facts, TWO));
  await given.activities().prepareBatch({ digest, batch: 0 });
  given.chain.advance(160);

  await given.activities().sendBatch({ digest, batch: 0 });
  given.chain.advance(40);

  const [attempt] = await given.ledger.read({ kinds: ["attempt_signed"] });
  const { values } = await given.chain.chain.statuses([attempt?.payload.signature ?? ""]);
  expect(values).toEqual([null]);
});

test("a block hash that was given out before a stop still lives after it", async () => {
  await using given = await givenSettlement();
  given.chain.advance(5_000);
  const { blockhash } = await given.chain.chain.latestBlockhash();
  await given.restartChain();

  const live = await given.chain.connection.isBlockhashValid(blockhash);

  expect(live.value).toBe(true);
});
