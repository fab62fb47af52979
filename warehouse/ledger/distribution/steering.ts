import type { AnyLedgerEvent } from "../store/events.ts";

/** What somebody asked of a distribution, and why. */
export interface Wish {
  readonly actor: string;
  readonly at: string;
  readonly reason: string;
}

export interface Steering {
  /** Of the period, whatever the revision: null once it was resumed. */
  readonly hold: Wish | null;
  readonly voidAsked: Wish | null;
  readonly revisionAsked: Wish | null;
}

/** What people asked of a plan, by the ledger alone. */
export function steeringOf(
  events: readonly AnyLedgerEvent[],
  { digest, period }: { readonly digest: string; readonly period: string },
): Steering {
  let hold: Wish | null = null;
  let voidAsked: Wish | null = null;
  let revisionAsked: Wish | null = null;
  for (const { kind, payload, actor, at } of events) {
    if (kind === "distribution_held" && payload.period === period) {
      hold ??= { actor, at, reason: payload.reason };
    } else if (kind === "distribution_resumed" && payload.period === period) {
      hold = null;
    } else if (kind === "distribution_void_asked" && payload.digest === digest) {
      voidAsked ??= { actor, at, reason: payload.reason };
    } else if (kind === "distribution_revision_asked" && payload.digest === digest) {
      revisionAsked ??= { actor, at, reason: payload.reason };
    }
  }
  return { hold, voidAsked, revisionAsked };
}
