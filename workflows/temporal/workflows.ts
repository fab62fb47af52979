import { WorkflowExecutionAlreadyStartedError } from "@temporalio/common";
import {
  ApplicationFailure,
  continueAsNew,
  executeChild,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  workflowInfo,
  type SearchAttributes,
} from "@temporalio/workflow";

import { policies } from "../../temporal.config.ts";
import type { Activities } from "../activities.ts";
import { compact } from "../compact.ts";
import { approvalKey, distribute, type Distributed, type DistributeInput } from "../distribute.ts";
import { proposeAgain } from "../propose-again.ts";
import { publishLedger } from "../publish-ledger.ts";
import { refreshInParts } from "../refresh-in-parts.ts";
import { isLeft, isUnended, refresh, type Refreshed } from "../refresh.ts";
import type { Runtime } from "../runtime.ts";
import type { ScheduledWorkflows } from "../schedule.ts";
import { BatchUnsettledError } from "../settle-window.ts";
import { distributionId } from "./ids.ts";
import { ringSignal, temporalRuntime } from "./runtime.ts";

export { holdWorkflow } from "./exclusive.ts";
export { progressQuery, ringSignal } from "./runtime.ts";

/** What every workflow is told besides its own input. */
export interface Clocked {
  /** How far the community's clock is ahead of the server's: 0 but under `--as-of`. */
  readonly clockAhead_ms: number;
}

/** Reads every source, builds what became stale, publishes, and proposes the open plan anew. */
export async function refreshWorkflow(
  input: ScheduledWorkflows["refresh"] & Clocked & { readonly isGoingOn?: boolean },
): Promise<Refreshed> {
  const ended = await run(input, async (runtime) => {
    const until = input.isGoingOn === true ? startTime(input) : nominalTime(input);
    const { feeds, sweeps, proposer, isInParts = false } = input;
    const asked = { feeds, sweeps, until, proposer };
    const refreshed = await (isInParts ? refreshInParts(runtime, asked) : refresh(runtime, asked));
    if (!isUnended(refreshed) && !isLeft(refreshed) && proposer !== null)
      await replaceOpenPlan(runtime, until, proposer);
    return refreshed;
  });
  if (isUnended(ended))
    return continueAsNew<typeof refreshWorkflow>({ ...input, sweeps: ended.sweepsLeft });
  // Goes on at once with what takes long, and reads the others again meanwhile.
  if (isLeft(ended)) return continueAsNew<typeof refreshWorkflow>({ ...input, isGoingOn: true });
  return ended;
}

/** Settles every month that has ended, oldest first, each in a run of its own. */
export function distributeDueWorkflow(
  input: ScheduledWorkflows["distributeDue"] & Clocked,
): Promise<void> {
  return run(input, async ({ act }) => {
    const { proposer, clockAhead_ms } = input;
    if (proposer === null) return;
    // What is settled is not among them: the ledger knows, however often this is started.
    for (const { period } of await act.unsettledPeriods({ until: nominalTime(input) }))
      try {
        await executeChild(distributeWorkflow, {
          workflowId: distributionId(period),
          args: [{ period, proposer, clockAhead_ms }],
          parentClosePolicy: ParentClosePolicy.ABANDON,
        });
      } catch (error) {
        // It runs already, started by hand: the next schedule looks at what follows.
        if (error instanceof WorkflowExecutionAlreadyStartedError) return;
        throw error;
      }
  });
}

/** Packs what has landed long ago. */
export function compactWorkflow(input: Clocked): Promise<number> {
  return run(input, compact);
}

/** Proposes a period's plan, waits for signatures, settles it once and publishes that. */
export async function distributeWorkflow(input: DistributeInput & Clocked): Promise<Distributed> {
  const ended = await run(input, async (runtime) => {
    const distributed = await distribute(runtime, input);
    if (distributed.status === "settled") await publishLedger(runtime);
    return distributed;
  });
  if (ended.status === "settled" || ended.status === "nothing") return ended;
  // A plan that was replaced or ran out is followed by another, with a history of its own; a long
  // wait or settlement goes on in one.
  const { looked = 0 } = ended;
  return continueAsNew<typeof distributeWorkflow>({ ...input, looked });
}

async function run<T>(
  { clockAhead_ms }: Clocked,
  work: (runtime: Runtime<Activities>) => Promise<T>,
): Promise<T> {
  try {
    return await work(temporalRuntime<Activities>(policies, { clockAhead_ms }));
  } catch (error) {
    // Any other error than Temporal's own would only fail the task, which is then tried for ever.
    if (!(error instanceof BatchUnsettledError)) throw error;
    throw ApplicationFailure.nonRetryable(error.message, error.name);
  }
}

async function replaceOpenPlan(
  runtime: Runtime<Activities>,
  until: string,
  proposer: string,
): Promise<void> {
  const replaced = await proposeAgain(runtime, { until, proposer });
  if (replaced === null) return;
  await publishLedger(runtime);
  const waiting = getExternalWorkflowHandle(distributionId(replaced.period));
  // Nobody may be waiting: whoever starts then reads the new plan anyway.
  await waiting.signal(ringSignal, approvalKey(replaced.digest)).catch(() => undefined);
}

/** When the schedule meant to start this run; else when it did. A late start reads no later data. */
function nominalTime({ clockAhead_ms }: Clocked): string {
  const { searchAttributes } = workflowInfo();
  const [scheduled] = (searchAttributes as SearchAttributes)["TemporalScheduledStartTime"] ?? [];
  if (!(scheduled instanceof Date)) return startTime({ clockAhead_ms });
  return new Date(scheduled.getTime() + clockAhead_ms).toISOString();
}

function startTime({ clockAhead_ms }: Clocked): string {
  return new Date(workflowInfo().startTime.getTime() + clockAhead_ms).toISOString();
}
