import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";

import { seededRandom } from "../../test/seed.ts";
import { standingClock } from "../clock.ts";
import { POSTHOG_LIMITS } from "./limits.ts";
import { type PosthogTwin, posthogTwin, type PosthogTwinOptions } from "./twin.ts";

const NOW = Date.parse("2026-10-05T09:00:00Z");
const KEY = "phx-of-the-demo";

async function givenTwin(options: Partial<PosthogTwinOptions> = {}) {
  const clock = standingClock(NOW);
  const twin = await posthogTwin({ clock, projectId: 7, apiKey: KEY, ...options });
  onTestFinished(() => twin.close());
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${twin.url}${path}`, {
      ...init,
      redirect: "manual",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
    });
  const post = async (path: string, body: object) => {
    const reply = await ask(path, { method: "POST", body: JSON.stringify(body) });
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as any };
  };
  const hogql = (query: string) =>
    post("/api/projects/7/query/", {
      query: { kind: "HogQLQuery", query },
      refresh: "force_blocking",
    });
  return { clock, twin, ask, post, hogql };
}

/** So many events in one microsecond, and so many around it. */
async function crowd(twin: PosthogTwin, count: number) {
  const random = seededRandom("a crowd of events");
  await twin.capture(
    Array.from({ length: count }, (_, nth) => ({
      event: "section_opened",
      distinctId: `anna-${nth % 5}`,
      createdAt: `2026-10-05T08:0${random.whole(0, 3)}:00.123456Z`,
      properties: { nth },
    })),
  );
}

const PAGE = (after: string, limit: number) => `
  SELECT uuid, event, distinct_id, timestamp, created_at, properties FROM events
  WHERE ${after} created_at <= toDateTime64('2026-10-05 08:55:00.000000', 6, 'UTC')
    AND timestamp >= '2026-09-01'
  ORDER BY created_at, toString(uuid) LIMIT ${limit}`;

test("a keyset over created_at and the uuid's text reads every event once, ties included", async () => {
  const { twin, hogql } = await givenTwin();
  await crowd(twin, 250);
  const uuids: string[] = [];
  let after = "";
  for (;;) {
    const { body } = await hogql(PAGE(after, 20));
    if (body.results.length === 0) break;
    uuids.push(...body.results.map(([uuid]: string[]) => uuid));
    const [uuid, , , , created] = body.results.at(-1);
    const at = String(created).replace("T", " ").replace("Z", "");
    after = `(created_at, toString(uuid)) > (toDateTime64('${at}', 6, 'UTC'), '${uuid}') AND`;
  }

  const truth = await twin.truth.events();

  expect(uuids).toEqual(truth.map(({ uuid }) => uuid));
  expect(new Set(truth.map(({ created_us }) => created_us)).size).toBe(4);
});

test("a keyset over the raw uuid loses events: ClickHouse orders it by its second half", async () => {
  const { twin, hogql } = await givenTwin();
  await crowd(twin, 50);

  const { body } = await hogql("SELECT uuid FROM events ORDER BY uuid LIMIT 50");

  const uuids: string[] = body.results.flat();
  const byHalf = (uuid: string) => `${uuid.slice(19)}${uuid.slice(0, 18)}`;
  expect(uuids).toEqual(uuids.toSorted((a, b) => (byHalf(a) < byHalf(b) ? -1 : 1)));
  expect(uuids).not.toEqual(uuids.toSorted());
  const [second, ...later] = uuids.slice(1);
  const { body: after } = await hogql(
    `SELECT uuid FROM events WHERE uuid > '${second}' ORDER BY uuid LIMIT 50`,
  );
  expect(after.results.flat()).toEqual(later);
});

test("an answer has columns with ClickHouse's types, instants to the microsecond and properties as text", async () => {
  const { twin, hogql } = await givenTwin();
  const [uuid] = await twin.capture([
    {
      event: "guide_completed",
      distinctId: "anna",
      createdAt: "2026-10-05T08:00:00.123456Z",
      properties: { section: "s1" },
    },
  ]);

  const { status, body } = await hogql(
    "SELECT uuid, created_at, properties, properties.section AS s FROM events LIMIT 5",
  );

  expect([status, body.columns, body.types]).toEqual([
    200,
    ["uuid", "created_at", "properties", "s"],
    [
      ["uuid", "UUID"],
      ["created_at", "DateTime64(6, 'UTC')"],
      ["properties", "String"],
      ["s", "String"],
    ],
  ]);
  expect(body.results).toEqual([[uuid, "2026-10-05T08:00:00.123456Z", '{"section":"s1"}', "s1"]]);
  expect([body.hasMore, body.limit]).toEqual([null, 5]);
});

test("without LIMIT there are a hundred rows, and above 50,000 no more than that; neither is said", async () => {
  const { twin, hogql } = await givenTwin();
  await twin.fill({
    count: 60_000,
    from: "2026-10-01T00:00:00Z",
    to: "2026-10-05T08:00:00Z",
    people: 50,
    seed: 1,
  });

  const bare = await hogql("SELECT uuid FROM events");
  const large = await hogql("SELECT uuid FROM events LIMIT 100000");
  const { body: counted } = await hogql("SELECT count() FROM events");

  expect([bare.body.results.length, bare.body.hasMore]).toEqual([100, null]);
  expect([large.body.results.length, large.body.limit, large.body.hasMore]).toEqual([
    50_000,
    50_000,
    null,
  ]);
  expect(counted.results).toEqual([[60_000]]);
});

test.each([
  [
    "SELECT uuid FROM events LIMIT 5 OFFSET 5",
    /^OFFSET is not supported on queries made with a personal API key\./,
  ],
  [
    "SELECT uuid FROM events WHERE parseDateTime64BestEffort(uuid) > 1",
    /^Unsupported function call 'parseDateTime64BestEffort/,
  ],
  ["SELECT nothing FROM events", /^Unable to resolve field: nothing/],
  ["SELECT 1 FROM secrets", /^Unknown table `secrets`/],
  ["SELECT uuid FROM events; DROP TABLE events", /^Syntax error at position 23/],
  ["SELECT uuid FROM events WHERE", /^Syntax error .* unexpected end of query/],
])("%s is refused with 400 and its reason", async (query, detail) => {
  const { hogql } = await givenTwin();

  const { status, body } = await hogql(query);

  expect([status, body.type]).toEqual([400, "validation_error"]);
  expect(body.detail).toMatch(detail);
});

test("a quotation mark in a value stays a value", async () => {
  const { twin, hogql } = await givenTwin();
  await twin.capture([{ event: "it's", distinctId: "anna" }]);

  const { body } = await hogql(
    String.raw`SELECT event FROM events WHERE event = 'it\'s' AND event IN ('it''s', 'x')`,
  );

  expect(body.results).toEqual([["it's"]]);
});

test("events that come late have an old timestamp and a new created_at", async () => {
  const { clock, twin, hogql } = await givenTwin();
  await twin.capture([{ event: "late", distinctId: "anna", timestamp: "2026-09-20T10:00:00Z" }]);
  await twin.capture([{ event: "slow", distinctId: "anna", visibleAt: "2026-10-05T09:02:00Z" }]);

  const before = await hogql("SELECT event, timestamp, created_at FROM events LIMIT 9");
  clock.set(NOW + 3 * 60_000);
  const after = await hogql(
    "SELECT event FROM events WHERE created_at = '2026-10-05 09:00:00' ORDER BY event LIMIT 9",
  );

  expect(before.body.results).toEqual([["late", "2026-09-20T10:00:00Z", "2026-10-05T09:00:00Z"]]);
  // Shown behind a cursor that has passed its created_at.
  expect(after.body.results.flat()).toEqual(["late", "slow"]);
});

test("one uuid may be delivered twice until ClickHouse has settled, and counts show it", async () => {
  const { twin, hogql } = await givenTwin();
  await twin.capture([{ event: "twice", distinctId: "anna", copies: 2 }]);

  const before = await hogql("SELECT count(), count(DISTINCT uuid) FROM events");
  await twin.settle();
  const after = await hogql("SELECT count() FROM events");

  expect([before.body.results, after.body.results]).toEqual([[[2, 1]], [[1]]]);
  expect(await twin.truth.eventCount()).toBe(1);
});

test("a merge moves distinct ids, and with them the person of old events; an export keeps the old one", async () => {
  const { twin, hogql } = await givenTwin();
  await twin.capture([
    { event: "a", distinctId: "anonymous" },
    { event: "b", distinctId: "anna" },
  ]);
  const who = "SELECT event, person_id FROM events ORDER BY event LIMIT 9";
  const { body: before } = await hogql(who);
  await twin.identify("anna", { email: "anna@example.org" });

  await twin.merge("anna", "anonymous");

  const { body: after } = await hogql(who);
  const { body: persons } = await hogql(
    "SELECT id, properties, is_identified FROM persons LIMIT 9",
  );
  const { body: raw } = await hogql(
    "SELECT id, is_deleted, version FROM raw_persons ORDER BY version DESC LIMIT 1",
  );
  const { body: ids } = await hogql(
    "SELECT distinct_id, person_id FROM person_distinct_ids ORDER BY distinct_id LIMIT 9",
  );
  const [[, ofAnonymous], [, ofAnna]] = before.results;
  expect(ofAnonymous).not.toBe(ofAnna);
  expect(after.results).toEqual([
    ["a", ofAnna],
    ["b", ofAnna],
  ]);
  expect(persons.results).toEqual([[ofAnna, '{"email":"anna@example.org"}', true]]);
  expect(raw.results).toEqual([[ofAnonymous, true, 100]]);
  expect(ids.results).toEqual([
    ["anna", ofAnna],
    ["anonymous", ofAnna],
  ]);
});

test("a deleted person is gone from persons and from who has which distinct id", async () => {
  const { twin, hogql } = await givenTwin();
  await twin.identify("anna", { email: "anna@example.org" });

  await twin.deletePerson("anna");

  expect(await twin.truth.persons()).toEqual([]);
  const { body } = await hogql(
    "SELECT distinct_id, is_deleted FROM raw_person_distinct_ids ORDER BY version LIMIT 9",
  );
  expect(body.results).toEqual([
    ["anna", false],
    ["anna", true],
  ]);
});

test("nothing shows that happens after the demo's time", async () => {
  const { clock, twin } = await givenTwin();
  await twin.fill({
    count: 100,
    from: "2026-10-05T08:00:00Z",
    to: "2026-10-05T10:00:00Z",
    people: 3,
    seed: 1,
  });

  const now = await twin.truth.eventCount();
  clock.set(NOW + 3_600_000);

  expect([now, await twin.truth.eventCount()]).toEqual([51, 100]);
});

const WEEK = {
  model: "events",
  file: { format: "Parquet", compression: "zstd" },
  data_interval_start: "2026-09-28T00:00:00Z",
  data_interval_end: "2026-10-05T00:00:00Z",
};
const EXPORTS = "/api/environments/7/file_download_batch_exports";

/** Bytes of a file that came from the storage. */
async function fetched(url: string): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "vklad-posthog-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, "part.parquet");
  writeFileSync(file, new Uint8Array(await (await fetch(url)).arrayBuffer()));
  return file;
}

test("a week is exported as Parquet: from its first instant on, up to but without its last", async () => {
  const { twin, ask, post } = await givenTwin({ partRows: 2 });
  await twin.capture(
    [
      "2026-09-27T23:59:59.999999Z",
      "2026-09-28T00:00:00Z",
      "2026-10-01T00:00:00.000001Z",
      "2026-10-04T23:59:59.999999Z",
      "2026-10-05T00:00:00Z",
    ].map((createdAt, nth) => ({
      event: `e${nth}`,
      distinctId: "anna",
      createdAt,
      properties: { nth },
    })),
  );

  const { status, body } = await post(EXPORTS, WEEK);
  const seen: unknown[] = [];
  let run: any;
  do {
    run = await (await ask(`${EXPORTS}/${body.id}/`)).json();
    seen.push(run.status);
  } while (run.status !== "Completed");

  const files = await Promise.all(
    run.files.map(async (_: string, at: number) => {
      const reply = await ask(`${EXPORTS}/${body.id}/download/${at}/`);
      expect(reply.status).toBe(302);
      return fetched(new URL(reply.headers.get("location")!, twin.url).href);
    }),
  );
  const db = await (await DuckDBInstance.create(":memory:")).connect();
  const list = files.map((file) => `'${file}'`).join(", ");
  const read = await db.runAndReadAll(
    `select event, properties, epoch_us(created_at) from read_parquet([${list}])`,
  );
  const codecs = await db.runAndReadAll(
    `select distinct compression from parquet_metadata('${files[0]}')`,
  );
  db.closeSync();

  expect([status, seen, files.length]).toEqual([202, ["Starting", "Running", "Completed"], 2]);
  expect(read.getRows().map(([event, properties]) => [event, properties])).toEqual([
    ["e1", '{"nth":1}'],
    ["e2", '{"nth":2}'],
    ["e3", '{"nth":3}'],
  ]);
  expect(codecs.getRows()).toEqual([["ZSTD"]]);
});

test("an export names who an event was of when it came, and the storage refuses a key", async () => {
  const { twin, ask, post } = await givenTwin({ pollsUntilComplete: 0 });
  await twin.capture([
    { event: "a", distinctId: "anonymous", createdAt: "2026-10-01T00:00:00Z" },
    { event: "b", distinctId: "anna", createdAt: "2026-10-01T00:00:01Z" },
  ]);
  await twin.merge("anna", "anonymous");
  const { body } = await post(EXPORTS, WEEK);

  await ask(`${EXPORTS}/${body.id}/`);
  const location = (await ask(`${EXPORTS}/${body.id}/download/`)).headers.get("location")!;

  expect((await ask(location)).status).toBe(400);
  expect((await fetch(`${twin.url}${location.split("?")[0]}`)).status).toBe(403);
  const db = await (await DuckDBInstance.create(":memory:")).connect();
  const read = await db.runAndReadAll(
    `select count(distinct person_id) from read_parquet('${await fetched(`${twin.url}${location}`)}')`,
  );
  db.closeSync();
  expect(read.getRows()).toEqual([[2n]]);
});

test.each([
  [{ data_interval_end: "2026-10-05T00:00:00.001Z" }, "data interval range too big"],
  [
    { data_interval_end: "2026-09-01T00:00:00Z" },
    "'data_interval_end' must occur after 'data_interval_start'",
  ],
  [{ model: "cohorts" }, '"cohorts" is not a valid choice.'],
  [{ data_interval_start: "yesterday" }, "Datetime has wrong format."],
])("an order with %j is refused", async (fields, detail) => {
  const { post } = await givenTwin();

  const { status, body } = await post(EXPORTS, { ...WEEK, ...fields });

  expect([status, body.detail]).toEqual([400, detail]);
});

test("a run that fails says so, and gives no file; one that found nothing may run for ever", async () => {
  const { twin, ask, post } = await givenTwin({ pollsUntilComplete: 0, emptyRun: "runs_for_ever" });
  const empty = await post(EXPORTS, WEEK);
  twin.exports.fail("FailedRetryable");
  const failed = await post(EXPORTS, WEEK);

  const [one, two] = await Promise.all(
    [empty, failed].map(async ({ body }) => (await ask(`${EXPORTS}/${body.id}/`)).json()),
  );

  expect([one, two]).toMatchObject([{ status: "Running" }, { status: "FailedRetryable" }]);
  expect((await ask(`${EXPORTS}/${failed.body.id}/download/`)).status).toBe(400);
});

test("persons that changed in a week are exported with their versions, deleted ones too", async () => {
  const { twin, ask, post } = await givenTwin({ pollsUntilComplete: 0 });
  await twin.identify("anna", { email: "anna@example.org" });
  await twin.identify("eva", {});
  await twin.deletePerson("eva");
  const week = {
    data_interval_start: "2026-10-05T00:00:00Z",
    data_interval_end: "2026-10-06T00:00:00Z",
  };
  const { body } = await post(EXPORTS, { ...WEEK, ...week, model: "persons" });

  await ask(`${EXPORTS}/${body.id}/`);
  const location = (await ask(`${EXPORTS}/${body.id}/download/`)).headers.get("location")!;

  const db = await (await DuckDBInstance.create(":memory:")).connect();
  const read = await db.runAndReadAll(
    `select distinct_id, person_version, person_distinct_id_version, is_deleted
     from read_parquet('${await fetched(`${twin.url}${location}`)}') order by 1`,
  );
  db.closeSync();
  expect(read.getRows()).toEqual([
    ["anna", 1n, 0n, false],
    ["eva", 101n, 100n, true],
  ]);
});

test("a query may be answered behind a 202", async () => {
  const { twin, ask, hogql } = await givenTwin();
  await twin.capture([{ event: "a", distinctId: "anna" }]);
  twin.faults.order({
    path: "/api/projects/7/query",
    fault: "answered_later",
    times: 1,
    retryAfterSeconds: 0,
  });

  const { status, body } = await hogql("SELECT event FROM events LIMIT 1");
  const path = `/api/projects/7/query/${body.query_status.id}/`;
  const polls = [await ask(path), await ask(path)];

  expect([status, body.query_status.complete, ...polls.map((reply) => reply.status)]).toEqual([
    202,
    false,
    202,
    200,
  ]);
  expect((await polls[1]!.json()) as unknown).toMatchObject({
    query_status: { complete: true, results: { results: [["a"]] } },
  });
});

test.each([
  ["throttled", 429, "1", "throttled"],
  ["too_many_at_once", 429, null, "concurrency_limit_exceeded"],
  ["quota_used_up", 402, null, "quota_limit_exceeded"],
] as const)("the fault %s is answered as PostHog does", async (fault, status, wait, code) => {
  const { twin, hogql } = await givenTwin();
  twin.faults.order({ path: "/", fault, times: 1, retryAfterSeconds: 1 });

  const reply = await hogql("SELECT 1 FROM events LIMIT 1");

  expect([reply.status, reply.headers.get("retry-after"), reply.body.code]).toEqual([
    status,
    wait,
    code,
  ]);
  if (status === 402)
    expect(reply.body.extra).toEqual({ billing_period_end: "2026-11-01T00:00:00Z" });
});

test("above three at once queries are refused, without a time to wait", async () => {
  const { hogql } = await givenTwin({ limits: POSTHOG_LIMITS });

  const crowded = await Promise.all(
    Array.from({ length: 30 }, () => hogql("SELECT count() FROM events")),
  );

  // How many run at the same time is the machine's; thirty never pass one by one.
  const refused = crowded.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map(({ headers }) => headers.get("retry-after")))).toEqual(
    new Set([null]),
  );
});

test("above its rate queries are refused until the minute is over", async () => {
  const { clock, hogql } = await givenTwin({ limits: { ...POSTHOG_LIMITS, perMinute: 5 } });
  const query = "SELECT count() FROM events";

  for (let nth = 0; nth < 5; nth += 1) await hogql(query);
  const over = await hogql(query);
  clock.set(NOW + 61_000);
  const later = await hogql(query);

  expect([over.status, over.headers.get("retry-after"), later.status]).toEqual([429, "60", 200]);
});

test("the old list of events ends after a thousand and skips ties", async () => {
  const { twin, ask } = await givenTwin();
  const tied = "2026-10-05T08:00:00Z";
  await twin.capture(
    Array.from({ length: 30 }, (_, nth) => ({
      event: `e${nth}`,
      distinctId: "anna",
      timestamp: nth < 25 ? tied : "2026-10-05T07:00:00Z",
    })),
  );

  const first: any = await (await ask("/api/projects/7/events/?limit=10")).json();
  const second: any = await (await ask(first.next)).json();
  const whole: any = await (await ask("/api/projects/7/events/?limit=5000")).json();

  expect([first.results.length, second.results.length, second.next]).toEqual([10, 5, null]);
  expect([whole.results.length, whole.next]).toEqual([30, null]);
});

test("without the key, and of another project, nothing is told", async () => {
  const { twin, post } = await givenTwin();

  const bare = await fetch(`${twin.url}/api/projects/7/query/`, { method: "POST", body: "{}" });
  const foreign = await post("/api/projects/8/query/", {});

  expect([bare.status, foreign.status]).toEqual([401, 404]);
});
