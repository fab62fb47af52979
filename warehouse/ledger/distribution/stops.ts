import type { AnyLedgerEvent, LedgerKind } from "../store/events.ts";

/** Why paying a plan does not go on. */
export interface Stop {
  /** What the page and the terminal put into words. */
  readonly code: string;
  /** What was found, in the engine's own words. */
  readonly found: string;
  readonly at: string;
}

/** Each of these shows that paying goes on again. */
const PROGRESS: readonly LedgerKind[] = [
  "attempt_signed",
  "batch_paid",
  "batch_voided",
  "distribution_settled",
];

/** What stopped a plan last, where nothing was signed, paid, voided or closed since; or null. */
export function stopOf(events: readonly AnyLedgerEvent[], digest: string): Stop | null {
  for (const { kind, payload, at } of events.toReversed()) {
    if (!("digest" in payload) || payload.digest !== digest) continue;
    if (kind === "distribution_stopped") return { code: payload.code, found: payload.found, at };
    if (PROGRESS.includes(kind)) return null;
  }
  return null;
}
