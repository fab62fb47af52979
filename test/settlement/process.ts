import { setImmediate as othersTurn } from "node:timers/promises";

import type { Random } from "../../demo/random.ts";
import {
  createDistributionActivities,
  createProposalActivities,
} from "../../activities/distribution/index.ts";
import { assertKnowsPayments, tokenAccountStates } from "../../activities/settlement/index.ts";
import type { ChainPort } from "../../activities/settlement/chain/port.ts";
import type { Signer } from "../../activities/settlement/signer/port.ts";
import { ChainMismatchError } from "../../activities/settlement/errors.ts";
import { createSettlementActivities } from "../../activities/settlement/settlement.ts";
import { recountOf } from "../../activities/distribution/given-recount.ts";
import type { PointsOfPeriod } from "../../activities/distribution/plan-inputs.ts";
import type { Ledger, LedgerHead } from "../../warehouse/ledger/index.ts";
import { policies } from "../../temporal.config.ts";
import { distribute } from "../../workflows/distribute.ts";
import { hasCode } from "../../workflows/error-codes.ts";
import type { Runtime } from "../../workflows/runtime.ts";

/** Not caught by anything: nothing of a process that was killed goes on. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** What waits for people has ended here: nobody comes while it waits. */
export class WaitsForPeople extends Error {
  override readonly name = "WaitsForPeople";
}

export interface Surroundings {
  readonly ledger: Ledger;
  readonly chain: ChainPort;
  readonly signer: Signer;
  readonly facts: {
    genesis: string;
    mint: string;
    treasury: string;
    settler: string;
    decimals: number;
  };
  readonly periods: readonly string[];
  readonly points: (period: string) => PointsOfPeriod;
  readonly budget: bigint;
  readonly landed: () => LedgerHead | null;
  readonly now: () => Date;
  readonly random: Random;
  /** Points at which it may be killed before it is; Infinity: it lives. */
  readonly lives: number;
  readonly isAlone: boolean;
  /** Slots pass. */
  readonly pass: (slots: number) => void;
  /** Before each step: what others do meanwhile. */
  readonly meanwhile: () => Promise<void>;
  /** Told of what is written, before it is. */
  readonly written: (kind: string, payload: unknown) => void;
}

/**
 * One process of ours: the product's own activities and workflow, tried as the policies table says,
 * on a ledger and a chain that end for it when it is killed.
 */
export function startProcess(around: Surroundings) {
  const { ledger, random, pass, periods } = around;
  let left = around.lives;

  function point(): void {
    left -= 1;
    if (left < 0) throw new Killed("killed");
  }
  const mortal =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      point();
      if (!around.isAlone && random.chance(0.5)) await othersTurn();
      const result = await call(...args);
      point();
      return result;
    };
  const chain = Object.fromEntries(
    Object.entries(around.chain).map(([name, call]) => [name, mortal(call)]),
  ) as unknown as ChainPort;
  const mortalLedger: Ledger = {
    ...ledger,
    append: mortal(async (kind, payload, options) => {
      around.written(kind, payload);
      return await ledger.append(kind, payload, options);
    }) as Ledger["append"],
    appendAll: mortal(ledger.appendAll),
  };

  const signer: Signer = { ...around.signer, sign: mortal(around.signer.sign) };

  const common = {
    ledger: mortalLedger,
    now: around.now,
    closedPeriods: () => periods,
  };
  const activities = {
    ...createProposalActivities({
      ...common,
      readPoints: async (period) => await Promise.resolve(around.points(period)),
      earnedPeriods: async () => await Promise.resolve(new Set(periods)),
      landedHead: async () => await Promise.resolve(around.landed()),
      damagedInputs: async () => await Promise.resolve([]),
      recount: async (asked) => await recountOf(() => around.points(asked.period))(asked),
      config: {
        budgets: { community: around.budget },
        committee: { threshold: 2, approvalDays: 7 },
        // Nobody in these runs sits on the committee and earns.
        policy: { conflictSharePpm: 50_000, objectionMs: 0 },
        escrowMonths: 12,
        keptUntil: () => new Date("2100-01-01T00:00:00Z"),
      },
      // As the product does: the cluster is pinned by its name, and what it shows as paid is known.
      async chainFacts(wallets) {
        const { facts } = around;
        const genesis = await chain.genesis();
        if (genesis !== facts.genesis) throw new ChainMismatchError(`The nodes are of ${genesis}.`);
        await assertKnowsPayments(chain, mortalLedger, signer.address);
        const tokenAccounts = await tokenAccountStates(chain, facts, wallets);
        return { ...facts, format: "legacy", tokenAccounts };
      },
    }),
    ...createDistributionActivities(common),
    ...createSettlementActivities({
      ledger: mortalLedger,
      chain,
      signer,
      clock: { now: () => around.now().getTime() },
      limits: { watchMs: 0 },
    }),
  };

  const act = Object.fromEntries(
    Object.entries(activities).map(([name, run]) => {
      const { attempts, final } = policies[name as keyof typeof activities];
      const tried = async (input: never): Promise<unknown> => {
        for (let attempt = 1; ; attempt += 1) {
          await around.meanwhile();
          try {
            return await (run as (input: never) => Promise<unknown>)(input);
          } catch (error) {
            const isFinal = final.some((code) => hasCode(error, code));
            if (isFinal || error instanceof Killed || attempt >= attempts) throw error;
            pass(random.whole(1, 5));
          }
        }
      };
      return [name, tried];
    }),
  ) as unknown as typeof activities;

  const runtime: Runtime<typeof activities> = {
    act,
    now: () => around.now().getTime(),
    async sleep() {
      pass(random.whole(5, 30));
      await around.meanwhile();
    },
    wait: async () => await Promise.reject(new WaitsForPeople("waits for people")),
    exclusive: (_key, work) => work(),
    shouldRestart: () => false,
    isSince: () => true,
    note() {},
  };
  return {
    /** One run for a period, as the conductor starts it. */
    run: (period: string, proposer: string) => distribute(runtime, { period, proposer }),
  };
}
