import { expect, test } from "vitest";

import { clockFrom, closedPeriods, monthsAfter, periodOf, startOfDay } from "./clock.ts";

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

test.each([
  // A whole year, and a month that is shorter.
  ["2026-10-05T09:00:00Z", 12, "Europe/Moscow", "2027-10-05T09:00:00Z"],
  ["2026-01-31T09:00:00Z", 1, "Europe/Moscow", "2026-02-28T09:00:00Z"],
  ["2027-11-30T21:30:00Z", 3, "Europe/Moscow", "2028-02-29T21:30:00Z"],
  // Nine in the morning is nine in the morning, also where clocks were changed meanwhile.
  ["2026-02-10T08:00:00Z", 3, "Europe/Berlin", "2026-05-10T07:00:00Z"],
  // The day is the community's: there it is the first of the month by then.
  ["2026-10-31T16:30:00Z", 1, "Asia/Vladivostok", "2026-11-30T16:30:00Z"],
])("%s and %i months later in %s is %s", (from, months, timeZone, to) => {
  expect(monthsAfter(at(from), months, timeZone)).toEqual(at(to));
});
