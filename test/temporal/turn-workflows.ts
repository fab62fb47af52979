import { proxyActivities } from "@temporalio/workflow";

import { exclusive } from "../../workflows/temporal/exclusive.ts";

export { holdWorkflow } from "../../workflows/temporal/exclusive.ts";

const { work } = proxyActivities<{ work(input: { name: string }): Promise<void> }>({
  startToCloseTimeout: 60_000,
  retry: { maximumAttempts: 1 },
});

/** Two pieces of work in a turn of its own: nobody else's may come in between. */
export async function turnWorkflow(name: string): Promise<void> {
  await exclusive("turn", async () => {
    await work({ name });
    await work({ name });
  });
}
