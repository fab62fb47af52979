import { expect, test } from "vitest";

import { clockFrom, closedPeriods, periodOf, startOfDay } from "./clock.ts";

const at = (iso: string) => new Date(iso);

test("a day starts at the community's midnight, whatever the machine's zone", () => {
  expect(startOfDay(at("2026-10-05T20:59:59Z"), "Europe/Moscow")).toEqual(
    at("2026-10-04T21:00:00Z"),
  );
  expect(startOfDay(at("2026-10-05T21:00:00Z"), "Europe/Moscow")).toEqual(
    at("2026-10-05T21:00:00Z"),
  );
});

test("a day on which clocks change starts at its own midnight", () => {
  expect(startOfDay(at("2026-03-29T12:00:00Z"), "Europe/Berlin")).toEqual(
    at("2026-03-28T23:00:00Z"),
  );
});

test("a month belongs to the community's time zone", () => {
  expect(periodOf(at("2026-09-30T21:30:00Z"), "Europe/Moscow")).toBe("2026-10");
});

test("only months that have ended are paid for", () => {
  expect(closedPeriods("2026-07", at("2026-10-05T09:00:00Z"), "Europe/Moscow")).toEqual([
    "2026-07",
    "2026-08",
    "2026-09",
  ]);
});

test("the demo's clock starts at its as-of and ticks", () => {
  let wall = at("2030-01-01T00:00:00Z");
  const clock = clockFrom("2026-10-05T09:00:00Z", { now: () => wall });

  wall = at("2030-01-01T00:00:05Z");

  expect(clock.now()).toEqual(at("2026-10-05T09:00:05Z"));
});
