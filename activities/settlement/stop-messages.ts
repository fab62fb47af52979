import { isTold, stopOf } from "../../warehouse/ledger/distribution/stops.ts";
import { plansOf } from "../../warehouse/ledger/plan/proposed-plans.ts";
import { LedgerConflictError } from "../../warehouse/ledger/store/errors.ts";
import type { Ledger } from "../../warehouse/ledger/store/ledger.ts";

/** Why paying does not go on, for people. No amount and nobody's name: those stay on the page. */
export interface StopMessage {
  /** The same however often it is sent. */
  readonly id: string;
  readonly period: string;
  readonly digest: string;
  readonly code: string;
}

/** False: it did not arrive, or nobody knows. It does not throw. */
export type SendStop = (message: StopMessage) => Promise<boolean>;

/**
 * Tells people of every plan that stands still and of which they were not told. What did not arrive
 * is sent again at the next stop or run; a process that dies between sending and writing that down
 * sends it twice, with the same id: an alarm that comes twice is better than one that does not.
 */
export async function sendStops(
  ledger: Pick<Ledger, "append" | "read">,
  send: SendStop,
): Promise<void> {
  const events = await ledger.read();
  for (const { digest, plan } of plansOf(events)) {
    const stop = stopOf(events, digest);
    // A balance that changed meanwhile is no other matter.
    if (stop === null || isTold(events, digest, stop.code)) continue;
    const { period } = plan;
    if (!(await send({ id: stop.event, period, digest, code: stop.code }))) continue;
    try {
      await ledger.append(
        "stop_told",
        { digest, stop: stop.event },
        { actor: "settler", uniqueKey: `stop_told:${stop.event}` },
      );
    } catch (error) {
      if (!(error instanceof LedgerConflictError)) throw error;
    }
  }
}
