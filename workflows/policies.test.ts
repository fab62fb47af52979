import { expect, test } from "vitest";

import { policies, queues } from "../temporal.config.ts";
import { checkPolicies } from "./policies.ts";
import type { Policy } from "./runtime.ts";

const POLICY: Policy = {
  ...{ queue: "warehouse", timeout_ms: 1, attempts: 1, firstDelay_ms: 1, final: [] },
};
const load = { loadLanding: async () => undefined };

function check(changes: Partial<Parameters<typeof checkPolicies>[0]>) {
  const given = { activities: load, policies: { loadLanding: POLICY }, queues };
  return () => checkPolicies({ ...given, runs: ["warehouse"], ...changes });
}

test("an activity without a policy ends the start, and does not run on no worker", () => {
  expect(check({ activities: { ...load, embedTexts: async () => undefined } })).toThrow(
    "Activity embedTexts has no policy; expected one in temporal.config.ts, with its queue.",
  );
});

test("a policy of a queue that there is not ends the start", () => {
  expect(check({ policies: { loadLanding: { ...POLICY, queue: "warehous" } } })).toThrow(
    "Activity loadLanding is for queue warehous; expected fetch, warehouse, chain:",
  );
});

test("a queue is not worked on without one of its activities", () => {
  const both = { loadLanding: POLICY, buildModel: POLICY };

  expect(check({ policies: both })).toThrow("Queue warehouse is worked on without buildModel");
  expect(check({ policies: both, runs: ["fetch"] })).not.toThrow();
});

test("a policy that names an unknown queue does not compile", () => {
  // @ts-expect-error There is no such queue.
  const wrong: Policy<keyof typeof queues> = { ...policies.landPage, queue: "fetching" };

  expect(Object.keys(queues)).not.toContain(wrong.queue);
});

test("a new queue with a new activity is an entry each", () => {
  const activities = { ...load, embedTexts: async () => undefined };
  const table = { loadLanding: POLICY, embedTexts: { ...POLICY, queue: "knowledge" } };
  const more = { ...queues, knowledge: { concurrency: 2 } };
  const runs = ["warehouse", "knowledge"];

  expect(check({ activities, policies: table, queues: more, runs })).not.toThrow();
});
