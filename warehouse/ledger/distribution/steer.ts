import { OPERATOR } from "../approval/approval-keys.ts";
import { seatOf } from "../approval/committee.ts";
import { openPlanOf } from "../plan/proposed-plans.ts";
import type { AnyLedgerEvent, LedgerEvent } from "../store/events.ts";
import type { Ledger } from "../store/ledger.ts";
import { accountsInRole } from "../store/roles.ts";
import { distributionState, type DistributionState } from "./distribution-state.ts";
import { foreignTransfers } from "./foreign-transfers.ts";

/** `held`: nothing more is signed; `resumed`: it goes on; the other two ask whoever pays or proposes. */
export type Steer = "hold" | "resume" | "void" | "revise";

const KINDS = {
  hold: "distribution_held",
  resume: "distribution_resumed",
  void: "distribution_void_asked",
  revise: "distribution_revision_asked",
} as const satisfies Record<Steer, string>;

export type SteerRefusalCode =
  | "no_plan"
  | "not_on_committee"
  | "over"
  | "held_already"
  | "not_held"
  | "batches_open"
  | "no_transfer";

const EXPLANATIONS: Readonly<Record<SteerRefusalCode, string>> = {
  no_plan:
    "No distribution was proposed for it. `vklad distribute --status` lists those there are.",
  not_on_committee: "Only a member of the token committee, or the operator at the machine, may.",
  over: "Nothing of it is left to pay: it is settled, or every batch is paid.",
  held_already: "It is held already. Resume it with `vklad distribute --resume`, or void it.",
  not_held: "It is not held: nothing is to be resumed.",
  batches_open:
    "It was approved, and batches are neither paid nor voided. Void them first with " +
    "`vklad distribute --void`: the revision is then proposed by itself.",
  no_transfer:
    "No foreign transfer of this signature was found. `vklad distribute --status` lists them.",
};

/** What cannot be asked of a distribution now; `code` says why. Nothing was written. */
export class SteerRefusedError extends Error {
  override readonly name = "SteerRefusedError";
  readonly code: SteerRefusalCode;
  constructor(code: SteerRefusalCode, asked: string) {
    super(`${asked} was refused (${code}). ${EXPLANATIONS[code]}`);
    this.code = code;
  }
}

export interface Steered {
  readonly period: string;
  /** The account key of a committee member, or `operator`. */
  readonly actor: string;
  readonly reason: string;
  readonly now: Date;
}

/** Writes down what somebody asks of a period's newest plan, or throws SteerRefusedError. */
export async function steer(
  ledger: Ledger,
  wish: Steer,
  { period, actor, reason, now }: Steered,
): Promise<LedgerEvent> {
  const asked = `To ${wish} ${period}`;
  const proposed = openPlanOf(await ledger.read(), period);
  if (proposed === null) throw new SteerRefusedError("no_plan", asked);
  const { digest } = proposed;
  const isOfPeriod = wish === "hold" || wish === "resume";
  const payload = isOfPeriod ? { period, digest, reason } : { digest, reason };
  return await ledger.append(KINDS[wish], payload as never, {
    actor,
    at: now.toISOString(),
    guard: (events) => {
      if (!maySteer(events, actor, now)) throw new SteerRefusedError("not_on_committee", asked);
      const state = distributionState(events, digest, now);
      const code = state === null ? "no_plan" : refusalOf(state, wish);
      if (code !== null) throw new SteerRefusedError(code, asked);
    },
  });
}

/** Says that a foreign transfer is known, and what it was. Once said it stays. */
export async function acknowledgeTransfer(
  ledger: Ledger,
  transfer: {
    readonly signature: string;
    readonly note: string;
    readonly actor: string;
    readonly now: Date;
  },
): Promise<void> {
  const { signature, note, actor, now } = transfer;
  const asked = `To acknowledge ${signature.slice(0, 16)}`;
  const payload = { signature, note };
  await ledger.append("foreign_transfer_acknowledged", payload, {
    actor,
    at: now.toISOString(),
    guard: (events) => {
      if (!maySteer(events, actor, now)) throw new SteerRefusedError("not_on_committee", asked);
      if (foreignTransfers(events).some((found) => found.signature === signature)) return;
      throw new SteerRefusedError("no_transfer", asked);
    },
  });
}

/** By any of their accounts, at this moment: a term that ended opens nothing. */
export function maySteer(events: readonly AnyLedgerEvent[], actor: string, now: Date): boolean {
  if (actor === OPERATOR) return true;
  return seatOf(events, [...accountsInRole(events, "committee", now)], actor) !== null;
}

function refusalOf(state: DistributionState, wish: Steer): SteerRefusalCode | null {
  const isPaidOut = state.batches.length > 0 && state.batches.every((b) => b.status === "paid");
  if (wish === "resume") return state.hold === null ? "not_held" : null;
  if (state.settlement !== null || isPaidOut) return "over";
  if (wish === "hold") return state.hold === null ? null : "held_already";
  if (wish === "revise") return state.blocksRevision ? "batches_open" : null;
  return null;
}
