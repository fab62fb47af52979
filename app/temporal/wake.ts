import { Client, WorkflowExecutionAlreadyStartedError } from "@temporalio/client";

import { workflowQueue } from "../../temporal.config.ts";
import type { ScheduledWorkflows } from "../../workflows/schedule.ts";
import type { Clocked, refreshWorkflow } from "../../workflows/temporal/workflows.ts";
import { connectClient } from "./connect.ts";

type Input = ScheduledWorkflows["refresh"] & Clocked;

/** One at a time: what is marked meanwhile is read by the next. */
const WOKEN_ID = "woken/refresh";

/** Opens what reads some feeds on a server before the schedule does. */
export async function openWake(
  address: string | undefined,
): Promise<(input: Input) => Promise<boolean>> {
  const client = new Client(await connectClient(address));
  return (input) => wakeOnTemporal(client, input);
}

/** False where the run before has not ended. */
export async function wakeOnTemporal(client: Client, input: Input): Promise<boolean> {
  try {
    await client.workflow.start<typeof refreshWorkflow>("refreshWorkflow", {
      workflowId: WOKEN_ID,
      taskQueue: workflowQueue,
      args: [input],
    });
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}
