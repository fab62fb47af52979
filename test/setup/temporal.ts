import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Client, Connection } from "@temporalio/client";
import proto from "@temporalio/proto";
import type { TestProject } from "vitest/node";

import { startTemporalServer } from "./temporal-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the one server that all files of this project share: `inject("temporalAddress")`. */
    temporalAddress: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTemporalServer();
  project.provide("temporalAddress", server.address);
  return async () => {
    if (process.env["VKLAD_TEST_KEPT"] !== undefined) await writeHistories(server.address);
    await server.stop();
  };
}

/** The server keeps them in memory: `npm test` looks for secrets in them at its end. */
async function writeHistories(address: string): Promise<void> {
  const folder = join(tmpdir(), "vklad-histories");
  mkdirSync(folder, { mode: 0o700 });
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  let count = 0;
  for await (const { workflowId, runId } of client.workflow.list()) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const bytes = proto.temporal.api.history.v1.History.encode(history).finish();
    writeFileSync(join(folder, `${(count += 1)}.history`), bytes, { mode: 0o600 });
  }
  await connection.close();
  process.stdout.write(`histories: ${count} are kept to be looked at\n`);
}
