import { expect, inject, test } from "vitest";

import { ensureSchedules } from "../../app/temporal/schedules.ts";
import { openClient } from "./given-distribution.ts";

const INPUT = { streams: ["ledger_events"], sweeps: [], proposer: null, clockAhead_ms: 0 };

test("schedules are made once, and an operator's pause outlives a restart", async () => {
  const client = await openClient(inject("temporalAddress"));

  const first = await ensureSchedules(client, INPUT);
  await client.schedule.getHandle("vklad/sweep").pause("maintenance of the club");
  const second = await ensureSchedules(client, INPUT);

  const { state, spec } = await client.schedule.getHandle("vklad/sweep").describe();
  expect(first.map(({ outcome }) => outcome)).toEqual(["created", "created", "created"]);
  expect(second.map(({ outcome }) => outcome)).toEqual(["updated", "updated", "updated"]);
  expect([state.paused, spec.intervals?.length]).toEqual([true, 1]);
});
