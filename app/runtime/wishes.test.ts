import { expect, test } from "vitest";

import { givenCommittee, givenLedger, givenProposal, NOON } from "../../warehouse/ledger/given.ts";
import { OPERATOR, steerLine } from "../../warehouse/ledger/index.ts";
import { watchWishes } from "./wishes.ts";

test("a word on a line wakes whoever waits for signatures of its plan, once", async () => {
  await using given = givenLedger();
  await givenCommittee(given.ledger);
  const { digest, plan } = await givenProposal(given.ledger);
  const look = watchWishes(given.ledger);
  expect(await look()).toEqual([]);
  const line = plan.lines[0]?.id ?? "";
  const asked = { period: plan.period, line, digest, actor: OPERATOR, reason: "?", now: NOON };

  await steerLine(given.ledger, "drop", asked);

  expect(await look()).toEqual([{ digest }]);
  expect(await look()).toEqual([]);
});
