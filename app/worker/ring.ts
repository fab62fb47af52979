import { Client, WorkflowNotFoundError } from "@temporalio/client";

import { approvalKey } from "../../workflows/distribute.ts";
import { distributionId } from "../../workflows/temporal/ids.ts";
import { connectClient } from "./connect.ts";

/**
 * Opens the doorbell of workflows on a server: it wakes the one that waits for a plan's signatures.
 * Where nobody waits nothing happens, for whoever starts later reads the ledger anyway.
 */
export async function openRing(
  address: string | undefined,
): Promise<(plan: { period: string; digest: string }) => Promise<void>> {
  const client = new Client({ connection: await connectClient(address) });
  return async ({ period, digest }) => {
    try {
      await client.workflow
        .getHandle(distributionId(period))
        .executeUpdate("ring", { args: [approvalKey(digest)] });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  };
}
