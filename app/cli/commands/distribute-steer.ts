import {
  acknowledgeTransfer,
  openLedger,
  openPlanOf,
  OPERATOR,
  steer,
} from "../../../warehouse/ledger/index.ts";
import type {
  DistributionActivities,
  SettlementActivities,
} from "../../../workflows/activities.ts";
import { createDoorbells } from "../../../workflows/embedded/doorbells.ts";
import { embeddedRuntime } from "../../../workflows/embedded/runtime.ts";
import { voidOpen } from "../../../workflows/settle.ts";
import { policies, queues } from "../../../temporal.config.ts";
import { words } from "../../community/words.ts";
import { noConnections } from "../../runtime/feeds.ts";
import { type Start, startToWrite } from "../../runtime/start.ts";
import { openParts } from "../../runtime/system.ts";
import type { CommonOptions, DistributeOptions } from "../options.ts";
import { steerOf } from "../steering.ts";
import { proposePeriod, sayStatus } from "./distribute.ts";

/** Errors that say: another process has the store, and carries out what the ledger asks. */
const ELSEWHERE = ["ChainLockedError", "WarehouseLockedError"];

/**
 * Writes into the ledger what the operator asks of a month, then carries it out, unless a process
 * that runs has the store: then that one does, at its next look.
 */
export async function steerDistribution(
  common: CommonOptions,
  options: DistributeOptions,
): Promise<void> {
  const asked = steerOf(options);
  if (asked === null) throw new Error("Nothing is asked of a distribution.");
  const started = await startToWrite(common);
  const { folder, clock, terminal, locale } = started;
  const { wish, of, reason } = asked;
  {
    await using ledger = openLedger({ file: folder.ledger, clock: () => clock.now() });
    const now = clock.now();
    if (wish === "acknowledge")
      await acknowledgeTransfer(ledger, { signature: of, note: reason, actor: OPERATOR, now });
    else await steer(ledger, wish, { period: of, actor: OPERATOR, reason, now });
  }
  terminal.line(`${of}: ${words[locale].steered}`);
  try {
    if (wish === "void") await voidHere(started, of);
    if (wish === "revise") await proposePeriod(started, of);
  } catch (error) {
    if (!(error instanceof Error) || !ELSEWHERE.includes(error.name)) throw error;
    terminal.line(`${words[locale].carriedOutElsewhere} ${error.message}`);
  }
  await sayStatus(started);
}

/** Voids a plan's open batches with the chain of this folder. */
async function voidHere(started: Start, period: string): Promise<void> {
  const { clock, signal } = started;
  await using parts = await openParts(["chain"], { ...started, connections: noConnections });
  const { activities } = parts;
  const runtime = embeddedRuntime<DistributionActivities & SettlementActivities>({
    activities,
    runs: ["chain"],
    policies,
    queues,
    doorbells: createDoorbells(),
    now: () => clock.now().getTime(),
    onProgress: () => undefined,
    signal,
  });
  const digest = openPlanOf(await parts.ledger.read(), period)?.digest;
  if (digest === undefined) return;
  const { status, batchCount } = await runtime.act.readDistribution({ digest });
  if (status === "voiding") await voidOpen(runtime, { digest, batchCount });
}
