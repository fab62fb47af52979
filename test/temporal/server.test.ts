import { Connection } from "@temporalio/client";
import { expect, inject, test } from "vitest";

test("a real Temporal server answers at the address that the project provides", async () => {
  const connection = await Connection.connect({ address: inject("temporalAddress") });
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  expect(serverVersion).toMatch(/^1\.3\d\./);
  await connection.close();
});
