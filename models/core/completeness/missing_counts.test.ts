import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { daysAgo, rawRow, RUN } from "../../given.ts";
import { deaneryAlarms } from "../../marts/deanery/deanery_alarms.ts";
import { missingCounts } from "./missing_counts.ts";

const ROWS = "nocodb_records";

interface Counted {
  readonly theirs: bigint;
  readonly stream?: string;
  readonly part?: string;
  readonly made_from?: Date | null;
  readonly seen_until?: Date;
}

function counted({ theirs, stream = ROWS, part = "m1", ...rest }: Counted) {
  const bounds = { made_from: null, seen_until: daysAgo(1), ...rest };
  return { counted_stream: stream, part, theirs_count: theirs, ...bounds };
}

function row(id: number, made: Date | null, rest: Partial<ReturnType<typeof rawRow>> = {}) {
  const as = { created_at: made?.toISOString() ?? null };
  return { ...rawRow(["m1", id], { table_id: "m1", Id: id, as }), ...rest };
}

const gone = (id: number, observed_at: Date) => ({
  ...rawRow(["m1", id], null, { is_deleted: true, version: 2n }),
  observed_at,
});

async function missing(
  given: Parameters<typeof givenWarehouse>[0],
  { quarantined_count = 0n, stream = ROWS } = {},
) {
  await using warehouse = await givenWarehouse({
    stream_states: [{ stream, observed_day: RUN.as_of_day, quarantined_count }],
    ...given,
  });
  const rows = await warehouse.build(missingCounts);
  return rows.map(({ part, ours_count, theirs_count }) => [part, ours_count, theirs_count]);
}

test("a record that the system counts and that has not landed is missing, one made later is not", async () => {
  const landed = [row(1, daysAgo(5)), row(2, daysAgo(3)), row(3, daysAgo(0))];

  const found = (theirs: bigint) =>
    missing({ stg_source_counts: [counted({ theirs })], raw_nocodb_records_current: landed });

  expect(await found(3n)).toEqual([["m1", 2n, 3n]]);
  expect(await found(2n)).toEqual([]);
});

test("what was deleted there since our last sweep is no difference", async () => {
  const landed = [row(1, daysAgo(5)), row(2, daysAgo(3))];

  expect(
    await missing({
      stg_source_counts: [counted({ theirs: 1n })],
      raw_nocodb_records_current: landed,
    }),
  ).toEqual([]);
});

test("a record that was found deleted after the count was there, one found before was not", async () => {
  const found = (observed_at: Date) =>
    missing({
      stg_source_counts: [counted({ theirs: 2n })],
      raw_nocodb_records_current: [row(1, daysAgo(5)), gone(2, observed_at)],
      raw_nocodb_records_versions: [row(2, daysAgo(4))],
    });

  expect(await found(daysAgo(0))).toEqual([]);
  expect(await found(daysAgo(2))).toEqual([["m1", 1n, 2n]]);
});

test("what is quarantined is not missing, what is more is", async () => {
  const given = {
    stg_source_counts: [counted({ theirs: 3n }), counted({ theirs: 2n, part: "m2" })],
    raw_nocodb_records_current: [row(1, daysAgo(5))],
  };

  expect(await missing(given, { quarantined_count: 4n })).toEqual([]);
  expect(await missing(given, { quarantined_count: 3n })).toEqual([
    ["m1", 1n, 3n],
    ["m2", 0n, 2n],
  ]);
});

test("a row without a stamp is given the benefit of the doubt", async () => {
  expect(
    await missing({
      stg_source_counts: [counted({ theirs: 1n })],
      raw_nocodb_records_current: [row(1, null)],
    }),
  ).toEqual([]);
});

test("events are held against the months in which they came, within the bounds of the count", async () => {
  const event = (uuid: string, created_at: string) => rawRow(uuid, { uuid, created_at });
  const month = (part: string, from: string, to: string, theirs: bigint) =>
    counted({
      ...{ stream: "posthog_events", part, theirs },
      ...{ made_from: new Date(from), seen_until: new Date(to) },
    });

  const found = await missing(
    {
      stg_source_counts: [
        month("2026-08", "2026-08-10T00:00:00Z", "2026-09-01T00:00:00Z", 1n),
        month("2026-09", "2026-09-01T00:00:00Z", "2026-09-20T00:00:00Z", 2n),
      ],
      raw_posthog_events_current: [
        event("a", "2026-08-09T23:59:59.999999Z"),
        event("b", "2026-08-31T23:59:59.500000Z"),
        event("c", "2026-09-02T00:00:00.000000Z"),
        event("d", "2026-09-21T00:00:00.000000Z"),
      ],
    },
    { stream: "posthog_events" },
  );

  expect(found).toEqual([["2026-09", 1n, 2n]]);
});

test("annotations are held against their groups, and what is missing is an alarm with both numbers", async () => {
  const stream = "hypothesis_annotations";
  await using warehouse = await givenWarehouse({
    stream_states: [{ stream, observed_day: RUN.as_of_day, quarantined_count: 0n }],
    stg_source_counts: [counted({ stream, part: "g1", theirs: 2n })],
    raw_hypothesis_annotations_current: [
      rawRow("a", { id: "a", group: "g1", created: daysAgo(4).toISOString() }),
      rawRow("b", { id: "b", group: "g2", created: daysAgo(4).toISOString() }),
    ],
  });
  await warehouse.build(missingCounts);

  expect(await warehouse.build(deaneryAlarms)).toEqual([
    {
      ...{ stream, part: "g1", part_title: null, kind: "missing", window_days: null },
      ...{ seen_count: 1n, usual_count: 2n, since_at: daysAgo(1) },
    },
  ]);
});
