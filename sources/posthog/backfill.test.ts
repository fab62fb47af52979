import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { projectServer, type ProjectServer } from "../testing/project.ts";
import { walk } from "../testing/walk.ts";
import { posthogEventsBackfill } from "./backfill.ts";
import { posthogEvents } from "./events.ts";
import { PROPERTIES } from "./properties.ts";

const { signal } = new AbortController();
const hash = (value: string) => `#${value.length}`;
const uuidOf = (number: number) =>
  `0190aaaa-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;

/** Events that came six hours apart from the first of September on; each was made long before. */
function events(count: number) {
  return Array.from({ length: count }, (_, number) => ({
    uuid: uuidOf(number),
    event: "section_opened",
    distinct_id: number % 5 === 0 ? "ada@example.org" : `member-${number}`,
    timestamp: "2025-01-01T00:00:00Z",
    created_at: new Date(Date.parse("2026-09-01T00:00:00Z") + number * 6 * 3_600_000).toISOString(),
    properties: JSON.stringify({ section: `s${number}`, $ip: "10.0.0.1" }),
  }));
}

const SPAN = { from: "2026-09-02T00:00:00.000Z", to: "2026-09-20T00:00:00.000Z" };

function backfillOf({ hogql }: ProjectServer, rowsMax = 7) {
  const options = { hogql, rowsMax, hash, properties: [...PROPERTIES] };
  return posthogEventsBackfill({ ...options, perMinute: 20 });
}

const numbersOf = (records: readonly Json[]) =>
  records
    .map((record) => Number.parseInt((record as { uuid: string }).uuid.slice(-12), 16))
    .toSorted((a, b) => a - b);
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);

test("events that came within the span come, its first instant and not its last, whatever their own clock says", async () => {
  await using given = await projectServer({ events: events(120) });

  const { records, quarantined } = await walk(backfillOf(given).open(SPAN));

  expect(numbersOf(records)).toEqual(numbers(4, 76));
  expect(quarantined).toEqual([]);
});

test("each lands just as the live feed lands it", async () => {
  await using given = await projectServer({ events: events(12) });
  const options = { hogql: given.hogql, hash, properties: [...PROPERTIES] };
  const settings = { settleMinutes: 5, lateDays: 45, personsEveryHours: 3, since: null };
  const live = await walk(posthogEvents({ ...options, ...settings }));

  const { records } = await walk(backfillOf(given).open({ ...SPAN, from: "2026-09-01T00:00:00Z" }));

  expect(records).toEqual(live.records);
});

test("a plan counts week by week and reads no event, and the reading keeps to it", async () => {
  await using given = await projectServer({ events: events(120) });

  const plan = await backfillOf(given).plan(SPAN, signal);
  const asked = [...given.queries];
  await walk(backfillOf(given).open(SPAN));

  expect(plan.map(({ from, recordCount }) => [from.slice(0, 10), recordCount])).toEqual([
    ["2026-09-02", 28],
    ["2026-09-09", 28],
    ["2026-09-16", 16],
  ]);
  expect(asked.filter((query) => !query.startsWith("SELECT count() "))).toEqual([]);
  const planned = plan.reduce((sum, { requestCount }) => sum + requestCount, 0);
  expect(given.queries.length - asked.length).toBeLessThanOrEqual(planned);
});

test("a plan of years asks no more than half a year of weeks does, and counts all", async () => {
  await using given = await projectServer({ events: events(120) });
  const years = { from: "2021-01-01T00:00:00.000Z", to: "2026-10-01T00:00:00.000Z" };

  const plan = await backfillOf(given).plan(years, signal);

  expect(given.queries.length).toBeLessThanOrEqual(26);
  expect(plan.reduce((sum, { recordCount }) => sum + (recordCount ?? 0), 0)).toBe(120);
  expect(plan[0]?.from).toBe("2021-01-01T00:00:00.000000Z");
  expect(plan.at(-1)?.to).toBe("2026-10-01T00:00:00.000000Z");
});

test.each([0, 1, 4, 5, 9])(
  "killed at page %i and begun by another process, all come",
  async (killedAtPage) => {
    await using given = await projectServer({ events: events(120) });
    let cursor: Json = null;
    const records: Json[] = [];
    for (let number = 0, done = false; !done; number += 1) {
      // Each page by another process.
      const read = () =>
        backfillOf(given).open(SPAN).fetchPage({ cursor, until: "2026-10-05T09:00:00Z", signal });
      if (number === killedAtPage) await read();
      const page = await read();
      records.push(...page.records);
      cursor = JSON.parse(JSON.stringify(page.cursor)) as Json;
      ({ done } = page);
    }

    expect(numbersOf(records)).toEqual(numbers(4, 76));
  },
);

test("a cursor that nobody here wrote is refused by name", async () => {
  await using given = await projectServer();

  await expect(walk(backfillOf(given).open(SPAN), { cursor: { week: 4 } })).rejects.toMatchObject({
    name: "SourceCursorError",
  });
});
