import { expect, test } from "vitest";

import { createNode, type Manners } from "./node.ts";
import { tokensOf } from "./accounts.ts";
import { modelMachine } from "./machine.ts";
import { Killed } from "./process.ts";
import { createWorld, memberOf, tokensAddress } from "./world.ts";
import { givenApproved, planOf } from "../../activities/settlement/given.ts";
import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import { settlerOf } from "../../activities/settlement/chain/settler-key.ts";
import { givenSigner } from "../../activities/settlement/signer/given.ts";
import type { Signer } from "../../activities/settlement/signer/port.ts";
import { createSettlementActivities } from "../../activities/settlement/settlement.ts";
import { ada, bob, eva, givenCommittee, givenLedger, NOON } from "../../warehouse/ledger/given.ts";
import type { Ledger } from "../../warehouse/ledger/index.ts";
import { seededBytes, seededRandom } from "../seed.ts";

const AMOUNTS = { m_run_0: 7n, m_run_1: 11n };
const MEMBERS = Object.keys(AMOUNTS) as (keyof typeof AMOUNTS)[];
const HONEST: Manners = { lag: () => 0, isLost: () => false, arrivals: () => [1], lie: null };
const LOOKS_MAX = 60;

/** What is done to one batch. `failed payment`: its first transaction lands with an error. */
type Act = "payment" | "failed payment" | "void";

/** Plays one act with a kill at the effect of this number; says at which effects it might be. */
async function played(act: Act, killedAt: number) {
  const settler = settlerOf(seededBytes("settler"));
  const random = seededRandom("crash points");
  const world = createWorld(modelMachine(), { name: "real", settler, members: MEMBERS, random });
  const { cluster, facts } = world;
  await using given = givenLedger();
  await givenCommittee(given.ledger, [ada, bob, eva]);
  const lines = MEMBERS.map((member) => ({ member, amount: AMOUNTS[member] }));
  const input = { digest: await givenApproved(given.ledger, planOf(facts, lines)), batch: 0 };

  const places: string[] = [];
  const reach = (place: string) => {
    if (places.push(place) === killedAt) throw new Killed(place);
  };
  const node = createNode(
    () => cluster,
    () => HONEST,
  );
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
  const clock = { now: () => NOON.getTime() };
  const plain = givenSigner({ settler, ledger: given.ledger, clock });
  const signer: Signer = {
    ...plain,
    async sign(request) {
      reach("before signature");
      const signature = await plain.sign(request);
      reach("after signature");
      return signature;
    },
  };
  const common = { clock, limits: { watchMs: 0 } };
  const started = () => createSettlementActivities({ ...common, signer, ledger, chain });

  let activities = started();
  let isPoor = act === "failed payment";
  if (act === "void") {
    const before = createSettlementActivities({
      ...{ ...common, signer: plain },
      ...{ ledger: given.ledger, chain: node },
    });
    await before.prepareBatch(input);
    const wish = { digest: input.digest, reason: "a key was revoked" };
    await given.ledger.append("distribution_void_asked", wish, { actor: "operator" });
  }
  async function step(): Promise<string> {
    if (act === "void") await activities.voidBatch(input);
    else {
      const { outcome } = await activities.prepareBatch(input);
      if (isPoor && outcome === "signed") {
        isPoor = false;
        world.takeLamports();
      }
      await activities.sendBatch(input);
    }
    cluster.advance(50);
    return (await activities.observeBatch(input)).outcome;
  }
  let outcome = "";
  for (let look = 0; look < LOOKS_MAX && outcome !== "paid" && outcome !== "voided"; look += 1) {
    try {
      outcome = await step();
    } catch (error) {
      if (error instanceof Killed) activities = started();
      else world.fillLamports();
    }
  }
  // What was signed at any time comes once more.
  for (const { payload } of await given.ledger.read({ kinds: ["attempt_signed"] }))
    cluster.submit(Buffer.from(payload.wire, "base64"), 0);
  cluster.advance(50);
  const held = MEMBERS.map((member) => {
    const address = tokensAddress(memberOf(member).address);
    return tokensOf(cluster.machine.account(address))?.amount ?? 0n;
  });
  return { outcome, held, places };
}

test.each([
  {
    act: "payment",
    ends: "paid",
    among: ["before attempt_signed", "after attempt_signed", "before send", "after send"],
  },
  { act: "failed payment", ends: "paid", among: ["before attempt_failed", "after attempt_failed"] },
  {
    act: "void",
    ends: "voided",
    among: ["after attempt_signed", "after send", "before batch_voided"],
  },
] as const)(
  "killed at each effect of a $act in turn and started again, it ends the same and once",
  async ({ act, ends, among }) => {
    const whole = await played(act, 0);
    expect(whole.places).toEqual(expect.arrayContaining([...among]));
    const amounts = ends === "paid" ? Object.values(AMOUNTS) : MEMBERS.map(() => 0n);
    expect(whole).toMatchObject({ outcome: ends, held: amounts });

    for (const [at, place] of whole.places.entries()) {
      const { outcome, held, places } = await played(act, at + 1);
      expect({ place, outcome, held }).toEqual({ place, outcome: ends, held: amounts });
      expect(places.length).toBeGreaterThan(at);
    }
  },
);
