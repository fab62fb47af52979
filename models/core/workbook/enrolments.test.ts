import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { startOfDay } from "../../../app/community/clock.ts";
import { testWithShared } from "../../../test/shared.ts";
import { givenWarehouse } from "../../../test/warehouse.ts";
import { nocodbRecord } from "../../given.ts";
import { deaneryAttention } from "../../marts/deanery/deanery_attention.ts";
import { stgNocodbCohorts } from "../../staging/nocodb/stg_nocodb_cohorts.ts";
import { stgNocodbEnrolments } from "../../staging/nocodb/stg_nocodb_enrolments.ts";
import { enrolments } from "./enrolments.ts";

const ADA = { id: "usada", display_name: "Ада" };

interface Asked {
  readonly Ends: string;
  readonly timeZone: string;
  /** A calendar day there, which 10:00 UTC is part of. */
  readonly today: string;
}

/** Whether the deanery is still told of Ada, who enrolled long ago and never began. */
async function stillRuns({ Ends, timeZone, today }: Asked): Promise<boolean> {
  const as_of_day = startOfDay(new Date(`${today}T10:00:00Z`), timeZone);
  await using warehouse = await givenWarehouse({
    raw_nocodb_records_current: [
      nocodbRecord("Streams", 1, { Title: "Осень", Guide: "g", Starts: "2026-01-01", Ends }),
      nocodbRecord("Enrolments", 2, { Stream: 1, Member: [ADA], Joined: "2026-01-02" }),
    ],
    ref_run: [{ as_of_day, time_zone: timeZone }],
    nocodb_members: [{ user_id: "usada", member_id: "ada", account_key: "a_1" }],
    people: [{ member_id: "ada", name: "Ада" }],
    observation_horizon: [{ horizon_at: as_of_day }],
    deanery_members: [{ member_id: "ada", status: "silent" }],
  });
  await warehouse.build(stgNocodbCohorts);
  await warehouse.build(stgNocodbEnrolments);
  await warehouse.build(enrolments);
  const rows = await warehouse.build(deaneryAttention);
  return rows.length > 0;
}

testWithShared("a cohort runs on its last day", "cases/nocodb-ends-date", async (path) => {
  const asked = JSON.parse(readFileSync(join(path, "input.json"), "utf8")) as Asked;

  expect(await stillRuns(asked)).toBe(true);
});

test.each([
  ["America/New_York", "2026-10-05", "2026-10-06", false],
  ["Asia/Vladivostok", "2026-10-05", "2026-10-05", true],
  ["Asia/Vladivostok", "2026-10-05", "2026-10-06", false],
  ["Pacific/Auckland", "2026-10-05", "2026-10-05", true],
  ["America/Los_Angeles", "2026-10-05", "2026-10-05", true],
  // A day of twenty-five hours.
  ["America/New_York", "2026-11-01", "2026-11-01", true],
  ["America/New_York", "2026-11-01", "2026-11-02", false],
  // With a clock, as a column of that type has it: 6 October, 03:30 in Moscow.
  ["Europe/Moscow", "2026-10-06 00:30:00+00:00", "2026-10-06", true],
  ["Europe/Moscow", "2026-10-06 00:30:00+00:00", "2026-10-07", false],
])("in %s a cohort that ends on %s runs on %s: %s", async (timeZone, Ends, today, runs) => {
  expect(await stillRuns({ Ends, timeZone, today })).toBe(runs);
});

test("who joined on a day joined when it began there, at an instant at that instant", async () => {
  await using warehouse = await givenWarehouse({
    stg_nocodb_cohorts: [
      { cohort_id: "1", title: "Осень", starts: "2026-09-01", ends: null },
      { cohort_id: "2", title: "Зима", starts: null, ends: "2026-12-31" },
    ],
    stg_nocodb_enrolments: [
      { enrolment_id: "1", cohort_id: "1", user_id: "usada", joined: "2026-09-03" },
      { enrolment_id: "2", cohort_id: "2", user_id: "usada", joined: "2026-09-03 09:00:00+00:00" },
    ],
    ref_run: [{ as_of_day: new Date("2026-10-05T04:00:00Z"), time_zone: "America/New_York" }],
    nocodb_members: [{ user_id: "usada", member_id: "ada", account_key: "a_1" }],
  });

  const rows = await warehouse.build(enrolments);

  expect(
    rows.map((row) => [row.cohort_id, row.joined_at, row.starts_at, row.ends_at, row.recency]),
  ).toEqual([
    ["1", new Date("2026-09-03T04:00:00Z"), new Date("2026-09-01T04:00:00Z"), null, 2n],
    ["2", new Date("2026-09-03T09:00:00Z"), null, new Date("2027-01-01T05:00:00Z"), 1n],
  ]);
});

test("a date that is none keeps its cohort out as a whole", async () => {
  await using warehouse = await givenWarehouse({
    raw_nocodb_records_current: [
      nocodbRecord("Streams", 1, { Title: "Осень", Ends: "конец октября" }),
      nocodbRecord("Streams", 2, { Title: "Зима", Ends: "infinity" }),
      nocodbRecord("Streams", 3, { Title: "Весна", Ends: "2027-05-31" }),
    ],
  });

  const rows = await warehouse.build(stgNocodbCohorts);

  expect(rows.map(({ cohort_id, ends }) => [cohort_id, ends])).toEqual([["3", "2027-05-31"]]);
});
