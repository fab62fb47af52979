/** Receipts are taken back in the model of a cluster: killed at each effect, and too early. */
import { expect, test } from "vitest";

import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import { settlerOf } from "../../activities/settlement/chain/settler-key.ts";
import { givenApproved, planOf } from "../../activities/settlement/given.ts";
import {
  createReclaiming,
  type ReclaimReport,
} from "../../activities/settlement/reclaim/reclaim.ts";
import { givenSigner } from "../../activities/settlement/signer/given.ts";
import { createSettlementActivities } from "../../activities/settlement/settlement.ts";
import { ada, bob, eva, givenCommittee, givenLedger, NOON } from "../../warehouse/ledger/given.ts";
import type { Ledger } from "../../warehouse/ledger/index.ts";
import { seededBytes, seededRandom } from "../seed.ts";
import { tokensOf } from "./accounts.ts";
import { modelMachine } from "./machine.ts";
import { createNode, type Manners } from "./node.ts";
import { Killed } from "./process.ts";
import { createWorld, memberOf, tokensAddress } from "./world.ts";

const MEMBERS = ["m_run_0", "m_run_1"];
const HONEST: Manners = { lag: () => 0, isLost: () => false, arrivals: () => [1], lie: null };
const STEPS_MAX = 80;

/** Two months, both paid and settled, in a cluster of our own. */
async function givenPaid() {
  const settler = settlerOf(seededBytes("settler"));
  const random = seededRandom("taken back");
  const world = createWorld(modelMachine(), { name: "real", settler, members: MEMBERS, random });
  const { cluster, facts } = world;
  const given = givenLedger();
  await givenCommittee(given.ledger, [ada, bob, eva]);
  const node = createNode(
    () => cluster,
    () => HONEST,
  );
  const clock = { now: () => NOON.getTime() };
  const signer = givenSigner({ settler, ledger: given.ledger, clock });
  const common = { ledger: given.ledger, signer, clock };
  const activities = createSettlementActivities({ ...common, chain: node, limits: { watchMs: 0 } });
  const lines = MEMBERS.map((member, index) => ({ member, amount: BigInt(7 + index) }));
  const digests: string[] = [];
  for (const period of ["2026-09", "2026-10"]) {
    const digest = await givenApproved(given.ledger, planOf(facts, lines, { period, perBatch: 1 }));
    digests.push(digest);
    for (const batch of [0, 1]) await pay({ digest, batch });
    await activities.reconcile({ digest });
  }

  async function pay(input: { digest: string; batch: number }): Promise<void> {
    for (let outcome = ""; outcome !== "paid"; cluster.advance(40)) {
      await activities.prepareBatch(input);
      await activities.sendBatch(input);
      outcome = (await activities.observeBatch(input)).outcome;
    }
  }

  const [digest = ""] = digests;
  return { ...common, node, cluster, facts, digest, close: given[Symbol.asyncDispose] };
}

const held = ({ machine }: Awaited<ReturnType<typeof givenPaid>>["cluster"]) =>
  MEMBERS.map((member) => {
    const address = tokensAddress(memberOf(member).address);
    return tokensOf(machine.account(address))?.amount ?? 0n;
  });

/** Takes all back with a kill at the effect of this number; says at which effects it might be. */
async function played(killedAt: number) {
  const given = await givenPaid();
  const { node, cluster, digest, signer, clock } = given;
  const places: string[] = [];
  const reach = (place: string) => {
    if (places.push(place) === killedAt) throw new Killed(place);
  };
  const chain: ChainPort = {
    ...node,
    async send(wire) {
      reach("before send");
      await node.send(wire);
      reach("after send");
    },
  };
  const ledger: Ledger = {
    ...given.ledger,
    append: (async (kind, payload, options) => {
      reach(`before ${kind}`);
      const event = await given.ledger.append(kind, payload, options);
      reach(`after ${kind}`);
      return event;
    }) as Ledger["append"],
  };
  const before = cluster.machine.account(signer.address)?.lamports ?? 0n;
  let reclaiming = createReclaiming({ ledger, chain, signer, clock });
  let report: ReclaimReport | null = null;
  for (let step = 0; step < STEPS_MAX && report?.stand.code !== "reclaimed"; step += 1) {
    try {
      report = await reclaiming.step(digest);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      reclaiming = createReclaiming({ ledger, chain, signer, clock });
    }
    cluster.advance(45);
  }
  // What was signed at any time comes once more.
  for (const { payload } of await given.ledger.read({
    kinds: ["attempt_signed", "reclaim_signed"],
  }))
    cluster.submit(Buffer.from(payload.wire, "base64"), 0);
  cluster.advance(50);
  const gained = (cluster.machine.account(signer.address)?.lamports ?? 0n) - before;
  await given.close();
  return { stand: report?.stand, gained, held: held(cluster), places };
}

test("killed at each effect of taking receipts back in turn and started again, it ends the same and once", async () => {
  const whole = await played(0);
  const { places: among, ...ends } = whole;
  expect(among).toEqual([
    ...["before send", "after send", "before plan_closed", "after plan_closed"],
    ...["before reclaim_signed", "after reclaim_signed", "before send", "after send"],
    ...["before reclaim_ended", "after reclaim_ended"],
  ]);
  expect(ends).toMatchObject({ stand: { code: "reclaimed" }, held: [14n, 16n] });

  for (const [at, place] of among.entries()) {
    const { places, ...again } = await played(at + 1);
    expect({ place, ...again }).toEqual({ place, ...ends });
    expect(places.length).toBeGreaterThan(at);
  }
});

test("nothing is taken back while an attempt may still land, whatever its batch came to", async () => {
  const given = await givenPaid();
  const { node, cluster, digest, signer, clock, ledger } = given;
  const [first] = await ledger.read({ kinds: ["attempt_signed"] });
  const last = first?.payload.last_valid_block_height ?? expect.unreachable();
  // Two more months' worth of blocks are made by then: the cluster as it was is asked instead.
  const early = { ...node, finalizedView: async () => ({ slot: 0, height: last }) };
  const before = cluster.log.length;

  const { stand } = await createReclaiming({ ledger, chain: early, signer, clock }).step(digest);

  expect(stand).toMatchObject({
    code: "refused",
    fault: { code: "attempt_open", found: `batch 0, attempt 1: ${last}` },
  });
  expect(cluster.log.length).toBe(before);
  const past = { ...node, finalizedView: async () => ({ slot: 0, height: last + 1 }) };
  const then = await createReclaiming({ ledger, chain: past, signer, clock }).look(digest);
  expect(then.stand).toMatchObject({ fault: { found: expect.not.stringContaining(`: ${last}`) } });
  await given.close();
});
