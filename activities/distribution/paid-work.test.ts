/** Work is paid once: whatever its sources say later, whoever proposes, whatever happens between. */
import { expect, test } from "vitest";

import { LedgerConflictError, planDigest, planToJson } from "../../warehouse/ledger/index.ts";
import { ProposalRaceError } from "./errors.ts";
import { givenDistribution, SEPTEMBER, SETTLER } from "./given-distribution.ts";

type Given = Awaited<ReturnType<typeof givenDistribution>>;

const AUGUST = { ...SEPTEMBER, period: "2026-08" };

async function linesOf({ stateOf }: Given, digest: string): Promise<string[]> {
  const { plan } = await stateOf(digest);
  return plan.lines.map(({ member, amount }) => `${member} ${amount}`).toSorted();
}

/** Zoe is paid in batch 0; batch 1, with Kim and Lea, is voided. Max has no wallet. */
async function givenPaidInPart(given: Given): Promise<string> {
  const { digest } = await given.propose();
  await given.sign(digest);
  await given.close(digest, "batch_paid", 0);
  await given.close(digest, "batch_voided", 1);
  return digest;
}

test("work that a month paid is left out of the next, though a source now dates it there", async () => {
  await using given = await givenDistribution();
  const august = await given.propose(AUGUST);
  await given.sign(august.digest);
  await given.settle(august.digest);
  const { points } = given.world;
  given.world.points = {
    ...points,
    contributionPoints: points.contributionPoints.map((row) =>
      row.member_id === "m_zoe" || row.member_id === "m_max"
        ? { ...row, contribution_id: `${row.contribution_id} of 2026-08` }
        : row,
    ),
  };

  const { digest } = await given.propose();

  expect(await linesOf(given, digest)).toEqual(["m_kim 60", "m_lea 40"]);
});

test("a line that comes to be owed while its revision is made is not in the revision", async () => {
  await using given = await givenDistribution();
  const digest = await givenPaidInPart(given);
  given.world.meanwhile = async () => await given.escrowLines({ digest });

  await expect(given.propose()).rejects.toThrow(ProposalRaceError);
  const second = await given.propose();

  expect(await linesOf(given, second.digest)).toEqual(["m_kim 30", "m_lea 20"]);
});

test("what is owed under one plan is not owed again under another that names the line", async () => {
  await using given = await givenDistribution();
  const digest = await givenPaidInPart(given);
  await given.escrowLines({ digest });
  // A proposer at fault: all lines once more.
  const plan = { ...(await given.stateOf(digest)).plan, revision: 2, predecessor: digest };
  const again = planDigest(plan);
  const payload = { digest: again, period: plan.period, revision: 2, plan: planToJson(plan) };
  await given.ledger.append("plan_proposed", payload, SETTLER);
  await given.sign(again);

  await expect(given.escrowLines({ digest: again })).rejects.toThrow(LedgerConflictError);
  expect(await given.countOf("line_escrowed")).toBe(1);
});
