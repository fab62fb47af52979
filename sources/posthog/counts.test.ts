import { expect, test } from "vitest";

import { projectServer } from "../testing/project.ts";
import { posthogCounts } from "./counts.ts";

const { signal } = new AbortController();
const request = { until: "2026-10-05T00:10:00.000Z", signal };

const event = (uuid: string, created_at: string) => ({ uuid, created_at });

const EVENTS = [
  event("a", "2026-07-31T23:59:59.999999Z"),
  event("b", "2026-08-01T00:00:00.000000Z"),
  event("c", "2026-09-20T12:00:00.000000Z"),
  event("c", "2026-09-20T12:00:00.000000Z"),
  event("d", "2026-10-01T00:00:00.000000Z"),
  event("e", "2026-10-02T23:59:59.999999Z"),
  event("f", "2026-10-03T00:00:00.000000Z"),
];

test("the last three months are counted each, once an event, up to the day before yesterday", async () => {
  await using given = await projectServer({ events: EVENTS });

  const { posthog_events: count } = posthogCounts(given.hogql, null);

  expect(await count?.(request)).toEqual([
    {
      ...{ part: "2026-10", count: 2 },
      made: { from: "2026-10-01T00:00:00.000000Z", before: "2026-10-03T00:00:00.000000Z" },
    },
    {
      ...{ part: "2026-09", count: 1 },
      made: { from: "2026-09-01T00:00:00.000000Z", before: "2026-10-01T00:00:00.000000Z" },
    },
    {
      ...{ part: "2026-08", count: 1 },
      made: { from: "2026-08-01T00:00:00.000000Z", before: "2026-09-01T00:00:00.000000Z" },
    },
  ]);
});

test("what came before the first day that is read is not counted", async () => {
  await using given = await projectServer({ events: EVENTS });

  const { posthog_events: count } = posthogCounts(given.hogql, "2026-10-02");

  expect(await count?.(request)).toEqual([
    {
      ...{ part: "2026-10", count: 1 },
      made: { from: "2026-10-02T00:00:00.000000Z", before: "2026-10-03T00:00:00.000000Z" },
    },
  ]);
});
