import type { ProposedPlan } from "../plan/proposed-plans.ts";
import type { AnyLedgerEvent } from "../store/events.ts";
import { isLineEvent, type LineEvent } from "./line-words.ts";

/** What somebody asked of a distribution, and why. */
export interface Wish {
  readonly actor: string;
  readonly at: string;
  readonly reason: string;
}

/** What somebody asked of one line. */
export interface LineWishSaid extends Wish {
  readonly lineId: string;
  readonly wish: "hold" | "drop" | "release";
}

export interface Steering {
  /** Of the period, whatever the revision: null once it was resumed. */
  readonly hold: Wish | null;
  readonly voidAsked: Wish | null;
  /** By a word on a line as well: then a revision says it. */
  readonly revisionAsked: Wish | null;
  /** Said of lines of this very plan since it was proposed. */
  readonly lineWishes: readonly LineWishSaid[];
}

const WISHES = { line_held: "hold", line_dropped: "drop", line_released: "release" } as const;

/** What people asked of a plan, by the ledger alone. */
export function steeringOf(events: readonly AnyLedgerEvent[], proposed: ProposedPlan): Steering {
  const { digest, plan } = proposed;
  const { period } = plan;
  const lineWishes: LineWishSaid[] = [];
  let hold: Wish | null = null;
  let voidAsked: Wish | null = null;
  let revisionAsked: Wish | null = null;
  for (const event of events) {
    const { kind, payload, actor, at } = event;
    if (isLineEvent(event)) {
      const { line_id: lineId, reason } = event.payload;
      const isOwn = event.payload.digest === digest;
      if (isOwn) lineWishes.push({ lineId, wish: WISHES[event.kind], actor, at, reason });
      if (isOwn || isOvertaken(proposed, event)) revisionAsked ??= { actor, at, reason };
    } else if (kind === "distribution_held" && payload.period === period) {
      hold ??= { actor, at, reason: payload.reason };
    } else if (kind === "distribution_resumed" && payload.period === period) {
      hold = null;
    } else if (kind === "distribution_void_asked" && payload.digest === digest) {
      voidAsked ??= { actor, at, reason: payload.reason };
    } else if (kind === "distribution_revision_asked" && payload.digest === digest) {
      revisionAsked ??= { actor, at, reason: payload.reason };
    }
  }
  return { hold, voidAsked, revisionAsked, lineWishes };
}

/** It gives back to the carry what somebody let be paid since. */
function isOvertaken({ plan, event: { seq } }: ProposedPlan, said: LineEvent): boolean {
  return said.seq > seq && plan.expired.some(({ id }) => id === said.payload.line_id);
}
