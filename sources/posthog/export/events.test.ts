import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";

import { createTableReader } from "../../../warehouse/duckdb/table-reader.ts";
import type { Feed, Json } from "../../source.ts";
import { testClock } from "../../testing/clock.ts";
import { loopback, type Reply } from "../../testing/loopback.ts";
import { walk } from "../../testing/walk.ts";
import { createHogql } from "../hogql.ts";
import { posthogHttp } from "../options.ts";
import { PROPERTIES } from "../properties.ts";
import { posthogEventsExport } from "./events.ts";
import { createExportRuns } from "./runs.ts";

const hash = (value: string) => `#${value.length}`;

const uuidOf = (number: number) => `0190aaaa-0000-7000-8000-${String(number).padStart(12, "0")}`;

/** A Parquet file of events as an export has them, personal properties and all. */
async function parquet(numbers: readonly number[], select = "*"): Promise<Buffer> {
  const dir = mkdtempSync(join(tmpdir(), "vklad-export-test-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const file = join(dir, "part.parquet");
  await connection.run("set timezone = 'UTC'");
  await connection.run(`copy (
    select ${select} from (select
      format('0190aaaa-0000-7000-8000-{:012d}', n)::UUID as uuid, 'section_opened' as event,
      json_object('section', 's' || n, '$ip', '10.0.0.1', '$current_url', 'https://a.example/b?t=' || n) as properties,
      case when n % 10 = 3 then 'ada@example.org' else 'member-' || n end as distinct_id,
      timestamptz '2026-09-01 10:00:00+00' + to_microseconds(n) as timestamp,
      timestamptz '2026-09-01 10:00:05+00' + to_microseconds(n) as created_at,
      timestamptz '2026-09-01 10:00:09+00' as _inserted_at
    from (select unnest([${numbers.join(", ")}]) as n))
  ) to '${file}' (format parquet, compression zstd)`);
  connection.closeSync();
  instance.closeSync();
  const bytes = readFileSync(file);
  rmSync(dir, { recursive: true });
  return bytes;
}

interface Week {
  /** What each look at the export says before it is made; a word that ends it asks for another. */
  readonly states?: string[];
  readonly parts: Buffer[];
}

/** A project's exports: a week each, made at the second look unless it says otherwise. */
async function exportsOf(weeks: Readonly<Record<string, Week>>) {
  const asked: { start: string; end: string; file: Json }[] = [];
  const withKey: string[] = [];
  const runs = new Map<string, { week: Week; states: string[] }>();
  const instead: Reply[] = [];
  const queries: string[] = [];
  const counts: number[] = [];
  const server = await loopback(({ method, path, headers, body }) => {
    if (headers["authorization"] !== undefined) withKey.push(path);
    const base = "/api/environments/9/file_download_batch_exports/";
    const stored = /^\/files\/([^/]+)\/(\d+)$/u.exec(path);
    if (stored !== null) {
      const fault = instead.shift();
      return fault ?? { bytes: runs.get(stored[1]!)!.week.parts[Number(stored[2])]! };
    }
    if (path === "/api/projects/9/query/") {
      const { query } = (JSON.parse(body) as { query: { query: string } }).query;
      queries.push(query);
      return { json: { columns: ["count()"], results: [[counts.shift() ?? 1]] } };
    }
    if (method === "POST" && path === base) {
      const { data_interval_start: start, data_interval_end: end, file } = JSON.parse(body) as any;
      asked.push({ start, end, file });
      const week = weeks[start.slice(0, 10)] ?? { parts: [] };
      const id = `run${asked.length}`;
      runs.set(id, { week, states: week.states ?? ["Starting"] });
      return { status: 202, json: { id } };
    }
    const [, id = "", part] =
      new RegExp(`^${base}([^/]+)/(?:download/([^/]+)/)?$`, "u").exec(path) ?? [];
    const run = runs.get(id);
    if (run === undefined) return { status: 404, json: { code: "not_found" } };
    if (part !== undefined)
      return { status: 302, text: "", headers: { Location: `${server.url}/files/${id}/${part}` } };
    const status = run.states.shift() ?? "Completed";
    const files = run.week.parts.map((_, index) => `${index}`);
    const error = "SELECT 'ada@example.org'";
    return { json: status === "Completed" ? { status, files } : { status, error } };
  });
  const clock = testClock(Date.parse("2026-10-05T09:00:00Z"));
  const http = posthogHttp({ url: server.url, apiKey: "key", perSecond: 1000, clock });
  const tables = createTableReader();
  onTestFinished(async () => {
    await tables[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  const feed = (rowsPerPage = 4, from = "2026-09-01") =>
    posthogEventsExport({
      runs: createExportRuns(http, "/api/environments/9", clock),
      hogql: createHogql(http, "9", clock),
      ...{ tables, hash, rowsPerPage, properties: [...PROPERTIES] },
      days: { from, to: "2026-09-15" },
    });
  return { server, clock, runs, asked, withKey, instead, queries, counts, tables, feed };
}

const numbersOf = (records: readonly Json[]) =>
  records
    .map((record) => Number((record as { uuid: string }).uuid.slice(-12)))
    .toSorted((a, b) => a - b);

test("events of each week land as those of the live feed do, and nothing else of them", async () => {
  const given = await exportsOf({ "2026-09-01": { parts: [await parquet([3])] } });

  const { records, quarantined } = await walk(given.feed());

  expect(records).toEqual([
    {
      ...{ uuid: uuidOf(3), event: "section_opened", distinct_id: "#15" },
      timestamp: "2026-09-01T10:00:00.000003Z",
      created_at: "2026-09-01T10:00:05.000003Z",
      properties: { $current_url: "https://a.example/b", section: "s3" },
    },
  ]);
  expect(quarantined).toEqual([]);
});

test("a week is asked for at a time, its start inclusive and its end exclusive, as Parquet", async () => {
  const given = await exportsOf({});

  const { cursor } = await walk(given.feed());
  const again = await walk(given.feed(), { cursor });

  expect(given.asked.map(({ start, end }) => [start.slice(0, 10), end.slice(0, 10)])).toEqual([
    ["2026-09-01", "2026-09-08"],
    ["2026-09-08", "2026-09-15"],
  ]);
  expect(given.asked[0]?.file).toMatchObject({ format: "Parquet", compression: "zstd" });
  expect([again.records, again.cursor]).toEqual([[], cursor]);
});

test("parts and pages all come, and our key goes to nobody but PostHog", async () => {
  const given = await exportsOf({
    "2026-09-01": { parts: [await parquet([1, 2, 3, 4, 5, 6, 7, 8, 9]), await parquet([10])] },
    "2026-09-08": { parts: [await parquet([11, 12])] },
  });

  const { records } = await walk(given.feed());

  expect(numbersOf(records)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(given.withKey.filter((path) => path.startsWith("/files/"))).toEqual([]);
  expect(readdirSync(await given.tables.folder())).toEqual([]);
});

test.each([0, 1, 2, 3, 4, 5, 6])(
  "killed at page %i and begun by another process, all come",
  async (at) => {
    const given = await exportsOf({
      "2026-09-01": { parts: [await parquet([1, 2, 3, 4, 5, 6, 7, 8, 9]), await parquet([10])] },
    });
    let cursor: Json = null;
    const records: Json[] = [];
    for (let number = 0; ; number += 1) {
      if (number === at)
        await given.feed().fetchPage({ cursor: cursor as never, until: UNTIL, signal });
      // Each page by another process: none finds the file of the one before.
      const page = await given.feed().fetchPage({ cursor: cursor as never, until: UNTIL, signal });
      records.push(...page.records);
      cursor = JSON.parse(JSON.stringify(page.cursor)) as Json;
      if (page.done) break;
    }

    expect(numbersOf(records)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  },
);

const UNTIL = "2026-10-05T09:00:00Z";
const { signal } = new AbortController();

test("a run that is still being made ends this reading, and the next one goes on with it", async () => {
  const states = Array.from({ length: 45 }, () => "Running");
  const given = await exportsOf({ "2026-09-01": { states, parts: [await parquet([1])] } });

  const first = await walk(given.feed());
  const second = await walk(given.feed(), { cursor: first.cursor });

  expect([first.records.length, numbersOf(second.records)]).toEqual([0, [1]]);
  expect(given.asked.filter(({ start }) => start.startsWith("2026-09-01"))).toHaveLength(1);
});

test.each(["Failed", "FailedRetryable", "TimedOut", "Terminated", "Cancelled"])(
  "an export that ends as %s is asked for anew",
  async (status) => {
    const given = await exportsOf({
      "2026-09-01": { states: [status, "Running"], parts: [await parquet([1])] },
    });

    const { records } = await walk(given.feed());

    expect(numbersOf(records)).toEqual([1]);
    expect(given.asked.filter(({ start }) => start.startsWith("2026-09-01"))).toHaveLength(2);
  },
);

test.each(["Failed", "FailedBilling"])(
  "one that ends as %s each time fails by name, without the words of the server; later it is asked for anew",
  async (status) => {
    const states = [status, status, status];
    const given = await exportsOf({ "2026-09-01": { states, parts: [await parquet([1])] } });

    const { errors, records } = await runAt(() => {
      if (given.asked.length > 3) states.length = 0;
      return given.feed() as Feed;
    }, [0, 1, 2]);

    const name = status === "Failed" ? "SourceDownError" : "SourceQuotaError";
    expect(errors[0]).toMatchObject({ name });
    expect(String(errors[0])).not.toContain("example.org");
    expect(numbersOf(records)).toEqual([1]);
  },
);

test("an export that PostHog keeps no more is made anew for the same week", async () => {
  const given = await exportsOf({ "2026-09-01": { parts: [await parquet([1, 2, 3, 4, 5])] } });
  let pages = 0;

  const { records } = await walk(given.feed(), {
    afterPage: () => {
      pages += 1;
      if (pages === 2) given.runs.clear();
    },
  });

  expect([...new Set(numbersOf(records))]).toEqual([1, 2, 3, 4, 5]);
});

test("a week without events is asked for by no export, and neither is it waited for", async () => {
  const given = await exportsOf({ "2026-09-08": { parts: [await parquet([11])] } });
  given.counts.push(0, 1);

  const { records } = await walk(given.feed());

  expect(numbersOf(records)).toEqual([11]);
  expect(given.asked.map(({ start }) => start.slice(0, 10))).toEqual(["2026-09-08"]);
  // An event of the last second of a week is stored in the first one of the next.
  expect(given.queries[0]).toContain("created_at >= toDateTime64('2026-08-31 00:00:00.000000'");
  expect(given.queries[0]).toContain("timestamp < toDateTime64('2026-09-09 00:00:00.000000'");
});

const RUNNING = Array.from({ length: 10_000 }, () => "Running");

/** Runs of a feed, so many hours after the first one each; the errors that ended them. */
async function runAt(feed: () => Feed, hours: readonly number[]) {
  let cursor: Json = null;
  const errors: unknown[] = [];
  const records: Json[] = [];
  for (const hour of hours) {
    const until = new Date(Date.parse(UNTIL) + hour * 3_600_000).toISOString();
    try {
      for (let done = false; !done;) {
        const page = await feed().fetchPage({ cursor, until, signal });
        records.push(...page.records);
        ({ cursor, done } = page);
      }
    } catch (error) {
      errors.push(error);
    }
  }
  return { errors, records };
}

test("an export that found nothing and never ends is given up once nothing is counted", async () => {
  const states = [...RUNNING];
  const given = await exportsOf({
    "2026-09-01": { states, parts: [] },
    "2026-09-08": { parts: [await parquet([11])] },
  });
  given.counts.push(5, 0);

  const { errors, records } = await runAt(() => given.feed() as Feed, [0, 0.5, 1]);

  expect([errors, numbersOf(records)]).toEqual([[], [11]]);
});

test("one that never ends though there are events is asked for anew, and then named", async () => {
  const given = await exportsOf({ "2026-09-01": { states: [...RUNNING], parts: [] } });

  const early = await runAt(() => given.feed() as Feed, [0, 6]);
  const asked = given.asked.length;
  const late = await runAt(() => given.feed() as Feed, [0, 12, 24, 36, 37]);

  expect([early.errors, asked]).toEqual([[], 1]);
  expect(late.errors).toEqual(
    [1, 2].map(() => expect.objectContaining({ name: "SourceDownError" })),
  );
  expect(given.asked).toHaveLength(asked + 3);
});

test("one that is lost again and again ends this run, and the next one tries anew", async () => {
  const states = ["TimedOut", "TimedOut", "TimedOut", "TimedOut"];
  const given = await exportsOf({ "2026-09-01": { states, parts: [await parquet([1])] } });

  const { errors, records } = await runAt(() => given.feed() as Feed, [0, 1]);

  expect(errors).toEqual([expect.objectContaining({ name: "SourceDownError" })]);
  expect(numbersOf(records)).toEqual([1]);
});

test("with another first day, all is read anew", async () => {
  const given = await exportsOf({ "2026-08-25": { parts: [await parquet([1])] } });
  const { cursor } = await walk(given.feed());

  const { records } = await walk(given.feed(4, "2026-08-25"), { cursor });

  expect(numbersOf(records)).toEqual([1]);
});

test.each<[string, Reply]>([
  ["a link that has run out", { status: 403, text: "expired" }],
  ["a storage that is down", { status: 503, text: "slow down" }],
  ["a connection lost within the file", { bytes: Buffer.alloc(5_000), droppedAfterBytes: 100 }],
])("after %s another link is asked for", async (_, reply) => {
  const given = await exportsOf({ "2026-09-01": { parts: [await parquet([1])] } });
  given.instead.push(reply);

  expect(numbersOf((await walk(given.feed())).records)).toEqual([1]);
});

test.each<[string, () => Promise<Buffer>]>([
  ["half of a file", async () => (await parquet([1, 2, 3])).subarray(0, 400)],
  ["another table", () => parquet([1], "uuid, event")],
  ["no table", async () => Buffer.from("<html>ada@example.org</html>")],
])("%s is refused by name, and nothing of it lands or is told", async (_, made) => {
  const given = await exportsOf({ "2026-09-01": { parts: [await made()] } });

  const error = await walk(given.feed()).catch((cause: unknown) => cause as Error);

  expect(error).toMatchObject({ name: "SourceShapeError" });
  expect(String(error)).not.toContain("example.org");
  expect(readdirSync(await given.tables.folder())).toEqual([]);
});

test("an event of an export that cannot be read is quarantined, and the others land", async () => {
  const odd = "case when uuid::VARCHAR like '%2' then null else uuid end as uuid, * exclude (uuid)";
  const given = await exportsOf({ "2026-09-01": { parts: [await parquet([1, 2, 3], odd)] } });

  const { records, quarantined } = await walk(given.feed());

  expect(numbersOf(records)).toEqual([1, 3]);
  expect(quarantined.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^uuid: /)]);
  expect(JSON.stringify(quarantined)).not.toContain("10.0.0.1");
});

test("a week that is not over is left to a later run", async () => {
  const given = await exportsOf({});

  const { cursor } = await walk(given.feed(), { until: "2026-09-09T00:00:00Z" });

  expect(given.asked).toHaveLength(1);
  expect(cursor).toMatchObject({ week: "2026-09-08T00:00:00.000Z", run: null });
});
