import { createHash } from "node:crypto";

import { createRandom } from "../../demo/random.ts";
import { givenPoints, inMonth } from "../../activities/distribution/given-period.ts";
import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import { adoptPayments } from "../../activities/settlement/adopt.ts";
import { settlerOf } from "../../activities/settlement/chain/settler-key.ts";
import { givenSigner } from "../../activities/settlement/signer/given.ts";
import { openSignerStore, type SignerStore } from "../../activities/settlement/signer/store.ts";
import { witnessed } from "../../activities/settlement/chain/witnessed.ts";
import { ada, NOON } from "../../warehouse/ledger/given.ts";
import { distributionState, openPlanOf, plansOf } from "../../warehouse/ledger/index.ts";
import { openBooks } from "./books.ts";
import { drawKinds, type Kind } from "./kinds.ts";
import { type Machine, modelMachine } from "./machine.ts";
import { network } from "./network.ts";
import { createNode, LIES } from "./node.ts";
import { isFinal, judge, type Verdict } from "./oracle.ts";
import { createPerson } from "./person.ts";
import { Killed, startProcess, WaitsForPeople } from "./process.ts";

import { takeBack, wakeUp } from "./take-back.ts";
import { createWorld, memberOf } from "./world.ts";

/** Runs of the workflow before a run of ours is given up as one without a way out. */
const ROUNDS_MAX = 80;
const SLOT_MS = 400;
const DAY_MS = 24 * 60 * 60_000;
const ALL_MEMBERS = Array.from({ length: 9 }, (_, index) => `m_run_${index}`);

export interface Played extends Verdict {
  readonly seed: number;
  /** What happened of what was drawn. */
  readonly kinds: readonly Kind[];
  /** Null: it ended settled. */
  readonly deadEnd: string | null;
  /** Two machines with a ledger each paid one plan, and one took over what the other had paid. */
  readonly isAdopted: boolean;
  /** What a person did, in order: the errors and ways out that were followed. */
  readonly followed: readonly string[];
  readonly rounds: number;
  /** The same in any faithful world. */
  readonly summary: string;
}

/** One run from the first plan to settled, with all that its seed draws going wrong on the way. */
export async function play(
  seed: number,
  machine: Machine = modelMachine(),
  /** Kinds that there were not when the seed was first played. */
  without: readonly Kind[] = [],
): Promise<Played> {
  const random = createRandom(`settlement/${seed}`);
  const drawn = new Set(
    [...drawKinds(random.fork("kinds"))].filter((one) => !without.includes(one)),
  );
  const happened = new Set<Kind>();
  const settler = settlerOf(createHash("sha256").update(`settler ${seed}`).digest());
  const isOnTwoMachines = random.chance(0.3);
  const members = ALL_MEMBERS.slice(0, random.whole(3, ALL_MEMBERS.length));
  const isOfTwoMonths = random.chance(0.3) || drawn.has("receipts taken back");
  const periods = isOfTwoMonths ? ["2026-09", "2026-10"] : ["2026-09"];
  const points = givenPoints(
    members.map((member) => [member, "community", BigInt(random.whole(1, 9)) * 1_000_000n]),
  );
  const wallets = members.map((member_id) => ({
    member_id,
    wallet: memberOf(member_id).address,
    counts_from: new Date(0),
  }));
  const budget = BigInt(random.whole(1_000, 9_000_000));
  const of = { settler, members, random };
  const world = createWorld(machine, { name: `real ${seed}`, ...of });
  const other = createWorld(modelMachine(), { name: `other ${seed}`, ...of });
  const { cluster } = world;
  const time = { extraMs: 0 };
  const now = () => new Date(NOON.getTime() + time.extraMs + (cluster.head() - 2_000) * SLOT_MS);
  await using books = await openBooks(now);
  const net = network(random.fork("network"), drawn, happened);
  const where = { main: "real", witness: "real" };
  const nodeOf = (name: "main" | "witness"): ChainPort =>
    createNode(
      () => (where[name] === "real" ? cluster : other.cluster),
      () => net.of(name),
    );
  const nodes = { main: nodeOf("main"), witness: nodeOf("witness") };
  const called: string[] = [];
  const landed = { head: null as Awaited<ReturnType<typeof books.ledger.head>> };

  const person = createPerson({
    books,
    world,
    now,
    random: random.fork("person"),
    pass: (slots) => pass(slots),
    honest: () => void (net.liar = null),
    reconnect: () =>
      void Object.assign(where, {
        main: "real",
        witness: "real",
      }),
    async adopt() {
      if (machines.second === null) return;
      machines.isStopped = true;
      const plans = plansOf(await books.opened(machines.second).read());
      const manifests = new Map(plans.map(({ digest, plan }) => [digest, plan]));
      const view = { ...nodes.main, genesis: world.facts.genesis, settler: settler.address };
      try {
        const { adopted } = await adoptPayments(books.ledger, view, manifests);
        machines.isAdopted ||= adopted.length > 0;
      } catch {
        // A node that does not answer, or lies: tried again at the next refusal.
      }
    },
  });

  function pass(slots: number): void {
    cluster.advance(slots);
    other.cluster.advance(slots);
    if (!drawn.has("rollback") || !random.chance(0.1)) return;
    happened.add("rollback");
    cluster.fork(random.whole(1, 31), () => (random.chance(0.7) ? random.whole(1, 40) : null));
  }

  /** What happens once, at a moment that is drawn. */
  const between: (() => Promise<void>)[] = [];
  const during: { at: number; act: () => Promise<void> }[] = [];
  const once = (kind: Kind, places: typeof between, act: () => void | Promise<unknown>) => {
    if (!drawn.has(kind)) return;
    places.push(async () => {
      const done = await act();
      if (done !== false) happened.add(kind);
    });
  };
  const meanwhile = (kind: Kind, act: () => unknown) => {
    const places: typeof between = [];
    once(kind, places, act as () => Promise<unknown>);
    for (const one of places) during.push({ at: random.whole(1, 60), act: one });
  };
  meanwhile("foreign transfer", () => world.fillUp(BigInt(random.whole(1, 500))));
  if (random.chance(0.4)) meanwhile("foreign transfer", () => world.takeOut(7n));
  meanwhile("account closed", () => world.leave(random.pick(members)));
  meanwhile("account closed", () => world.leave(random.pick(members)));
  meanwhile("treasury short", () => world.takeOut(world.treasuryHolds() - 1n));
  meanwhile("settler out of lamports", () => world.takeLamports());
  meanwhile("clock jumps", () => {
    time.extraMs += random.pick([-3, -1, 1, 3]) * DAY_MS;
  });
  meanwhile("void and revision", () => person.ask("void"));
  meanwhile("void and revision", () => person.ask("revise"));
  meanwhile("hold", () => person.ask("hold"));
  meanwhile("term of approval over", () => {
    time.extraMs += 8 * DAY_MS;
  });
  meanwhile("wrong chain", () => {
    where.main = "other";
    if (random.chance(0.7)) where.witness = "other";
  });
  if (drawn.has("lies of one node")) {
    net.liar = { name: random.pick(["main", "witness"] as const), lie: random.pick(LIES) };
    happened.add("lies of one node");
  }
  const restore = async (name: string) => {
    // Whoever restores a file takes longer than a block hash lives.
    pass(450);
    person.keep(books.name);
    if (random.chance(0.5)) landed.head = await books.ledger.head();
    books.use(name);
  };
  /** Each machine's signer remembers what it signed, whatever became of the ledger beside it. */
  const remembered = { first: openSignerStore(":memory:"), second: openSignerStore(":memory:") };
  const machines = { second: null as string | null, isStopped: false, isAdopted: false };
  const backups: { lost: string | null; older: string | null } = { lost: null, older: null };
  /** A machine that sleeps, with a ledger from when its plan was approved and nothing was paid. */
  const asleep: { plan: { name: string; digest: string } | null } = { plan: null };
  const taking = random.fork("receipts");
  const signedOnceClosed: string[] = [];
  once("lost journal", between, async () => {
    if (backups.lost === null) return false;
    await restore(backups.lost);
  });
  once("older ledger", between, async () => {
    if (backups.older === null) return false;
    await restore(backups.older);
  });
  once("lost ledger", between, async () => {
    // Without a landing that remembers it, too: then the chain alone does.
    await restore(await books.fresh());
  });

  once("lost signer's memory", between, () => {
    remembered.first = openSignerStore(":memory:");
  });

  let acts = 0;
  async function others(): Promise<void> {
    acts += 1;
    for (const one of during.filter(({ at }) => at <= acts)) {
      during.splice(during.indexOf(one), 1);
      await one.act();
    }
    if (drawn.has("older ledger") && backups.older === null && random.chance(0.03))
      backups.older = books.copy();
  }

  const isSettled = async (period: string) => {
    const events = await books.ledger.read();
    const digest = openPlanOf(events, period)?.digest;
    const state = digest === undefined ? null : distributionState(events, digest, now());
    if (digest !== undefined && state?.approvedAt && asleep.plan === null)
      if (drawn.has("receipts taken back") && state.batches.every(isUntouched))
        asleep.plan = { name: books.copy(), digest };
    if (state?.approvedAt && backups.lost === null && drawn.has("lost journal"))
      if (state.batches.every(isUntouched)) backups.lost = books.copy();
    return state?.settlement !== null && state !== null;
  };

  const signerBeside = (ledgerName: string, store?: SignerStore) =>
    givenSigner({
      settler,
      ledger: books.opened(ledgerName),
      clock: { now: () => now().getTime() },
      store: store ?? (ledgerName === machines.second ? remembered.second : remembered.first),
    });

  /** Takes receipts back, after which a machine may wake up that had begun to pay before. */
  async function takeReceipts(): Promise<void> {
    const honestly = witnessed({ name: "node a", chain: nodes.main }, [
      { name: "node b", chain: nodes.witness },
    ]);
    const around = { chain: honestly, now, random: taking, pass };
    const taken = await takeBack({
      ...around,
      ledger: books.ledger,
      signer: signerBeside(books.name),
    });
    if (taken.length > 0) happened.add("receipts taken back");
    const { plan } = asleep;
    if (plan === null || !taken.includes(plan.digest) || taking.chance(0.3)) return;
    // Its signer slept as well, and remembers nothing of what happened since.
    const signer = signerBeside(plan.name, openSignerStore(":memory:"));
    signedOnceClosed.push(
      ...(await wakeUp({ ...around, ledger: books.opened(plan.name), signer }, plan.digest)),
    );
    asleep.plan = null;
  }

  const start = (ledgerName: string, isAlone: boolean) => {
    const lives = drawn.has("crash") && random.chance(0.6) ? random.whole(1, 250) : Infinity;
    return startProcess({
      signer: signerBeside(ledgerName),
      periods,
      budget,
      now,
      random,
      lives,
      isAlone,
      pass,
      facts: world.facts,
      ledger: books.opened(ledgerName),
      chain: witnessed(
        {
          name: "node a",
          chain: nodes.main,
        },
        random.chance(0.9) || net.liar !== null
          ? [
              {
                name: "node b",
                chain: nodes.witness,
              },
            ]
          : [],
      ),
      points: (period) => ({
        ...inMonth(points, period),
        wallets,
      }),
      landed: () => landed.head,
      meanwhile: others,
      written(kind, payload) {
        const { signature = "" } = payload as {
          signature?: string;
        };
        if (kind === "batch_paid" && !isFinal(cluster, signature)) called.push(signature);
      },
    });
  };

  let rounds = 0;
  let last = "";
  for (; rounds < ROUNDS_MAX; rounds += 1) {
    pass(random.whole(1, 60));
    if (between.length > 0 && rounds > 1 && random.chance(0.25)) {
      await between.splice(random.whole(0, between.length - 1), 1)[0]?.();
    }
    const period = await firstOpen();
    // Now and then, and before all that is left of what was drawn happens to what is settled.
    if (drawn.has("receipts taken back") && taking.chance(period === null ? 0.8 : 0.1))
      await takeReceipts();
    if (period === null) {
      if (between.length === 0) break;
      await between.shift()?.();
      continue;
    }
    const began = books.name;
    const running = [start(books.name, !drawn.has("two settlers at once"))];
    if (drawn.has("two settlers at once") && random.chance(0.7)) {
      const second = await secondLedger(period);
      if (second !== null) {
        running.push(start(second, false));
        happened.add("two settlers at once");
      }
    }
    const ends = await Promise.allSettled(running.map((one) => one.run(period, ada.account)));
    // What the second says is said on a machine that nobody looks at.
    for (const end of isOnTwoMachines ? ends.slice(0, 1) : ends) {
      // Whoever put another ledger in its place has stopped the other as well.
      if (books.name !== began) continue;
      if (end.status === "fulfilled") {
        // Such a run ends without a word: the page says what is to be done.
        if (end.value.status === "expired") await person.goOn(period);
        continue;
      }
      const error = end.reason as Error;
      if (error instanceof Killed) happened.add("crash");
      else if (error instanceof WaitsForPeople) await person.goOn(period);
      else {
        last = `${error.name}: ${error.message}`;
        await person.follow(period, error);
      }
    }
    if (person.isAtWitsEnd()) break;
  }

  cluster.advance(400);
  const open = await firstOpen();
  const events = await books.ledger.read();
  const given = { cluster, settler: settler.address, events, members, now: now() };
  const whole = judge({ ...given, periods });
  // What is not settled yet is not lost.
  const verdict = open === null ? whole : { ...whole, lost: [], wrong: [] };
  verdict.wrong.push(
    ...signedOnceClosed.map((one) => `${one} was signed once its plan was closed`),
  );
  verdict.unpaidCalledPaid.push(...called.map((one) => `${one} before it was final`));
  const ended = await wayOfOpen(open);
  return {
    ...verdict,
    seed,
    kinds: [...happened],
    followed: person.followed,
    deadEnd: open === null ? null : `${open} stays ${ended} after ${rounds} rounds: ${last}`,
    isAdopted: machines.isAdopted,
    rounds,
    summary: JSON.stringify([rounds, acts, cluster.log.map(({ error }) => error), person.followed]),
  };

  /** On another machine it is a copy, made once the plan was approved; else it is the same file. */
  async function secondLedger(period: string): Promise<string | null> {
    if (machines.isStopped) return null;
    if (!isOnTwoMachines) return books.name;
    const state = await person.planOf(period);
    if (machines.second === null && state?.status === "approved") machines.second = books.copy();
    return machines.second;
  }
  async function firstOpen(): Promise<string | null> {
    for (const period of periods) if (!(await isSettled(period))) return period;
    return null;
  }
  async function wayOfOpen(period: string | null): Promise<string> {
    return period === null ? "settled" : await person.stateOf(period);
  }
}

function isUntouched({ attempts }: { readonly attempts: readonly unknown[] }): boolean {
  return attempts.length === 0;
}
