import {
  distributionState,
  openPlanOf,
  planDigest,
  plansOf,
} from "../../warehouse/ledger/index.ts";
import type { AnyLedgerEvent, Ledger, LedgerHead } from "../../warehouse/ledger/index.ts";
import { appendPlan } from "./append-plan.ts";
import { assertRecounted } from "./assert-recounted.ts";
import { assertWhole, type DamagedInputs, voidBroken } from "./broken-inputs.ts";
import { draftPlan } from "./draft-plan.ts";
import type { DistributionConfig } from "./draft-plan.ts";
import {
  assertNotClosed,
  assertPeriodOrder,
  carryInto,
  takenBefore,
} from "./earlier-distributions.ts";
import { LedgerBehindError, PeriodOrderError, RevisionBlockedError } from "./errors.ts";
import { freezeInputs } from "./frozen-inputs.ts";
import { isAllPaid, isGoingOn, openBatchesOf } from "./going-on.ts";
import { openPeriods } from "./open-periods.ts";
import type { ChainFacts, PointsOfPeriod } from "./plan-inputs.ts";
import type { CountedLine, Recount } from "./recount.ts";
import { isSameContent, isStillPayable } from "./same-content.ts";

export interface ProposalDeps {
  readonly ledger: Ledger;
  readonly readPoints: (period: string) => Promise<PointsOfPeriod>;
  /** Months in which somebody earned something. */
  readonly earnedPeriods: () => Promise<ReadonlySet<string>>;
  /** Months that are paid for and have ended by an instant, oldest first. */
  readonly closedPeriods: (until: Date) => readonly string[];
  /** Reads from the chain, for these wallets too. Whoever proposes reads it and holds no key. */
  readonly chainFacts: (wallets: readonly string[]) => Promise<ChainFacts>;
  /** The newest event of the ledger that landing holds; null while it holds none. */
  readonly landedHead: () => Promise<LedgerHead | null>;
  /** Counts a period's lines from the same scores by another way (`recount.ts`). */
  readonly recount: (asked: Recount) => Promise<readonly CountedLine[]>;
  readonly damagedInputs: DamagedInputs;
  readonly config: DistributionConfig;
  readonly now: () => Date;
}

export interface ProposedDistribution {
  readonly digest: string;
  /**
   * `proposed`: a new plan. `unchanged`: the open plan says the same. `kept`: it differs, but is
   * approved already and is paid as it was approved. `settled`: the period is over.
   */
  readonly outcome: "proposed" | "unchanged" | "kept" | "settled";
}

/** Proposing is beside the points, in the process that owns the warehouse. */
export function createProposalActivities(deps: ProposalDeps) {
  const { ledger, now } = deps;

  return {
    /**
     * Freezes a period's points into a plan and appends it; null when nobody earned anything. What
     * is kept for people who can be paid by now is paid by the month that ended last all the same.
     *
     * Asked again it returns the plan there is, as long as that says the same. A plan that says
     * something else becomes a new revision, which voids what was signed, by its digest.
     */
    async proposePlan(input: {
      readonly period: string;
      /** Account key of a person. */
      readonly proposer: string;
    }): Promise<ProposedDistribution | null> {
      const events = await ledger.read();
      const at = now();
      await assertKnowsLanded(ledger, await deps.landedHead());
      const current = openPlanOf(events, input.period);
      const state = current === null ? null : distributionState(events, current.digest, at);
      if (state?.status === "settled") return { digest: state.digest, outcome: "settled" };
      assertNotClosed(events, input.period);
      assertPeriodOrder(events, input.period, at);
      const open = openPeriods(events, {
        closed: deps.closedPeriods(at),
        earned: await deps.earnedPeriods(),
        now: at,
      });
      const [earlier, ...others] = open.filter(({ period }) => period < input.period);
      if (earlier !== undefined) {
        const found = `has points and was not distributed yet${andMore(others.length)}`;
        throw new PeriodOrderError(input.period, earlier.period, found);
      }
      // Nothing is left to decide, only to settle.
      if (state !== null && isAllPaid(state)) return { digest: state.digest, outcome: "kept" };

      let isVoided = false;
      if (current !== null && state !== null) {
        const { damagedInputs: damaged } = deps;
        isVoided = await voidBroken(ledger, { proposed: current, state, damaged, at });
        // Approved, its batches are voided on the chain first, by whoever pays.
        if (isVoided && state.blocksRevision) return { digest: state.digest, outcome: "kept" };
      }

      const points = await deps.readPoints(input.period);
      const isEmpty = points.memberPoints.every((row) => row.points === 0n);
      const isLast = deps.closedPeriods(at).at(-1) === input.period;
      if (state === null && isEmpty && !isLast) return null;
      const chain = await deps.chainFacts([...new Set(points.wallets.map(({ wallet }) => wallet))]);
      const frozen = freezeInputs(points, { events, config: deps.config, chain });
      const planAs = (previous: { digest: string; revision: number } | null) =>
        draftPlan(deps.config, events, at, { ...input, ...points, chain, previous });

      if (state !== null) {
        const { plan, digest } = state;
        const again = planAs(
          plan.predecessor === null
            ? null
            : { digest: plan.predecessor, revision: plan.revision - 1 },
        );
        const isSame = isSameContent(plan, again) && isStillPayable(plan, chain);
        if (isSame && !isVoided && isGoingOn(state)) return { digest, outcome: "unchanged" };
        if (state.blocksRevision) {
          // Held, it waits for a person; to be voided, it is followed once that is done.
          const isWaiting = state.hold !== null || state.voidAsked !== null;
          if (state.mayPay || isWaiting) return { digest, outcome: "kept" };
          throw new RevisionBlockedError(state, openBatchesOf(state));
        }
      }
      const plan = planAs(
        state === null
          ? null
          : { digest: state.digest, revision: newestRevision(events, input.period) },
      );
      if (state === null && isEmpty && plan.releases.length === 0) return null;
      await assertWhole(points.loaded, deps.damagedInputs);
      const revisionMax = plan.revision - 1;
      const counted = await deps.recount({
        period: input.period,
        mint: chain.mint,
        budgets: deps.config.budgets,
        carryIn: carryInto(events, input.period, at),
        taken: takenBefore(events, { period: input.period, revisionMax, now: at }),
      });
      assertRecounted(plan, counted);
      const digest = planDigest(plan);
      const { provenance } = points;
      await appendPlan(ledger, { plan, digest, provenance, frozen, at });
      return { digest, outcome: "proposed" };
    },

    /**
     * Reads every byte that an approved plan was made from, before its first payment is signed.
     * False: something is damaged, which was named, and the plan is to be voided.
     */
    async checkInputs({ digest }: { readonly digest: string }): Promise<{ isWhole: boolean }> {
      const at = now();
      const events = await ledger.read();
      const proposed = plansOf(events).find((one) => one.digest === digest);
      const state = distributionState(events, digest, at);
      if (proposed === undefined || state === null) return { isWhole: true };
      const { damagedInputs: damaged } = deps;
      return { isWhole: !(await voidBroken(ledger, { proposed, state, damaged, at })) };
    },
  };
}

/** A plan that was adopted may come after one of a later revision, which it took the place of. */
function newestRevision(events: readonly AnyLedgerEvent[], period: string): number {
  const plans = plansOf(events).filter(({ plan }) => plan.period === period);
  return Math.max(...plans.map(({ plan }) => plan.revision));
}

/** What was landed stays: an event in it that the ledger does not have shows that it is older. */
async function assertKnowsLanded(
  ledger: Pick<Ledger, "head" | "seqOf">,
  landed: LedgerHead | null,
): Promise<void> {
  if (landed === null || (await ledger.seqOf(landed.hash)) !== null) return;
  throw new LedgerBehindError(landed, await ledger.head());
}

/** How many other months stand in the way. */
function andMore(count: number): string {
  return count === 0 ? "" : `, and ${count} more ${count === 1 ? "month" : "months"} after it`;
}
