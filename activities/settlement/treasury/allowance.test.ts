/** A treasury that the settler does not own: it pays what the owners allow, and not a unit more. */
import { expect, test } from "vitest";

import { distributionState, OPERATOR, steer, wayOut } from "../../../warehouse/ledger/index.ts";
import { NOON } from "../../../warehouse/ledger/given.ts";
import {
  chainBalances,
  expectedBalances,
  givenApproved,
  planOf,
  settleAll,
  settleBatch,
  TWENTY,
} from "../given.ts";
import { ownerOf } from "../given-strangers.ts";
import { tokenAddress } from "../recipients.ts";
import { anna, boris, givenTreasury, send, vera } from "./given-treasury.ts";
import { transferChecked } from "./given-transfer.ts";

const FOUR = TWENTY.slice(0, 4);
const TOTAL = FOUR.reduce((sum, { amount }) => sum + amount, 0n);

async function givenFour(held = TOTAL * 3n) {
  const given = await givenTreasury(held);
  const plan = planOf(given.lent, FOUR, { perBatch: 1 });
  const digest = await givenApproved(given.ledger, plan);
  const advance = () => given.chain.advance(10);
  const amounts = plan.batches.map(
    ({ lineIds }) => plan.lines.find(({ id }) => id === lineIds[0])?.amount ?? 0n,
  );
  return Object.assign(given, {
    ...{ plan, digest, amounts },
    settle: async (batch: number) =>
      await settleBatch(given.activities(), { digest, batch }, { advance }),
    signedCount: async () => (await given.ledger.read({ kinds: ["attempt_signed"] })).length,
    held: async () => Object.values(await chainBalances(given.activities(), digest)),
  });
}

test("what two of three owners allow pays a plan whole, and then nothing is allowed any more", async () => {
  await using given = await givenFour();
  const { digest } = given;
  await given.allow(TOTAL);

  expect(new Set(await settleAll(given, digest))).toEqual(new Set(["paid"]));
  expect(await given.activities().reconcile({ digest })).toMatchObject({
    difference_base_units: "0",
    treasury_after_base_units: `${TOTAL * 2n}`,
  });
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(FOUR));
  expect(await given.now()).toMatchObject({ owner: given.multisig, delegate: null, allowance: 0n });
});

test("before the owners allow it nothing is signed, and then paying goes on by itself", async () => {
  await using given = await givenFour();
  const { digest } = given;
  const { checkSettleable, prepareBatch } = given.activities();

  const told = new RegExp(
    `belongs to ${given.multisig}, .* ${TOTAL} .*\`vklad treasury allow 2026-09 --write FILE\``,
  );
  const refusal = { code: "no_allowance", message: expect.stringMatching(told) };
  await expect(checkSettleable({ digest })).rejects.toMatchObject(refusal);
  await expect(prepareBatch({ digest, batch: 0 })).rejects.toMatchObject(refusal);
  expect(await given.signedCount()).toBe(0);
  await given.allow(TOTAL);

  expect(new Set(await settleAll(given, digest))).toEqual(new Set(["paid"]));
});

test("an allowance for somebody else is none for the settler, and is named", async () => {
  await using given = await givenFour();
  const { digest } = given;
  const other = ownerOf("other").address;
  await send(given, [given.approval(TOTAL, [anna, vera], other)], [given.settler, anna, vera]);

  await expect(given.activities().checkSettleable({ digest })).rejects.toMatchObject({
    code: "no_allowance",
    message: expect.stringContaining(`allows ${other} to spend of it, and not`),
  });
});

test("an allowance below the plan's total pays up to it and nobody by half, and a new one pays the rest", async () => {
  await using given = await givenFour();
  const { amounts, digest } = given;
  const [first = 0n, second = 0n, third = 0n] = amounts;
  await given.allow(first + second + third - 1n);

  await expect(given.activities().checkSettleable({ digest })).rejects.toMatchObject({
    code: "allowance_short",
    message: expect.stringContaining(
      `allows ${first + second + third - 1n} base units and ${TOTAL} are to be paid`,
    ),
  });
  expect([await given.settle(0), await given.settle(1)]).toEqual(["paid", "paid"]);
  await expect(given.settle(2)).rejects.toMatchObject({ code: "allowance_short" });
  expect(await given.signedCount()).toBe(2);
  expect((await given.held()).filter((amount) => amount === "0")).toHaveLength(2);
  await given.allow(TOTAL - first - second);

  expect(new Set(await settleAll(given, digest))).toEqual(new Set(["paid"]));
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(FOUR));
});

test("an allowance that is revoked mid-way stops what is left, and a new one pays the rest", async () => {
  await using given = await givenFour();
  const { amounts, digest } = given;
  await given.allow(TOTAL);
  expect(await given.settle(0)).toBe("paid");
  await given.take();

  await expect(given.settle(1)).rejects.toMatchObject({ code: "no_allowance" });
  await expect(given.activities().checkSettleable({ digest })).rejects.toMatchObject({
    code: "no_allowance",
  });
  expect(await given.signedCount()).toBe(1);
  await given.allow(TOTAL - (amounts[0] ?? 0n));

  expect(new Set(await settleAll(given, digest))).toEqual(new Set(["paid"]));
  expect(await chainBalances(given.activities(), digest)).toEqual(expectedBalances(FOUR));
});

test("payments that the chain refuses because the allowance was taken back in between use up no tries", async () => {
  await using given = await givenFour();
  const input = { digest: given.digest, batch: 0 };
  const { prepareBatch, sendBatch, observeBatch } = given.activities();
  for (let turn = 0; turn < 3; turn += 1) {
    await given.allow(TOTAL);
    expect(await prepareBatch(input)).toEqual({ outcome: "signed" });
    await given.take();
    await sendBatch(input);
    given.chain.advance(40);
    expect(await observeBatch(input)).toEqual({ outcome: "failed" });
  }
  const failures = await given.ledger.read({ kinds: ["attempt_failed"] });
  expect(failures.map(({ payload }) => payload.error)).toEqual(
    Array.from({ length: 3 }, () => '{"InstructionError":[4,{"Custom":4}]}'),
  );
  await given.allow(TOTAL);

  expect(new Set(await settleAll(given, given.digest))).toEqual(new Set(["paid"]));
});

test("an allowance of more than the plan still pays is refused before anything is signed", async () => {
  await using given = await givenFour();
  const { digest } = given;
  await given.allow(TOTAL + 1n);

  await expect(given.activities().checkSettleable({ digest })).rejects.toMatchObject({
    code: "allowance_too_large",
    message: expect.stringContaining(
      `allows ${TOTAL + 1n} base units, and the plan pays no more than ${TOTAL}`,
    ),
  });
  await given.allow(TOTAL);
  expect(await given.settle(0)).toBe("paid");
  await given.allow(TOTAL);

  await expect(given.activities().checkSettleable({ digest })).rejects.toMatchObject({
    code: "allowance_too_large",
  });
});

test("a run that begins again while a payment has landed unseen asks for no more than is left", async () => {
  await using given = await givenFour(TOTAL);
  const { digest } = given;
  await given.allow(TOTAL);
  const { prepareBatch, sendBatch, checkSettleable } = given.activities();
  await prepareBatch({ digest, batch: 0 });
  await sendBatch({ digest, batch: 0 });
  given.chain.advance(4);

  expect(await checkSettleable({ digest })).toMatchObject({ firstOpenBatch: 0 });
  expect(new Set(await settleAll(given, digest))).toEqual(new Set(["paid"]));
});

test("what is allowed still once nothing is left to pay is told, until it is taken back", async () => {
  await using given = await givenFour();
  const { amounts, digest, ledger, plan } = given;
  const wayOutNow = async () => {
    const state = distributionState(await ledger.read(), digest, NOON);
    return state === null ? null : [wayOut(state), state.allowanceLeft];
  };
  await given.allow(TOTAL);
  expect(await given.settle(0)).toBe("paid");
  const reason = "A wrong wallet.";
  await steer(ledger, "void", { period: plan.period, actor: OPERATOR, reason, now: NOON });
  const activities = given.activities();
  for (const batch of [1, 2, 3]) {
    await activities.voidBatch({ digest, batch });
    given.chain.advance(40);
    expect(await activities.observeBatch({ digest, batch })).toEqual({ outcome: "voided" });
  }

  expect(await wayOutNow()).toEqual(["ended_allowance", TOTAL - (amounts[0] ?? 0n)]);
  await given.take();
  await activities.observeBatch({ digest, batch: 3 });
  expect(await wayOutNow()).toEqual(["revising", 0n]);
});

test("an allowance that was sent and is used up leaves nothing to be revoked", async () => {
  await using given = await givenFour();
  const { digest, ledger, treasury } = given;
  await given.allow(TOTAL);
  const sent = { digest, treasury, amount_base_units: `${TOTAL}` };
  await ledger.append("allowance_seen", sent, { actor: OPERATOR });
  await settleAll(given, digest);
  await given.activities().reconcile({ digest });

  const state = distributionState(await ledger.read(), digest, NOON);
  expect(state && [wayOut(state), state.allowanceLeft]).toEqual(["settled", 0n]);
});

test("whoever stole the settler's key takes what is allowed and not a unit more", async () => {
  await using given = await givenFour();
  const { settler, treasury, facts } = given;
  const to = tokenAddress(settler.address, facts.mint);
  await given.allow(TOTAL);
  const steal = async (amount: bigint) =>
    await send(
      given,
      [
        transferChecked({
          source: treasury,
          mint: facts.mint,
          to,
          authority: settler.address,
          amount,
        }),
      ],
      [settler],
    );

  expect(await steal(TOTAL + 1n)).toEqual({ InstructionError: [0, { Custom: 1 }] });
  expect(await steal(TOTAL)).toBe(null);
  expect(await steal(1n)).toEqual({ InstructionError: [0, { Custom: 4 }] });
  expect((await given.now()).amount).toBe(TOTAL * 2n);
});

test.each([
  ["one of them alone", [anna]],
  ["the same twice", [anna, anna]],
  ["a member and a stranger", [boris, ownerOf("stranger")]],
])("%s cannot allow anything", async (_who, signers) => {
  await using given = await givenTreasury(TOTAL);

  expect(await given.allow(1n, signers)).toEqual({
    InstructionError: [0, "MissingRequiredSignature"],
  });
  expect(await given.now()).toMatchObject({ delegate: null });
});
