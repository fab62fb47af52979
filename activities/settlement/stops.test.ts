import { expect, test } from "vitest";

import { bob, givenRole, NOON } from "../../warehouse/ledger/given.ts";
import { distributionState, stopOf } from "../../warehouse/ledger/index.ts";
import { givenApproved, givenSettlement, planOf, settleAll, TWENTY } from "./given.ts";

const FIVE = TWENTY.slice(0, 5);

async function stopIn(
  { ledger }: Pick<Awaited<ReturnType<typeof givenSettlement>>, "ledger">,
  digest: string,
) {
  return stopOf(await ledger.read(), digest);
}

test("what stops a payment is written where the committee sees it, once, until it goes on", async () => {
  await using given = await givenSettlement();
  const plan = planOf(given.facts, [{ member: "m_rich", amount: 1_000_000_000_001n }]);
  const digest = await givenApproved(given.ledger, plan);
  const check = () => given.activities().checkSettleable({ digest });

  await expect(check()).rejects.toThrow("the treasury holds");
  await expect(check()).rejects.toThrow("the treasury holds");

  expect(await stopIn(given, digest)).toEqual({
    code: "treasury_short",
    found: expect.stringContaining("1000000000001 are to be paid"),
    at: NOON.toISOString(),
    event: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await given.ledger.read({ kinds: ["distribution_stopped"] })).toHaveLength(1);
});

test("where a stop cannot be written down, what stopped it is said all the same", async () => {
  await using given = await givenSettlement();
  const plan = planOf(given.facts, [{ member: "m_rich", amount: 1_000_000_000_001n }]);
  const digest = await givenApproved(given.ledger, plan);
  const full = async () => await Promise.reject(new Error("database or disk is full"));
  const ledger = Object.assign(Object.create(given.ledger) as typeof given.ledger, {
    append: full,
    appendAll: full,
  });

  const checking = given.activities({ ledger }).checkSettleable({ digest });

  await expect(checking).rejects.toThrow("the treasury holds");
});

test("a stop is over once something of the plan is signed", async () => {
  await using given = await givenSettlement();
  const digest = await givenApproved(given.ledger, planOf(given.facts, FIVE));
  const stopped = { digest, code: "treasury_short", found: "short" };
  await given.ledger.append("distribution_stopped", stopped, { actor: "settler" });
  expect(await stopIn(given, digest)).toMatchObject({ code: "treasury_short" });

  await settleAll(given, digest);

  expect(await stopIn(given, digest)).toBeNull();
});

test("a committee that changed is told as such", async () => {
  await using given = await givenSettlement();
  const digest = await givenApproved(given.ledger, planOf(given.facts, FIVE));
  await givenRole(given.ledger, bob, "2026-02-01T00:00:00Z");

  await expect(given.activities().prepareBatch({ digest, batch: 0 })).rejects.toThrow("count");

  expect(await stopIn(given, digest)).toMatchObject({ code: "not_payable" });
  expect(distributionState(await given.ledger.read(), digest, NOON)?.mayPay).toBe(false);
});
