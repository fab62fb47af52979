import { Client, WorkflowNotFoundError } from "@temporalio/client";

import { approvalKey } from "../../workflows/distribute.ts";
import { distributionId } from "../../workflows/temporal/ids.ts";
import { connectClient } from "./connect.ts";

/**
 * Opens the doorbell of workflows on a server: it wakes the one that waits for a plan's signatures,
 * or will once a worker runs again. Where nobody waits nothing happens, for whoever starts later
 * reads the ledger anyway.
 */
export async function openRing(
  address: string | undefined,
): Promise<(plan: { period: string; digest: string }) => Promise<void>> {
  const client = new Client(await connectClient(address));
  return (plan) => ringOnTemporal(client, plan);
}

/** Rings once; a stranger's or a second ring makes the workflow look, and nothing else. */
export async function ringOnTemporal(
  client: Client,
  { period, digest }: { readonly period: string; readonly digest: string },
): Promise<void> {
  try {
    await client.workflow.getHandle(distributionId(period)).signal("ring", approvalKey(digest));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
