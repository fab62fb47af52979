import { expect, test } from "vitest";

import { dueRuns } from "./schedules.ts";

const TABLE = [
  { id: "refresh", everyMinutes: 15 },
  { id: "distribute", everyMinutes: 24 * 60 },
] as const;
const at = (iso: string) => Date.parse(iso);

test("a run is due once its nominal time has passed, and then once", () => {
  const due = (from: string, to: string) => dueRuns(TABLE, at(from), at(to));

  expect(due("2026-10-05T09:14:40Z", "2026-10-05T09:15:10Z")).toEqual(["refresh"]);
  expect(due("2026-10-05T09:15:10Z", "2026-10-05T09:15:40Z")).toEqual([]);
});

test("what a stop missed is made up for by one run of each", () => {
  expect(dueRuns(TABLE, at("2026-10-04T08:00:00Z"), at("2026-10-05T09:00:00Z"))).toEqual([
    "refresh",
    "distribute",
  ]);
});
