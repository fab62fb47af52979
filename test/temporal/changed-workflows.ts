import { sleep } from "@temporalio/workflow";

import { distributeWorkflow as unchanged } from "../../workflows/temporal/workflows.ts";

/** What a careless change looks like: one timer more, before all else. */
export async function distributeWorkflow(input: Parameters<typeof unchanged>[0]) {
  await sleep(1_000);
  return unchanged(input);
}
