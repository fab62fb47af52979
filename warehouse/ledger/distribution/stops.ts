import type { AnyLedgerEvent, LedgerKind } from "../store/events.ts";

/** Why paying a plan does not go on. */
export interface Stop {
  /** What the page and the terminal put into words. */
  readonly code: string;
  /** What was found, in the engine's own words. */
  readonly found: string;
  readonly at: string;
  /** The hash of the event that says so. */
  readonly event: string;
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
  for (const { kind, payload, at, hash } of sinceItMoved(events, digest))
    if (kind === "distribution_stopped")
      return { code: payload.code, found: payload.found, at, event: hash };
  return null;
}

/** Whether people were sent a message about a stop of this code since the plan moved last. */
export function isTold(events: readonly AnyLedgerEvent[], digest: string, code: string): boolean {
  const told = new Set<string>();
  for (const { kind, payload, hash } of sinceItMoved(events, digest)) {
    if (kind === "stop_told") told.add(payload.stop);
    if (kind === "distribution_stopped" && payload.code === code && told.has(hash)) return true;
  }
  return false;
}

/** Newest first. */
function* sinceItMoved(events: readonly AnyLedgerEvent[], digest: string) {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    if (event === undefined || !("digest" in event.payload)) continue;
    if (event.payload.digest !== digest) continue;
    if (PROGRESS.includes(event.kind)) return;
    yield event;
  }
}
