/**
 * Real token transfers behind a network that loses, delays, repeats and lies by being late. The
 * naive engine of most payout tools double-pays in it, which shows that the world is bad enough.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { givenCommittee, givenLedger, NOON } from "../../warehouse/ledger/given.ts";
import type { Ledger, Plan } from "../../warehouse/ledger/index.ts";
import { base58Bytes } from "./chain/transaction/base58.ts";
import { openEmbeddedChain, type ChainFetch, type EmbeddedChain } from "./chain/embedded/open.ts";
import {
  compileMessage,
  signatureOf,
  signWire,
  unsignedWire,
} from "./chain/transaction/message.ts";
import { readSettlerKey, type Settler } from "./chain/settler-key.ts";
import { accountsOf, bytesOf, isWritable, keyOf, parseWire } from "./chain/transaction/wire.ts";
import { givenApproved, planOf, randomOf } from "./given.ts";
import { payWire } from "./payout-message.ts";
import { payoutsOf, type Payout } from "./payout.ts";
import { tokenAccountOf, tokenAddress } from "./recipients.ts";
import { createSettlementActivities } from "./settlement.ts";

const RUNS = 15;
const STEPS_MAX = 2_000;

/** Past a block hash's life, so that a held payment may come too late or just in time. */
const DELAY_SLOTS_MAX = 170;
const LAG_SLOTS_MAX = 220;

const folder = mkdtempSync(join(tmpdir(), "vklad-simulation-"));
let chain: EmbeddedChain;
let settler: Settler;
let world: World;

beforeAll(async () => {
  world = createWorld();
  chain = await openEmbeddedChain({
    dir: null,
    keysDir: folder,
    decimals: 6,
    supply: 1_000_000_000_000n,
    clock: { now: () => 0 },
    slotsPerQuestion: 1,
    through: world.through,
  });
  settler = readSettlerKey(chain.settlerKeyFile);
});

afterAll(async () => {
  await chain[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** The network; calm while a test prepares and counts. */
interface World {
  random: () => number;
  isCalm: boolean;
  readonly through: (inner: ChainFetch) => ChainFetch;
}

function createWorld(): World {
  const held: { due: number; body: string }[] = [];
  const state: World = {
    random: randomOf(1),
    isCalm: true,
    through: (inner) => async (url, init) => {
      if (state.isCalm) return await inner(url, init);
      const { id, method } = JSON.parse(init.body);
      const slot = await slotOf(inner);
      for (const { body } of held.filter(({ due }) => due <= slot)) await inner(url, { body });
      held.splice(0, held.length, ...held.filter(({ due }) => due > slot));

      if (chance(0.05)) return new Response("slow down", { status: 429 });
      if (method === "sendTransaction") {
        if (chance(0.1)) throw new TypeError("fetch failed");
        if (chance(0.3)) {
          held.push({ due: slot + Math.floor(state.random() * DELAY_SLOTS_MAX), body: init.body });
          if (chance(0.5)) throw new TypeError("fetch failed");
          return Response.json({ jsonrpc: "2.0", id, result: "1".repeat(64) });
        }
        const response = await inner(url, init);
        if (chance(0.15)) throw new TypeError("fetch failed");
        return response;
      }
      const response = await inner(url, init);
      return method === "getSignatureStatuses" && chance(0.3) ? await late(response) : response;
    },
  };

  function chance(probability: number): boolean {
    return state.random() < probability;
  }

  /** What a node that is behind would have answered. */
  async function late(response: Response): Promise<Response> {
    const answer = (await response.json()) as {
      result: { context: { slot: number }; value: ({ slot: number } | null)[] };
    };
    const { context, value } = answer.result;
    context.slot -= Math.floor(state.random() * LAG_SLOTS_MAX);
    answer.result.value = value.map((status) =>
      status !== null && status.slot > context.slot ? null : status,
    );
    return Response.json(answer);
  }

  return state;
}

async function slotOf(inner: ChainFetch): Promise<number> {
  const body = JSON.stringify({ id: 0, method: "getSlot", params: [{ commitment: "processed" }] });
  const answer = (await (await inner("", { body })).json()) as { result: number };
  return answer.result;
}

/** Two batches of two lines to wallets of this run only, so that balances count the payments. */
function givenRun(seed: number, engine: string): Plan {
  world.random = randomOf(seed);
  const lines = Array.from({ length: 4 }, (_, index) => ({
    member: `m_${engine}_${seed}_${index}`,
    amount: 1_000n + BigInt(index),
  }));
  const { genesis, mint, treasury } = chain;
  const facts = { genesis, mint, treasury, settler: settler.address, decimals: 6 };
  return planOf(facts, lines, { perBatch: 2 });
}

/** How often each line was paid, by the chain: whole or not at all, or the test fails. */
async function timesPaid(plan: Plan): Promise<number[]> {
  world.isCalm = true;
  chain.advance(DELAY_SLOTS_MAX + 40);
  const addresses = plan.lines.map(({ wallet }) => tokenAddress(wallet ?? "", plan.chain.mint));
  const { values } = await chain.chain.accounts(addresses, "finalized");
  return plan.lines.map(({ amount }, index) => {
    const balance = tokenAccountOf(values[index] ?? null)?.amount ?? 0n;
    expect(balance % amount).toBe(0n);
    return Number(balance / amount);
  });
}

/** Sends, then notes what it sent; signs anew when a status is missing past the height. No receipt. */
async function payNaively(payout: Payout): Promise<void> {
  let noted: { signature: string; lastValidBlockHeight: number } | null = null;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    chain.advance(1 + Math.floor(world.random() * 10));
    try {
      if (noted === null) {
        const { blockhash, lastValidBlockHeight } = await chain.chain.latestBlockhash();
        const wire = withoutReceipt(payout, blockhash);
        await chain.chain.send(wire);
        noted = { signature: signatureOf(wire), lastValidBlockHeight };
      }
      const { values } = await chain.chain.statuses([noted.signature]);
      const status = values[0] ?? null;
      if (status !== null && status.commitment !== "processed") return;
      const height = await chain.connection.getBlockHeight("confirmed");
      if (status === null && height > noted.lastValidBlockHeight) noted = null;
    } catch {
      // Tried again with whatever was noted.
    }
  }
}

function withoutReceipt(payout: Payout, blockhash: string): Uint8Array {
  const hash = base58Bytes(blockhash, 32);
  const guarded = payWire(payout, {
    blockhash: hash,
    rentExempt: 0n,
    unitPriceMicroLamports: 0n,
    ledgerHead: "ab".repeat(32),
    units: 250_000,
  });
  const parsed = parseWire(guarded);
  const key = (index: number) => keyOf(parsed, index);
  const instructions = parsed.instructions.slice(1).map((instruction) => ({
    program: key(instruction.program),
    accounts: [...accountsOf(parsed, instruction)].map((index) => ({
      key: key(index),
      isSigner: index === 0,
      isWritable: isWritable(parsed, index),
    })),
    bytes: bytesOf(parsed, instruction),
  }));
  const wire = unsignedWire(compileMessage(settler.publicKey, instructions, hash));
  signWire(wire, [settler]);
  return wire;
}

/** Ours, killed now and then, and now and then with the journal lost in the middle. */
async function payOurWay(plan: Plan, journals: readonly Ledger[]): Promise<string[]> {
  const digest = await givenApproved(journals[0] as Ledger, plan);
  for (const journal of journals.slice(1)) await givenApproved(journal, plan);
  const outcomes = plan.batches.map(() => "pending");
  let activities = restarted();
  world.isCalm = false;
  for (let step = 0; step < STEPS_MAX && outcomes.some((one) => one !== "paid"); step += 1) {
    chain.advance(1 + Math.floor(world.random() * 10));
    const batch = step % outcomes.length;
    const input = { digest, batch };
    try {
      await activities.prepareBatch(input);
      await activities.sendBatch(input);
      outcomes[batch] = (await activities.observeBatch(input)).outcome;
    } catch (error) {
      // What the policies table would not try again must not come up at all.
      if (/Settlement|Mismatch|Refused/.test((error as Error).name)) throw error;
      if ((error as Error).message === "killed") activities = restarted();
    }
  }
  return outcomes;

  function restarted() {
    const isLost = world.random() < 0.3;
    return createSettlementActivities({
      ledger: (isLost ? journals.at(-1) : journals[0]) as Ledger,
      chain: chain.chain,
      settler,
      clock: { now: () => NOON.getTime() },
      limits: { watchMs: 0, attemptsMax: 100, failuresMax: 100 },
      failpoint: () => {
        if (world.random() < 0.05) throw new Error("killed");
      },
    });
  }
}

test("in a bad network the naive way pays some lines twice", async () => {
  const counts: number[] = [];
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const plan = givenRun(seed, "naive");
    const payout = payoutsOf(plan, "ab".repeat(32), settler);
    world.isCalm = false;
    for (const batch of plan.batches.keys()) await payNaively(payout(batch));
    counts.push(...(await timesPaid(plan)));
  }

  expect(Math.max(...counts)).toBeGreaterThan(1);
});

test("in the same network, killed and with journals lost, ours pays each line once", async () => {
  const paid: unknown[] = [];
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const plan = givenRun(seed, "ours");
    await using first = givenLedger();
    await using second = givenLedger();
    for (const { ledger } of [first, second]) await givenCommittee(ledger);
    const outcomes = await payOurWay(plan, [first.ledger, second.ledger]);
    paid.push([seed, outcomes, await timesPaid(plan)]);
  }

  expect(paid).toEqual(
    Array.from({ length: RUNS }, (_, index) => [index + 1, ["paid", "paid"], [1, 1, 1, 1]]),
  );
});
