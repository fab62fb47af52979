import type { Random } from "../../demo/random.ts";
import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import { createReclaiming } from "../../activities/settlement/reclaim/reclaim.ts";
import type { Signer } from "../../activities/settlement/signer/port.ts";
import { createSettlementActivities } from "../../activities/settlement/settlement.ts";
import { type Ledger, plansOf } from "../../warehouse/ledger/index.ts";
import { Killed } from "./process.ts";

const STEPS_MAX = 40;

interface Around {
  readonly ledger: Ledger;
  readonly chain: ChainPort;
  readonly signer: Signer;
  readonly now: () => Date;
  readonly random: Random;
  readonly pass: (slots: number) => void;
}

/**
 * An operator takes back what the receipts of all plans lock, as far as it goes: nodes may lie or be
 * silent, and the process may be killed. Gives the plans of which something was taken.
 */
export async function takeBack(around: Around): Promise<readonly string[]> {
  const { ledger, signer, now, random, pass } = around;
  let lives = random.chance(0.5) ? random.whole(1, 120) : Infinity;
  const chain = Object.fromEntries(
    Object.entries(around.chain).map(([name, call]) => [
      name,
      async (...args: never[]) => {
        lives -= 1;
        if (lives < 0) throw new Killed("killed");
        return await (call as (...args: never[]) => Promise<unknown>)(...args);
      },
    ]),
  ) as unknown as ChainPort;
  const reclaiming = createReclaiming({
    ledger,
    chain,
    signer,
    clock: { now: () => now().getTime() },
  });
  const taken: string[] = [];
  for (const { digest } of plansOf(await ledger.read())) {
    for (let step = 0; step < STEPS_MAX && lives >= 0; step += 1) {
      try {
        const { stand, reclaimedLamports } = await reclaiming.step(digest);
        if (reclaimedLamports > 0n && !taken.includes(digest)) taken.push(digest);
        if (stand.code === "refused" || stand.code === "reclaimed") break;
      } catch (error) {
        if (!isOfTheWorld(error)) throw error;
      }
      pass(random.whole(20, 60));
    }
  }
  return taken;
}

/**
 * A machine with an old copy of the ledger that had begun with this plan, slept, and goes on with its
 * batches: it asks nothing once more that it had asked before. Gives what it signed.
 */
export async function wakeUp(around: Around, digest: string): Promise<readonly string[]> {
  const { ledger, chain, signer, now, random, pass } = around;
  const plan = plansOf(await ledger.read()).find((one) => one.digest === digest)?.plan;
  if (plan === undefined) return [];
  const clock = { now: () => now().getTime() };
  const limits = { watchMs: 0 };
  const activities = createSettlementActivities({ ledger, chain, signer, clock, limits });
  const before = (await ledger.read({ kinds: ["attempt_signed"] })).length;
  const isVoiding = random.chance(0.3);
  for (const batch of plan.batches.keys()) {
    const input = { digest, batch };
    for (let look = 0; look < 4; look += 1) {
      try {
        if (isVoiding) await activities.voidBatch(input);
        else await activities.prepareBatch(input);
        await activities.sendBatch(input);
        await activities.observeBatch(input);
      } catch (error) {
        if (!isOfTheWorld(error)) throw error;
      }
      pass(random.whole(1, 40));
    }
  }
  const signed = await ledger.read({ kinds: ["attempt_signed"] });
  return signed.slice(before).map(({ payload }) => payload.signature);
}

/** What nodes, other processes and old ledgers make go wrong, and no mistake of ours. */
function isOfTheWorld(error: unknown): boolean {
  const { name, message } = error as Error;
  if (name === "TypeError") return message === "fetch failed";
  return name !== "ReferenceError" && name !== "RangeError" && name !== "AssertionError";
}
