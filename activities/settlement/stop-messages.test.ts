import { expect, test } from "vitest";

import { givenApproved, givenSettlement, planOf, settleAll, TWENTY } from "./given.ts";
import type { StopMessage } from "./stop-messages.ts";

/** More than the treasury holds, and who takes messages about it. */
async function givenStop(arrives: () => boolean = () => true) {
  const given = await givenSettlement();
  const lines = [{ member: "m_rich", amount: 1_000_000_000_001n }];
  const digest = await givenApproved(given.ledger, planOf(given.facts, lines));
  const sent: StopMessage[] = [];
  const sendStop = async (message: StopMessage) => {
    sent.push(message);
    return await Promise.resolve(arrives());
  };
  const check = () =>
    given
      .activities({ sendStop })
      .checkSettleable({ digest })
      .catch(() => undefined);
  return Object.assign(given, { digest, sent, sendStop, check });
}

test("people are sent one message about a stop, however often it is met", async () => {
  await using given = await givenStop();
  for (let run = 0; run < 3; run += 1) await given.check();

  expect(given.sent).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      period: "2026-09",
      digest: given.digest,
      code: "treasury_short",
    },
  ]);
  // No amount and nobody's name: those stay on the page.
  expect(JSON.stringify(given.sent)).not.toMatch(/1000000000001|m_rich/);
});

test("a message that did not arrive is sent again with the same id, until it does", async () => {
  const answers = [false, false, true];
  await using given = await givenStop(() => answers.shift() ?? true);
  for (let run = 0; run < 5; run += 1) await given.check();

  expect(given.sent.length).toBe(3);
  expect(new Set(given.sent.map(({ id }) => id)).size).toBe(1);
  expect(await given.ledger.read({ kinds: ["stop_told"] })).toHaveLength(1);
});

test("a stop that comes again after paying went on is told anew", async () => {
  await using given = await givenStop();
  const digest = await givenApproved(
    given.ledger,
    planOf(given.facts, TWENTY.slice(0, 2), { period: "2026-10", perBatch: 1 }),
  );
  const activities = given.activities({ sendStop: given.sendStop });
  const short = { digest, code: "treasury_short", found: "short" };
  const stop = () => given.ledger.append("distribution_stopped", short, { actor: "settler" });
  await stop();
  await given.check();
  await settleAll(given, digest, activities);
  await given.ledger.append(
    "distribution_stopped",
    { ...short, found: "short once more" },
    { actor: "settler" },
  );
  await given.check();

  expect(given.sent.map(({ period }) => period)).toEqual(["2026-09", "2026-10", "2026-10"]);
});
