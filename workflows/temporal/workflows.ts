import { WorkflowExecutionAlreadyStartedError } from "@temporalio/common";
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  executeChild,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  workflowInfo,
  type SearchAttributes,
} from "@temporalio/workflow";

import { policies } from "../../temporal.config.ts";
import type { Activities } from "../activities.ts";
import { approvalKey, distribute, type Distributed, type DistributeInput } from "../distribute.ts";
import { proposeAgain } from "../propose-again.ts";
import { publishLedger } from "../publish-ledger.ts";
import { refresh, type Refreshed } from "../refresh.ts";
import type { Runtime } from "../runtime.ts";
import { distributionId } from "./ids.ts";
import { ringSignal, temporalRuntime } from "./runtime.ts";

export { progressQuery, ringSignal, ringUpdate } from "./runtime.ts";

export interface ScheduledInput {
  readonly streams: readonly string[];
  readonly sweeps: readonly string[];
  /** Account key of who proposes distributions; null: none is proposed. */
  readonly proposer: string | null;
}

/** Reads every source, builds what became stale, publishes, and proposes the open plan anew. */
export async function refreshWorkflow(input: ScheduledInput): Promise<Refreshed> {
  const runtime = temporalRuntime<Activities>(policies);
  const until = nominalTime();
  const refreshed = await refresh(runtime, { ...input, until });
  if (input.proposer !== null) await replaceOpenPlan(runtime, until, input.proposer);
  await condition(allHandlersFinished);
  return refreshed;
}

/** Settles every month that has ended, oldest first, each in a run of its own. */
export async function distributeDueWorkflow({ proposer }: ScheduledInput): Promise<void> {
  if (proposer === null) return;
  const { act } = temporalRuntime<Activities>(policies);
  for (const { period } of await act.unsettledPeriods({ until: nominalTime() }))
    try {
      await executeChild(distributeWorkflow, {
        workflowId: distributionId(period),
        args: [{ period, proposer }],
        parentClosePolicy: ParentClosePolicy.ABANDON,
      });
    } catch (error) {
      // Somebody started it by hand: the next schedule looks at what follows.
      if (error instanceof WorkflowExecutionAlreadyStartedError) return;
      throw error;
    }
}

/** Proposes a period's plan, waits for signatures, settles it once and publishes that. */
export async function distributeWorkflow(input: DistributeInput): Promise<Distributed> {
  const runtime = temporalRuntime<Activities>(policies);
  const ended = await distribute(runtime, input);
  if (ended.status === "settled") await publishLedger(runtime);
  await condition(allHandlersFinished);
  if (ended.status === "settled" || ended.status === "nothing") return ended;
  // A plan that was replaced or ran out is followed by another, with a history of its own.
  return continueAsNew<typeof distributeWorkflow>(input);
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
function nominalTime(): string {
  const { searchAttributes, startTime } = workflowInfo();
  const [scheduled] = (searchAttributes as SearchAttributes)["TemporalScheduledStartTime"] ?? [];
  return (scheduled instanceof Date ? scheduled : startTime).toISOString();
}
