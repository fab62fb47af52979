import { distance } from "fastest-levenshtein";

import type { Plan } from "../plan/plan.ts";
import { openPlanOf, plansOf } from "../plan/proposed-plans.ts";
import { isClosed } from "../rebase/rebase.ts";
import type { AnyLedgerEvent, LedgerEvent } from "../store/events.ts";
import type { Ledger } from "../store/ledger.ts";
import { distributionState, type DistributionState } from "./distribution-state.ts";
import { escrowsOf } from "./escrows.ts";
import { isHeldInEscrow, type LineEvent } from "./line-words.ts";
import { maySteer } from "./steer.ts";

/** `hold`: it is kept in escrow; `drop`: it is carried; `release`: what was said is taken back. */
export type LineWish = "hold" | "drop" | "release";

const KINDS = {
  hold: "line_held",
  drop: "line_dropped",
  release: "line_released",
} as const satisfies Record<LineWish, LineEvent["kind"]>;

/** The beginning of a line's id stands for it, where it is the only one. */
const BEGINNING_CHARACTERS_MIN = 8;
const NEAR_MAX = 3;

export type LineRefusalCode =
  | "no_plan"
  | "not_on_committee"
  | "newer_plan"
  | "line_over"
  | "line_approved"
  | "line_paid"
  | "line_free"
  | "line_unknown";

const EXPLANATIONS: Readonly<Record<LineRefusalCode, string>> = {
  no_plan:
    "No distribution was proposed for it. `vklad distribute --status` lists those there are.",
  not_on_committee: "Only a member of the token committee, or the operator at the machine, may.",
  newer_plan: "A newer revision replaced the plan it was said of. Read that one first.",
  line_over:
    "The month is over: its plan is settled or wholly paid, or its ledger was begun anew. Of a " +
    "settled month a line that is held can be released, and no other word counts any more.",
  line_approved:
    "The plan that has it is approved, and is paid as it was signed. Void that plan first with " +
    "`vklad distribute --void MONTH --reason TEXT`, then hold or drop the line: a revision is then " +
    "proposed by itself.",
  line_paid: "It is paid already, and a payment cannot be taken back.",
  line_free: "It is neither held nor dropped: nothing is to be taken back.",
  line_unknown: "The month has no such line.",
};

/** What cannot be said of a line now; `code` says why. Nothing was written. */
export class LineRefusedError extends Error {
  override readonly name = "LineRefusedError";
  readonly code: LineRefusalCode;
  constructor(code: LineRefusalCode, asked: string, found = "") {
    super(`${asked} was refused (${code}). ${EXPLANATIONS[code]}${found}`);
    this.code = code;
  }
}

export interface SteeredLine {
  readonly period: string;
  /** Its id, or the beginning of it. */
  readonly line: string;
  /** Of the plan that was looked at; null: the newest, whichever it is. */
  readonly digest: string | null;
  /** The account key of a committee member, or `operator`. */
  readonly actor: string;
  readonly reason: string;
  readonly now: Date;
}

/**
 * Writes down that a line is not to be paid now, or is again, or throws LineRefusedError. The plan it
 * is said of cannot be approved after that: a revision says it to all who sign.
 */
export async function steerLine(
  ledger: Ledger,
  wish: LineWish,
  asked: SteeredLine,
): Promise<LedgerEvent<LineEvent["kind"]>> {
  const { period, actor, reason, now } = asked;
  const named = `To ${wish} line ${asked.line.slice(0, 12)} of ${period}`;
  const { digest, lineId } = targetOf(await ledger.read(), wish, asked, named);
  return await ledger.append(
    KINDS[wish],
    { period, digest, line_id: lineId, reason },
    {
      actor,
      at: now.toISOString(),
      guard: (events) => {
        const target = targetOf(events, wish, asked, named);
        if (target.digest !== digest) throw new LineRefusedError("newer_plan", named);
      },
    },
  );
}

interface Target {
  readonly digest: string;
  readonly lineId: string;
}

function targetOf(
  events: readonly AnyLedgerEvent[],
  wish: LineWish,
  { period, line, digest, actor, now }: SteeredLine,
  named: string,
): Target {
  const refused = (code: LineRefusalCode, found?: string) =>
    new LineRefusedError(code, named, found);
  if (!maySteer(events, actor, now)) throw refused("not_on_committee");
  const newest = openPlanOf(events, period);
  if (newest === null) throw refused("no_plan");
  const kept = wish === "release" ? heldOf(events, period, line) : null;
  if (kept !== null) {
    if (isTakenBack(events, kept.lineId, now)) throw refused("line_approved");
    return kept;
  }
  if (digest !== null && digest !== newest.digest) throw refused("newer_plan");
  const state = distributionState(events, newest.digest, now);
  const refusal = state === null ? "no_plan" : lineRefusalOf(events, state);
  const lineId = lineIn(newest.plan, line);
  if (lineId === null && refusal !== "line_over")
    throw refused("line_unknown", nearTo(events, newest.plan, line));
  if (state === null || lineId === null || refusal !== null) throw refused(refusal ?? "line_over");
  const paid = state.batches.filter(({ status }) => status === "paid");
  if (paid.some(({ lineIds }) => lineIds.includes(lineId))) throw refused("line_paid");
  if (wish === "release" && !isWithheld(state, lineId)) throw refused("line_free");
  return { digest: newest.digest, lineId };
}

/** Why no word on any line of this plan would count now; null where it would. */
export function lineRefusalOf(
  events: readonly AnyLedgerEvent[],
  state: DistributionState,
): "line_over" | "line_approved" | null {
  if (state.supersededBy !== null || isOver(events, state)) return "line_over";
  return isOpen(state) ? null : "line_approved";
}

/** No quorum had it, or what it had was voided: whoever signs next signs another plan. */
function isOpen({ approvedAt, blocksRevision, status }: DistributionState): boolean {
  if (blocksRevision) return false;
  return approvedAt === null || ["voided", "revising", "expired"].includes(status);
}

function isOver(
  events: readonly AnyLedgerEvent[],
  { plan, settlement, batches }: DistributionState,
): boolean {
  const isPaidOut = batches.length > 0 && batches.every(({ status }) => status === "paid");
  return settlement !== null || isPaidOut || isClosed(events, plan.period);
}

function isWithheld({ plan, lineWishes }: DistributionState, id: string): boolean {
  const wish = lineWishes.findLast(({ lineId }) => lineId === id);
  if (wish !== undefined) return wish.wish !== "release";
  return plan.withheld.some((line) => line.id === id);
}

/** A line that a settled plan of the period keeps by a word. */
function heldOf(events: readonly AnyLedgerEvent[], period: string, line: string): Target | null {
  const held = escrowsOf(events).filter(
    (one) => one.period === period && isHeldInEscrow(events, one),
  );
  const lineId = oneOf(
    held.map(({ id }) => id),
    line,
  );
  const found = held.find(({ id }) => id === lineId);
  return found === undefined ? null : { digest: found.plan, lineId: found.id };
}

/** Whether an approved plan gives it back to the carry, as it was kept for too long. */
function isTakenBack(events: readonly AnyLedgerEvent[], id: string, now: Date): boolean {
  return plansOf(events).some(({ digest, plan }) => {
    if (!plan.expired.some((line) => line.id === id)) return false;
    const state = distributionState(events, digest, now);
    return state !== null && state.settlement === null && !isOpen(state);
  });
}

function lineIn({ lines, withheld }: Plan, line: string): string | null {
  return oneOf([...new Set([...lines, ...withheld].map(({ id }) => id))], line);
}

function oneOf(ids: readonly string[], line: string): string | null {
  if (line.length < BEGINNING_CHARACTERS_MIN) return null;
  const [found, ...others] = ids.filter((id) => id.startsWith(line));
  return found !== undefined && others.length === 0 ? found : null;
}

/** The month that has it; else the ids near it, with whose they are. */
function nearTo(events: readonly AnyLedgerEvent[], plan: Plan, line: string): string {
  const other = plansOf(events).find((one) => lineIn(one.plan, line) !== null);
  if (other !== undefined) return ` It is a line of ${other.plan.period}.`;
  const rows = [...plan.lines, ...plan.withheld.filter(({ word }) => word === "dropped")];
  const near = rows
    .map((row) => ({ ...row, far: distance(row.id.slice(0, line.length), line) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, NEAR_MAX)
    .map(({ id, member, domain, amount }) => `${id} (${member}, ${domain}, ${amount})`);
  return near.length === 0 ? "" : ` Near to it: ${near.join("; ")}.`;
}
