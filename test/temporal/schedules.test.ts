import { expect, inject, test } from "vitest";

import { ensureSchedules } from "../../app/temporal/schedules.ts";
import { wakeOnTemporal } from "../../app/temporal/wake.ts";
import { schedules } from "../../temporal.config.ts";
import { openClient } from "./given-distribution.ts";

const INPUT = {
  feeds: ["ledger_events", "discourse_posts"],
  sweeps: ["discourse_posts"],
  proposer: "a_1",
  clockAhead_ms: 0,
};

test("schedules are made once, and an operator's pause outlives a restart", async () => {
  const client = await openClient(inject("temporalAddress"));

  const first = await ensureSchedules(client, INPUT);
  await client.schedule.getHandle("vklad/sweep").pause("maintenance of the club");
  const second = await ensureSchedules(client, INPUT);

  const { state, spec } = await client.schedule.getHandle("vklad/sweep").describe();
  expect(first.map(({ outcome }) => outcome)).toEqual(["created", "created", "created", "created"]);
  expect(second.map(({ outcome }) => outcome)).toEqual([
    "updated",
    "updated",
    "updated",
    "updated",
  ]);
  expect([state.paused, spec.intervals?.length]).toEqual([true, 1]);
});

test("each schedule starts its own workflow with its own input, and only a sweep sweeps", async () => {
  const client = await openClient(inject("temporalAddress"));
  await ensureSchedules(client, INPUT);

  const actions = await Promise.all(
    Object.keys(schedules).map(async (id) => {
      const { action } = await client.schedule.getHandle(`vklad/${id}`).describe();
      return [id, action.workflowType, action.args];
    }),
  );

  expect(actions).toEqual([
    ["refresh", "refreshWorkflow", [{ ...INPUT, sweeps: [], isInParts: true }]],
    ["sweep", "refreshWorkflow", [{ ...INPUT, isInParts: true }]],
    ["distribute", "distributeDueWorkflow", [{ proposer: "a_1", clockAhead_ms: 0 }]],
    ["compact", "compactWorkflow", [{ clockAhead_ms: 0 }]],
  ]);
});

test("what hooks told is read by a run of its own, and by one at a time", async () => {
  const client = await openClient(inject("temporalAddress"));
  const woken = { ...INPUT, feeds: ["discourse_likes"], sweeps: [] };

  // No worker is there, so the first does not end.
  const begun = [await wakeOnTemporal(client, woken), await wakeOnTemporal(client, woken)];
  const handle = client.workflow.getHandle("woken/refresh");
  const { type, status } = await handle.describe();
  await handle.terminate();
  const afterwards = await wakeOnTemporal(client, woken);
  await client.workflow.getHandle("woken/refresh").terminate();

  expect([begun, afterwards]).toEqual([[true, false], true]);
  expect([type, status.name]).toEqual(["refreshWorkflow", "RUNNING"]);
});
