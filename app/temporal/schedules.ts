import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type ScheduleOptions,
} from "@temporalio/client";

import { CATCH_UP_MS, schedules, workflowQueue } from "../../temporal.config.ts";
import type {
  distributeDueWorkflow,
  refreshWorkflow,
  ScheduledInput,
} from "../../workflows/temporal/workflows.ts";

type ScheduledWorkflow = typeof refreshWorkflow | typeof distributeDueWorkflow;

/** Creates the schedules of `temporal.config.ts`, or brings them up to date. Pauses stay. */
export async function ensureSchedules(
  client: Client,
  input: ScheduledInput,
): Promise<readonly { readonly id: string; readonly outcome: "created" | "updated" }[]> {
  const ensured = [];
  for (const { id, everyMinutes } of schedules)
    ensured.push({
      id,
      outcome: await ensureSchedule(client, {
        scheduleId: `vklad/${id}`,
        spec: { intervals: [{ every: everyMinutes * 60_000 }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP_MS },
        action: {
          type: "startWorkflow",
          workflowId: `scheduled/${id}`,
          workflowType: id === "distribute" ? "distributeDueWorkflow" : "refreshWorkflow",
          taskQueue: workflowQueue,
          args: [id === "sweep" ? input : { ...input, sweeps: [] }],
        },
      }),
    });
  return ensured;
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
