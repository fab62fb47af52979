import {
  acknowledgeTransfer,
  ApprovalRefusedError,
  approvalKeys,
  approvalText,
  approve,
  confirmKey,
  distributionState,
  foreignTransfers,
  isHeldInEscrow,
  KeyRefusedError,
  type Ledger,
  lineRefusalOf,
  LineRefusedError,
  openPlanOf,
  OPERATOR,
  plansOf,
  registerKey,
  seatOf,
  steer,
  steerLine,
  SteerRefusedError,
  stopOf,
  wayOut,
} from "../../../warehouse/ledger/index.ts";
import type {
  AnyLedgerEvent,
  DistributionState,
  LineWish,
  Steer,
  WayOut,
  Wish,
} from "../../../warehouse/ledger/index.ts";
import { lockedRents } from "../../../activities/settlement/reclaim/locked-rents.ts";
import { stopText } from "../../community/stop-texts.ts";
import { waysOut } from "../../community/ways-out.ts";
import type { Locale } from "../../community/words.ts";
import type { Principal, Published } from "../data/principal.ts";
import { refusing } from "../desk-refusal.ts";
import { reportOf } from "./report.ts";

const REFUSED = [ApprovalRefusedError, KeyRefusedError, LineRefusedError, SteerRefusedError];

export interface DistributionDesk {
  /** Every plan, newest first, as a committee member sees it now. */
  list(principal: Principal): Promise<readonly DistributionView[]>;
  /** All of one plan, to be printed; null where there is no such plan. */
  report(principal: Principal, digest: string): Promise<ReportView | null>;
  /** How the principal's own lines stand. */
  payments(principal: Principal): Promise<readonly PaymentView[]>;
  registerKey(
    principal: Principal,
    body: { publicKey: string; proof: string },
  ): Promise<{ keyId: string; confirmed: boolean }>;
  approve(
    principal: Principal,
    body: { digest: string; publicKey: string; signature: string },
  ): Promise<{ approvalCount: number; threshold: number }>;
  /** Holds, resumes, voids or revises a month, and says how it then stands. */
  steer(
    principal: Principal,
    body: { period: string; wish: Steer; reason: string },
  ): Promise<{ status: string; wayOut: WayOut }>;
  /** Holds, drops or releases one line of the plan that was looked at. */
  steerLine(
    principal: Principal,
    body: { period: string; digest: string; line: string; wish: LineWish; reason: string },
  ): Promise<{ status: string; wayOut: WayOut }>;
  /** Says what a foreign transfer of the treasury was. */
  acknowledge(
    principal: Principal,
    body: { signature: string; note: string },
  ): Promise<{ signature: string }>;
}

export interface DistributionView extends ReturnType<typeof distributionView> {
  readonly settlerOwnsTreasury: boolean;
}
export type ReportView = Omit<ReturnType<typeof distributionView>, "mine" | "text"> &
  ReturnType<typeof reportOf> & { readonly readAt: string };
export type PaymentView = ReturnType<typeof paymentsOf>[number];

export function createDistributionDesk(options: {
  readonly ledger: Ledger;
  readonly now: () => Date;
  readonly published: () => Published | null;
  /** Wakes the workflow that waits for signatures of this plan. */
  readonly ring: (plan: { readonly period: string; readonly digest: string }) => void;
  /** True in the demo: keys are confirmed by the demo itself, which says so in the ledger. */
  readonly demoConfirms: boolean;
  /** Whoever steals the settler's key takes all that the treasury holds: the pages say so. */
  readonly settlerOwnsTreasury: boolean;
}): DistributionDesk {
  const { ledger, now } = options;
  const statesOf = (events: readonly AnyLedgerEvent[]) =>
    plansOf(events).flatMap(({ digest }) => distributionState(events, digest, now()) ?? []);
  /** Wakes whoever carries it out, and says how the month then stands. */
  const steered = async (period: string) => {
    const events = await ledger.read();
    const digest = openPlanOf(events, period)?.digest ?? "";
    const state = distributionState(events, digest, now());
    if (state === null) throw new SteerRefusedError("no_plan", period);
    options.ring({ period, digest });
    return { status: state.status, wayOut: wayOut(state) };
  };
  return {
    async list(principal) {
      const events = await ledger.read();
      const nameOf = (account: string) => options.published()?.nameOf(account) ?? "—";
      return statesOf(events)
        .map((state) => ({
          ...distributionView(state, events, principal, nameOf),
          settlerOwnsTreasury: options.settlerOwnsTreasury,
        }))
        .toReversed();
    },

    async report(principal, digest) {
      const events = await ledger.read();
      const state = distributionState(events, digest, now());
      if (state === null) return null;
      const nameOf = (account: string) => options.published()?.nameOf(account) ?? "—";
      // What only the reader is asked or may do is no part of what is printed.
      const shown = distributionView(state, events, principal, nameOf);
      const { mine: _mine, text: _text, ...view } = shown;
      const said = reportOf(state, events, (actor) => actorName(actor, nameOf));
      return { ...view, ...said, readAt: now().toISOString() };
    },

    async payments(principal) {
      const events = await ledger.read();
      const states = statesOf(events);
      const since = { later: laterOf(states), released: releasedOf(events) };
      return states.flatMap((state) => paymentsOf(state, principal.memberId, since));
    },

    registerKey: (principal, { publicKey, proof }) =>
      refusing(REFUSED, async () => {
        const { account, memberId } = principal;
        const registered = await registerKey(ledger, {
          account,
          subject: memberId,
          publicKey,
          proof,
        });
        const keyId = registered.payload.key_id;
        if (options.demoConfirms)
          await confirmKey(ledger, { keyId, by: { demo: true }, now: now() });
        return { keyId, confirmed: options.demoConfirms };
      }),

    approve: (principal, { digest, publicKey, signature }) =>
      refusing(REFUSED, async () => {
        const { account } = principal;
        await approve(ledger, { digest, account, publicKey, signature, now: now() });
        const state = distributionState(await ledger.read(), digest, now());
        if (state !== null) options.ring({ period: state.plan.period, digest });
        return {
          approvalCount: state?.approvals.length ?? 0,
          threshold: state?.needed ?? 0,
        };
      }),

    steer: ({ account }, { period, wish, reason }) =>
      refusing(REFUSED, async () => {
        await steer(ledger, wish, { period, actor: account, reason, now: now() });
        return await steered(period);
      }),

    steerLine: ({ account }, { wish, ...asked }) =>
      refusing(REFUSED, async () => {
        await steerLine(ledger, wish, { ...asked, actor: account, now: now() });
        return await steered(asked.period);
      }),

    acknowledge: ({ account }, { signature, note }) =>
      refusing(REFUSED, async () => {
        await acknowledgeTransfer(ledger, { signature, note, actor: account, now: now() });
        const events = await ledger.read();
        const found = foreignTransfers(events).find((one) => one.signature === signature);
        const plan = plansOf(events).find(({ digest }) => digest === found?.digest)?.plan;
        if (found !== undefined && plan !== undefined)
          options.ring({ period: plan.period, digest: found.digest });
        return { signature };
      }),
  };
}

/** Actors that are no accounts: the pages have words for them. */
const NOBODY: readonly string[] = [OPERATOR, "schedule", "settler"];

/** What the receipts lock on the chain; null before there is one. */
function rentsView(events: readonly AnyLedgerEvent[], state: DistributionState) {
  const { receiptCount, lockedLamports, reclaimedLamports } = lockedRents(events, state);
  if (receiptCount === 0 && reclaimedLamports === 0n) return null;
  return {
    receiptCount,
    lockedLamports: `${lockedLamports}`,
    reclaimedLamports: `${reclaimedLamports}`,
  };
}

function distributionView(
  state: DistributionState,
  events: readonly AnyLedgerEvent[],
  principal: Principal,
  nameOf: (account: string) => string,
) {
  const { plan, settlement } = state;
  const { committee } = plan;
  const seat = seatOf(events, committee.members, principal.account);
  const keys = [...approvalKeys(events).values()].filter(
    ({ account }) => seatOf(events, [principal.account], account) !== null,
  );
  return {
    digest: state.digest,
    period: plan.period,
    revision: plan.revision,
    predecessor: plan.predecessor,
    /** Of the chain that its transactions are on. */
    genesis: plan.chain.genesis,
    status: state.status,
    stop: stopView(stopOf(events, state.digest)),
    wayOut: wayOut(state),
    /** What is to be done and by whom, in each language of the pages. */
    wayOutText: inBoth((locale) => waysOut[locale][wayOut(state)]),
    hold: state.hold && wishView(state.hold, nameOf),
    voidAsked: state.voidAsked && wishView(state.voidAsked, nameOf),
    setAside: state.setAside,
    withheld: plan.withheld.map(({ id, word, amount, ...said }) => ({
      lineId: id,
      word,
      amountBaseUnits: `${amount}`,
      ...wishView(said, nameOf),
      isReleased: word === "held" && settlement !== null && !isHeldIn(events, state, id),
    })),
    mayHoldLines: lineRefusalOf(events, state) === null,
    /** Said of lines since this plan was proposed: a revision will show it. */
    lineWishes: state.lineWishes.map(({ lineId, wish, ...said }) => ({
      lineId,
      wish,
      ...wishView(said, nameOf),
    })),
    rents: rentsView(events, state),
    foreign: state.foreign.map(({ signature, amount, acknowledged }) => ({
      signature,
      amountBaseUnits: `${amount}`,
      acknowledged:
        acknowledged && wishView({ ...acknowledged, reason: acknowledged.note }, nameOf),
    })),
    threshold: state.needed,
    /** Who signed though their own lines are above the allowed part: one more is needed for them. */
    conflicted: state.conflicted.map(nameOf),
    isConflictCounted: state.needed > committee.threshold,
    payableFrom: state.payableFrom,
    memberCount: committee.members.length,
    approvals: state.approvals.map(({ account, at }) => ({ name: nameOf(account), at })),
    proposerName: nameOf(plan.proposer),
    proposedAt: plan.proposedAt,
    expiresAt: plan.expiresAt,
    text: approvalText(plan, state.digest),
    mine: {
      isMember: seat !== null,
      isProposer: seatOf(events, [plan.proposer], principal.account) !== null,
      hasApproved: state.approvals.some(({ account }) => account === seat),
      keys: keys.map(({ publicKey, confirmedBy }) => ({
        publicKey,
        confirmed: confirmedBy !== null,
      })),
    },
    batches: state.batches.map(({ batch, status, signature, amount, lineIds }) => ({
      batch,
      status,
      signature,
      lineCount: lineIds.length,
      amountBaseUnits: `${amount}`,
    })),
    paidBaseUnits: `${state.paidBaseUnits}`,
    /** Paid of what earlier plans kept, and taken back of it: beside the budget. */
    releasedBaseUnits: `${state.releasedBaseUnits}`,
    releasesBaseUnits: `${sumOf(plan.releases)}`,
    releaseCount: plan.releases.length,
    expiredBaseUnits: `${sumOf(plan.expired)}`,
    escrowedBaseUnits: `${escrowed(state)}`,
    carryBaseUnits: `${state.carryBaseUnits}`,
    treasuryBeforeBaseUnits: settlement?.treasury_before_base_units ?? null,
    treasuryAfterBaseUnits: settlement?.treasury_after_base_units ?? null,
    differenceBaseUnits: settlement?.difference_base_units ?? null,
  };
}

function isHeldIn(events: readonly AnyLedgerEvent[], { digest }: DistributionState, id: string) {
  return isHeldInEscrow(events, { id, plan: digest });
}

function stopView(stop: ReturnType<typeof stopOf>) {
  if (stop === null) return null;
  const { code, found, at } = stop;
  return { code, found, at, text: inBoth((locale) => stopText(code, locale)) };
}

/** Which of them is read is known to the page alone. */
function inBoth(said: (locale: Locale) => string): Readonly<Record<Locale, string>> {
  return { ru: said("ru"), en: said("en") };
}

function wishView({ actor, at, reason }: Wish, nameOf: (account: string) => string) {
  return { name: actorName(actor, nameOf), at, reason };
}

function actorName(actor: string, nameOf: (account: string) => string): string {
  return NOBODY.includes(actor) ? actor : nameOf(actor);
}

function sumOf(lines: readonly { readonly amount: bigint }[]): bigint {
  return lines.reduce((sum, { amount }) => sum + amount, 0n);
}

/** What is in escrow, or will be once the plan is paid: lines without a wallet. */
function escrowed({ plan, settlement, escrowedBaseUnits }: DistributionState): bigint {
  if (settlement !== null) return escrowedBaseUnits;
  return plan.lines.reduce((sum, { wallet, amount }) => (wallet === null ? sum + amount : sum), 0n);
}

/** What became of lines that were kept first: paid with a later month, or taken back. */
function laterOf(states: readonly DistributionState[]): ReadonlyMap<string, Later> {
  const later = new Map<string, Later>();
  for (const { plan, batches, settlement } of states) {
    if (settlement !== null)
      for (const { id } of plan.expired) later.set(id, { status: "taken_back", signature: null });
    const releases = new Set(plan.releases.map(({ id }) => id));
    for (const { status, lineIds, signature } of batches) {
      if (status !== "paid") continue;
      for (const id of lineIds) if (releases.has(id)) later.set(id, { status, signature });
    }
  }
  return later;
}

interface Later {
  readonly status: "paid" | "taken_back";
  readonly signature: string | null;
}

/** Why it is kept: for want of a wallet, or by a word, which may be taken back. */
function keptAs({ plan, digest }: DistributionState, id: string, released: ReadonlySet<string>) {
  const isHeld = plan.withheld.some((line) => line.id === id && line.word === "held");
  if (!isHeld) return "escrowed";
  return released.has(`${digest} ${id}`) ? "released" : "held";
}

function releasedOf(events: readonly AnyLedgerEvent[]): ReadonlySet<string> {
  return new Set(
    events.flatMap(({ kind, payload }) =>
      kind === "line_released" ? `${payload.digest} ${payload.line_id}` : [],
    ),
  );
}

function paymentsOf(
  state: DistributionState,
  memberId: string,
  { later, released }: { later: ReadonlyMap<string, Later>; released: ReadonlySet<string> },
) {
  const batchOf = new Map(
    state.batches.flatMap((batch) => batch.lineIds.map((lineId) => [lineId, batch] as const)),
  );
  return state.plan.lines
    .filter(({ member }) => member === memberId)
    .map(({ id, amount, wallet }) => {
      const batch = batchOf.get(id);
      const paid = batch?.status === "paid";
      return {
        digest: state.digest,
        period: state.plan.period,
        genesis: state.plan.chain.genesis,
        lineId: id,
        amountBaseUnits: `${amount}`,
        ...(wallet === null
          ? (later.get(id) ?? { status: keptAs(state, id, released), signature: null })
          : paid
            ? { status: "paid", signature: batch.signature }
            : { status: state.status, signature: null }),
      };
    });
}
