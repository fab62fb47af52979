import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type ScheduleOptions,
} from "@temporalio/client";

import { CATCH_UP_MS, schedules, workflowQueue } from "../../temporal.config.ts";
import {
  type Schedule,
  type ScheduleContext,
  type Scheduled,
  startScheduled,
} from "../../workflows/schedule.ts";
import type * as bound from "../../workflows/temporal/workflows.ts";
import type { Clocked } from "../../workflows/temporal/workflows.ts";

type BoundName = "refreshWorkflow" | "distributeDueWorkflow" | "compactWorkflow";
type ScheduledWorkflow = (typeof bound)[BoundName];

/** Creates the schedules of `temporal.config.ts`, or brings them up to date. Pauses stay. */
export async function ensureSchedules(
  client: Client,
  { clockAhead_ms, ...context }: ScheduleContext & Clocked,
): Promise<readonly { readonly id: string; readonly outcome: "created" | "updated" }[]> {
  const ensured = [];
  const workflows = boundWorkflows({ clockAhead_ms });
  for (const [id, schedule] of Object.entries<Schedule>(schedules))
    ensured.push({
      id,
      outcome: await ensureSchedule(client, {
        scheduleId: `vklad/${id}`,
        spec: { intervals: [{ every: schedule.everyMinutes * 60_000 }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP_MS },
        action: {
          type: "startWorkflow",
          workflowId: `scheduled/${id}`,
          taskQueue: workflowQueue,
          ...startScheduled(workflows, schedule, context),
        },
      }),
    });
  return ensured;
}

/** What each workflow is called on a server, and what it is given there. */
function boundWorkflows(clocked: Clocked): Scheduled<{ workflowType: string; args: [object] }> {
  const named = <N extends BoundName>(
    workflowType: N,
    input: Parameters<(typeof bound)[N]>[0],
  ) => ({ workflowType, args: [input] as [object] });
  return {
    refresh: (input) => named("refreshWorkflow", { ...input, ...clocked }),
    distributeDue: (input) => named("distributeDueWorkflow", { ...input, ...clocked }),
    compact: (input) => named("compactWorkflow", { ...input, ...clocked }),
  };
}

async function ensureSchedule(
  client: Client,
  options: ScheduleOptions,
): Promise<"created" | "updated"> {
  try {
    await client.schedule.create(options);
    return "created";
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  const { spec, policies, action, scheduleId } = options;
  await client.schedule.getHandle(scheduleId).update<ScheduledWorkflow>((before) => ({
    // An operator's pause is state, and stays; the whole spec is replaced, or intervals pile up.
    state: before.state,
    spec,
    ...(policies === undefined ? {} : { policies }),
    action: action as never,
  }));
  return "updated";
}
