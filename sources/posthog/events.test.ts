import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { projectServer, type ProjectServer } from "../testing/project.ts";
import { walk } from "../testing/walk.ts";
import { posthogEvents } from "./events.ts";
import { PROPERTIES } from "./properties.ts";

const hash = (value: string) => `#${value.length}`;

function uuidOf(number: number): string {
  return `0190aaaa-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** An event that came so many seconds after noon of the 4th. */
function event(number: number, rest: { readonly [key: string]: Json } = {}) {
  const at = new Date(Date.parse("2026-10-04T12:00:00Z") + number * 1000).toISOString();
  return {
    uuid: uuidOf(number),
    event: "section_opened",
    distinct_id: `member-${number}`,
    timestamp: at,
    created_at: at.replace("Z", "123Z"),
    properties: JSON.stringify({ section: `s${number}` }),
    ...rest,
  };
}

function landed(number: number, rest: { readonly [key: string]: Json } = {}) {
  const { timestamp, ...sent } = event(number);
  const at = timestamp.replace("Z", "000Z");
  return { ...sent, timestamp: at, properties: { section: `s${number}` }, ...rest };
}

function events(count: number, from = 1) {
  return Array.from({ length: count }, (_, index) => event(from + index));
}

function feedOf({ hogql }: ProjectServer, { since = null as string | null, rowsMax = 50 } = {}) {
  const settings = { settleMinutes: 5, lateDays: 45, personsEveryHours: 3 };
  return posthogEvents({ ...settings, hogql, since, rowsMax, hash, properties: [...PROPERTIES] });
}

const uuidsOf = (records: readonly Json[]) =>
  records.map((record) => (record as { uuid: string }).uuid).toSorted();
const asc = (numbers: readonly number[]) => numbers.map(uuidOf).toSorted();

test("events land with their instants in UTC, to the microsecond, and what is allowed of the rest", async () => {
  const sent = event(1, {
    created_at: "2026-10-04T15:00:01.000123+03:00",
    timestamp: "2026-10-04T12:00:01.5Z",
    properties: JSON.stringify({
      section: "s1",
      percent: 40,
      task: true,
      $ip: "10.0.0.1",
      $geoip_city_name: "Омск",
      $raw_user_agent: "Firefox",
      $device_id: "d",
      $set: { email: "ada@example.org" },
      guide: { nested: "anything" },
      $current_url: "https://ada:pw@guides.example.org/a/b?token=abc#access",
      $pathname: "/a/b?x=1",
    }),
  });
  await using given = await projectServer({ events: [sent] });

  const { records, quarantined } = await walk(feedOf(given));

  expect(records).toEqual([
    {
      uuid: uuidOf(1),
      event: "section_opened",
      distinct_id: "member-1",
      timestamp: "2026-10-04T12:00:01.500000Z",
      created_at: "2026-10-04T12:00:01.000123Z",
      properties: {
        $current_url: "https://guides.example.org/a/b",
        $pathname: "/a/b",
        percent: 40,
        section: "s1",
        task: true,
      },
    },
  ]);
  expect(quarantined).toEqual([]);
});

test("of addresses a keyed hash lands, in an id, a path and a quarantined record alike", async () => {
  const address = "Ada@Example.org";
  const properties = JSON.stringify({ $pathname: `/u/${address}`, utm_source: "+7 916 123-45-67" });
  await using given = await projectServer({
    events: [
      event(1, { distinct_id: address, properties }),
      event(2, { event: 7, distinct_id: `mail:${address}`, properties }),
    ],
  });

  const { records, quarantined } = await walk(feedOf(given));

  expect(records).toEqual([landed(1, { distinct_id: "#15", properties: { $pathname: "/u/#15" } })]);
  expect(quarantined).toEqual([
    {
      record: landed(2, { event: 7, distinct_id: "mail:#15", properties: { $pathname: "/u/#15" } }),
      reason: expect.stringMatching(/^event: /),
    },
  ]);
});

test.each<[string, { readonly [key: string]: Json }, string]>([
  ["no id", { uuid: null }, "uuid: "],
  ["an id that is none", { uuid: "seven" }, "uuid: "],
  ["a number for a name", { event: 2 ** 54 }, "event: "],
  ["no name", { event: null }, "event: "],
  ["a list for whose it is", { distinct_id: ["ada@example.org"] }, "distinct_id: "],
  ["a day that there is not", { timestamp: "2026-02-30T00:00:00Z" }, "timestamp: "],
  ["no clock", { timestamp: null }, "timestamp: "],
  ["half of its properties", { properties: '{"section": "s' }, "properties: "],
  ["a text for its properties", { properties: '"ada@example.org"' }, "properties: "],
])(
  "an event with %s is quarantined with its reason, and the rest lands",
  async (_, wrong, reason) => {
    await using given = await projectServer({ events: [event(1), event(2, wrong), event(3)] });

    const { records, quarantined } = await walk(feedOf(given));

    expect(uuidsOf(records)).toEqual(asc([1, 3]));
    expect(quarantined).toEqual([
      { record: expect.anything(), reason: expect.stringContaining(reason) },
    ]);
    expect(JSON.stringify(quarantined)).not.toContain("example.org");
  },
);

test("numbers past 2^53, halves of surrogates and NUL land as they were sent", async () => {
  const properties = '{"percent": 9007199254740993, "section": "a\\u0000b", "guide": "\\ud800"}';
  await using given = await projectServer({ events: [event(1, { properties })] });

  const { records } = await walk(feedOf(given));

  expect(JSON.stringify(records)).toContain(
    '{"guide":"\\ud800","percent":9007199254740993,"section":"a\\u0000b"}',
  );
});

test("every query has a limit, and none an offset", async () => {
  await using given = await projectServer({ events: events(30) });

  await walk(feedOf(given));

  const rows = given.queries.filter((query) => !query.startsWith("SELECT count()"));
  expect(rows.every((query) => / LIMIT \d+$/u.test(query))).toBe(true);
  expect(given.queries.join()).not.toContain("OFFSET");
});

test("a full page is no end: with rows for two pages and a half all come, ties at the edges too", async () => {
  const tied = Array.from({ length: 125 }, (_, index) =>
    event(index, { created_at: `2026-10-04T12:00:0${Math.floor(index / 25)}.000001Z` }),
  );
  await using given = await projectServer({ events: tied });

  const { records, pageCount } = await walk(feedOf(given));

  expect(uuidsOf(records)).toEqual(uuidsOf(tied));
  expect(pageCount).toBeGreaterThan(2);
});

test("an event that is there twice at a page's edge is counted as it is", async () => {
  const twice = [...events(49), event(50), event(50), event(51)];
  await using given = await projectServer({ events: twice });

  const { records } = await walk(feedOf(given));

  expect([...new Set(uuidsOf(records))]).toEqual(asc([...events(51).keys()].map((n) => n + 1)));
});

test("a run reads what has settled, and the next one what came in between", async () => {
  await using given = await projectServer({ events: [event(2), event(301)] });
  const feed = feedOf(given);

  // Five minutes and two seconds after noon.
  const first = await walk(feed, { until: "2026-10-04T12:05:02.500Z" });
  given.tables.events.push(event(1));
  const second = await walk(feed, { until: "2026-10-04T12:20:00Z", cursor: first.cursor });

  expect(uuidsOf(first.records)).toEqual(asc([2]));
  expect(uuidsOf(second.records)).toEqual(asc([1, 2, 301]));
});

test("an unchanged project gives the same cursor and asks with a bound on the clock of events", async () => {
  await using given = await projectServer({ events: events(3) });
  const feed = feedOf(given);
  const first = await walk(feed);

  const second = await walk(feed, { cursor: first.cursor });

  expect(second.cursor).toEqual(first.cursor);
  expect(given.queries.at(-1)).toContain("AND timestamp >= '2026-08-20'");
});

test("what comes with a clock months behind is read within a day", async () => {
  await using given = await projectServer({ events: [event(1)] });
  const feed = feedOf(given);
  const first = await walk(feed, { until: "2026-10-04T18:00:00Z" });
  const old = event(21_600, { timestamp: "2025-01-01T00:00:00Z" });
  given.tables.events.push(old, event(100_000), event(300_000));

  const second = await walk(feed, { until: "2026-10-04T20:00:00Z", cursor: first.cursor });
  const third = await walk(feed, { until: "2026-10-09T20:00:00Z", cursor: second.cursor });

  expect(uuidsOf(second.records)).not.toContain(uuidOf(21_600));
  expect([...new Set(uuidsOf(third.records))]).toEqual(asc([1, 21_600, 100_000, 300_000]));
});

test("events before the first day of interest are not read", async () => {
  await using given = await projectServer({ events: events(3) });
  const feed = feedOf(given, { since: "2026-10-04T12:00:02.000000Z" });

  expect(uuidsOf((await walk(feed)).records)).toEqual(asc([2, 3]));
});

test("a run of an earlier moment than the cursor's asks for nothing and keeps the place", async () => {
  await using given = await projectServer({ events: events(3) });
  const feed = feedOf(given);
  const { cursor } = await walk(feed);
  const asked = given.queries.length;

  const earlier = await walk(feed, { cursor, until: "2026-10-04T10:00:00Z" });

  expect([earlier.records, earlier.cursor, given.queries.length]).toEqual([[], cursor, asked]);
});

test.each([0, 1, 2, 3])(
  "killed at page %i and resumed, every event comes",
  async (killedAtPage) => {
    await using given = await projectServer({ events: events(120) });

    const { records } = await walk(feedOf(given), { killedAtPage });

    expect([...new Set(uuidsOf(records))]).toEqual(uuidsOf(given.tables.events));
  },
);

/** An answer with fewer rows than there are, as a proxy or a limit cuts it. */
const cutShort = (reply: Json) => {
  const { columns, results } = reply as { columns: Json; results: readonly Json[] };
  return { json: { columns, results: results.slice(0, 1), hasMore: null } };
};

test("an answer cut short without a sign is read again", async () => {
  await using given = await projectServer({ events: events(3) });
  given.instead.push(cutShort);

  const { records } = await walk(feedOf(given));

  expect(uuidsOf(records)).toEqual(asc([1, 2, 3]));
});

test("one that stays cut short fails by name with both counts, and nothing of it is taken", async () => {
  await using given = await projectServer({ events: events(3) });
  const asSent = (json: Json) => ({ json });
  given.instead.push(cutShort, asSent, cutShort, asSent, cutShort, asSent);

  await expect(walk(feedOf(given))).rejects.toMatchObject({
    name: "SourceCountError",
    message: expect.stringMatching(/got 1 records where their system counts 3, 3 times/),
  });
});

test("an empty answer is no end while the project counts rows", async () => {
  await using given = await projectServer({ events: events(3) });
  given.instead.push(() => ({ json: { columns: [...COLUMNS], results: [] } }));

  const { records } = await walk(feedOf(given));

  expect(uuidsOf(records)).toEqual(asc([1, 2, 3]));
});

const COLUMNS = ["uuid", "event", "distinct_id", "timestamp", "created_at", "properties"];

test("the same page a second time is asked for again", async () => {
  await using given = await projectServer({ events: events(3) });
  const feed = feedOf(given);
  const { cursor } = await walk(feed);
  given.tables.events.push(...events(4, 2_000));
  const stale = { columns: COLUMNS, results: events(7, -2_000).map((row) => Object.values(row)) };
  // As many rows as there are, of another page.
  given.instead.push(() => ({ json: stale }));

  const { records } = await walk(feed, { cursor });

  expect(uuidsOf(records)).toEqual(asc([1, 2, 3, 2_000, 2_001, 2_002, 2_003]));
});

test("a query that still runs is asked for until it is done", async () => {
  await using given = await projectServer({ events: events(3) });
  const state = (complete: boolean, results: Json) => ({
    query_status: { id: "q1", complete, error: false, results },
  });
  given.instead.push((reply) => {
    given.running.set("q1", [state(false, null), state(true, reply)]);
    return { status: 202, json: state(false, null) };
  });

  const { records } = await walk(feedOf(given));

  expect(uuidsOf(records)).toEqual(asc([1, 2, 3]));
  expect(given.clock.sleeps.slice(0, 2)).toEqual([500, 1000]);
});

test.each([
  ["a 429 that says how long to wait", { status: 429, headers: { "Retry-After": "7" }, json: {} }],
  ["a 429 that does not", { status: 429, json: { code: "throttled" } }],
  ["a 504", { status: 504, json: { code: "error" } }],
  ["half a page", { text: '{"columns": ["uuid', headers: { "Content-Type": "application/json" } }],
  ["a lost connection", { json: { columns: [] }, droppedAfterBytes: 5 }],
])("%s is waited out", async (_, reply) => {
  await using given = await projectServer({ events: events(3) });
  given.server.faults.push(reply);

  const { records } = await walk(feedOf(given));

  expect(uuidsOf(records)).toEqual(asc([1, 2, 3]));
  expect(given.clock.sleeps.length).toBeGreaterThan(0);
});

test("once the allowance is used up nothing is asked again, and the error names its end", async () => {
  await using given = await projectServer({ events: events(3) });
  given.server.faults.push({
    status: 402,
    json: {
      type: "quota_limited",
      code: "quota_limit_exceeded",
      detail: "…",
      extra: { billing_period_end: "2026-11-01T00:00:00+00:00" },
    },
  });

  const reading = walk(feedOf(given));

  await expect(reading).rejects.toMatchObject({
    name: "SourceQuotaError",
    until: "2026-11-01T00:00:00.000Z",
    message: expect.stringContaining("2026-11-01T00:00:00.000Z"),
  });
  expect([given.server.requests.length, given.clock.sleeps]).toEqual([1, []]);
});

test.each<[string, Json]>([
  ["another service", { message: "maintenance" }],
  ["other columns", { columns: ["id"], results: [] }],
])("an answer of %s is refused", async (_, json) => {
  await using given = await projectServer({ events: events(3) });
  given.server.faults.push({ json });

  await expect(walk(feedOf(given))).rejects.toMatchObject({ name: "SourceShapeError" });
});

test("a reply that is no JSON is refused", async () => {
  await using given = await projectServer({ events: events(3) });
  given.server.faults.push({ text: "<html>", headers: { "Content-Type": "text/html" } });

  await expect(walk(feedOf(given))).rejects.toMatchObject({ name: "SourceShapeError" });
});

test("a row that is no list is quarantined without anything of it", async () => {
  await using given = await projectServer({ events: events(2) });
  given.instead.push((reply) => {
    const { columns, results } = reply as { columns: Json; results: readonly Json[] };
    return { json: { columns, results: [results[0] ?? null, "ada@example.org"] } };
  });

  const { records, quarantined } = await walk(feedOf(given));

  expect(uuidsOf(records)).toEqual(asc([1]));
  expect(quarantined.length).toBe(1);
  expect(JSON.stringify(quarantined)).not.toContain("example.org");
});

test("a record larger than can be held is set aside by its name, and the others land", async () => {
  const large = event(2, { properties: JSON.stringify({ section: "x".repeat(200_000) }) });
  const given_ = { events: [event(1), large, event(3)] };
  await using given = await projectServer(given_, { bodyBytesMax: 100_000 });

  const { records, quarantined } = await walk(feedOf(given));

  expect(uuidsOf(records)).toEqual(asc([1, 3]));
  expect(quarantined).toEqual([
    {
      record: landed(2, { properties: {} }),
      reason: expect.stringContaining("properties: expected an object"),
    },
  ]);
});
