import {
  acknowledgeTransfer,
  distributionState,
  openLedger,
  openLedgerToRead,
  openPlanOf,
  OPERATOR,
  steer,
  steerLine,
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
    await using ledger = openLedger({ ...folder.ledger, clock: () => clock.now() });
    const now = clock.now();
    if ("line" in asked) {
      const { line } = asked;
      const said = { period: of, line, digest: null, actor: OPERATOR, reason, now };
      await steerLine(ledger, asked.wish, said);
    } else if (asked.wish === "acknowledge")
      await acknowledgeTransfer(ledger, { signature: of, note: reason, actor: OPERATOR, now });
    else await steer(ledger, asked.wish, { period: of, actor: OPERATOR, reason, now });
  }
  terminal.line(`${of}: ${words[locale].steered}`);
  try {
    if (wish === "void") await voidHere(started, of);
    if (wish === "revise" || ("line" in asked && (await isToRevise(started, of))))
      await proposePeriod(started, of);
  } catch (error) {
    if (!(error instanceof Error) || !ELSEWHERE.includes(error.name)) throw error;
    terminal.line(`${words[locale].carriedOutElsewhere} ${error.message}`);
  }
  await sayStatus(started);
}

/** Whether a word on a line is of a plan that waits for a revision, and not of a settled month. */
async function isToRevise({ folder, clock }: Start, period: string): Promise<boolean> {
  await using ledger = await openLedgerToRead(folder.ledger);
  const events = (await ledger?.read()) ?? [];
  const digest = openPlanOf(events, period)?.digest ?? "";
  const { status = "" } = distributionState(events, digest, clock.now()) ?? {};
  return ["revising", "voided"].includes(status);
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
