import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { Json, Unjudged } from "../../sources/source.ts";
import { runAndKill } from "../../test/run-and-kill.ts";
import { openLanding, type Landing } from "../landing/index.ts";
import { fileName } from "../landing/names.ts";
import { openWarehouse, type Warehouse } from "./index.ts";

const STREAMS = [
  { name: "posts", primaryKey: ["id"] },
  { name: "likes", primaryKey: ["post_id", "user"] },
];
const MONDAY = "2026-03-02T09:00:00.000Z";
const TUESDAY = "2026-03-03T09:00:00.000Z";
const OPTIONS = { streams: STREAMS, timeZone: "Europe/Moscow" };

let dir: string;
let landing: Landing;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-load-"));
  landing = openLanding(join(dir, "landing"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

function givenDuckDb(): Promise<Warehouse> {
  return openWarehouse({ ...OPTIONS, file: ":memory:" });
}

async function land(records: readonly Json[], until = MONDAY, stream = "posts") {
  const cursor = (await landing.lastNumber(stream)) + 1;
  const page = { records, quarantined: [], cursor, done: true };
  const primaryKey = STREAMS.find(({ name }) => name === stream)!.primaryKey;
  return (await landing.write(stream, page, { until, primaryKey }))!.name;
}

async function landSweep(
  keys: readonly (readonly Json[])[],
  after: number,
  unjudged: readonly Unjudged[] = [],
) {
  await landing.writeSweep("posts", { keys, unjudged, until: TUESDAY, primaryKey: ["id"], after });
}

/** A file that our writer would not write, under a name that says it did. */
async function landLines(lines: readonly (string | Buffer)[], stream = "posts") {
  const number = (await landing.lastNumber(stream)) + 1;
  const head = {
    vklad_landing: 1,
    kind: "page",
    stream,
    number,
    cursor: number,
    until: MONDAY,
    record_count: lines.length,
    done: true,
    primary_key: ["id"],
    quarantined: [],
  };
  const content = [JSON.stringify(head), ...lines].map((line) => Buffer.from(line));
  const bytes = zstdCompressSync(
    Buffer.concat(content.flatMap((line) => [line, Buffer.from("\n")])),
  );
  await mkdir(join(landing.dir, stream), { recursive: true });
  await writeFile(join(landing.dir, stream, fileName(number, bytes)), bytes);
}

async function current(warehouse: Warehouse, stream = "posts") {
  const found = await sql<{ key: string; payload: string | null }>`
    select key, payload from ${sql.table(`raw_${stream}_current`)} where not is_deleted order by key
  `.execute(warehouse.db);
  return found.rows.map(({ key, payload }) => [key, payload]);
}

async function quarantined(warehouse: Warehouse) {
  const found = await warehouse.db
    .selectFrom("quarantine")
    .select(["reason", "record"])
    .orderBy("record")
    .execute();
  return found.map(({ reason, record }) => [record, reason]);
}

async function versionsOf(warehouse: Warehouse, key: string) {
  const found = await warehouse.db
    .selectFrom("raw_posts")
    .select(["payload", "is_deleted"])
    .where("key", "=", key)
    .orderBy("version")
    .execute();
  return found.map(({ payload, is_deleted }) => (is_deleted ? "deleted" : payload));
}

test("a declared stream has empty tables before anything lands", async () => {
  await using warehouse = await givenDuckDb();

  await warehouse.load(landing);

  expect(await current(warehouse, "likes")).toEqual([]);
  expect(
    await warehouse.db.selectFrom("stream_states").selectAll().orderBy("stream").execute(),
  ).toEqual([
    { stream: "likes", observed_day: null, record_count: 0n, quarantined_count: 0n },
    { stream: "posts", observed_day: null, record_count: 0n, quarantined_count: 0n },
  ]);
});

test("a raw row tells its key, payload, hash, moment, file and version", async () => {
  await using warehouse = await givenDuckDb();
  const file = await land([{ post_id: 7, user: "ада" }], MONDAY, "likes");

  await warehouse.load(landing);

  expect(await warehouse.db.selectFrom("raw_likes").selectAll().execute()).toEqual([
    {
      key: '[7,"ада"]',
      payload: '{"post_id":7,"user":"ада"}',
      content_hash: expect.stringMatching(/^[0-9a-f]{32}$/),
      observed_at: new Date(MONDAY),
      landing_file: file,
      version: 1_048_576n,
      is_deleted: false,
      ordered_at: null,
    },
  ]);
});

test("loading again changes nothing", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ id: 1 }, { id: 2 }]);
  await warehouse.load(landing);
  const before = await warehouse.digests();

  expect(await warehouse.load(landing)).toEqual({ fileCount: 0, recordCount: 0 });
  expect(await warehouse.digests()).toEqual(before);
});

test("a record that comes again unchanged appends nothing, a changed one a version", async () => {
  await using warehouse = await givenDuckDb();
  await land([
    { id: 1, raw: "a" },
    { id: 2, raw: "x" },
  ]);
  await warehouse.load(landing);
  await land(
    [
      { id: 1, raw: "b" },
      { id: 2, raw: "x" },
    ],
    TUESDAY,
  );
  await warehouse.load(landing);

  expect(await versionsOf(warehouse, "[1]")).toEqual(['{"id":1,"raw":"a"}', '{"id":1,"raw":"b"}']);
  expect(await versionsOf(warehouse, "[2]")).toEqual(['{"id":2,"raw":"x"}']);
});

test("a change that is undone is two versions, also when all files load at once", async () => {
  await using warehouse = await givenDuckDb();
  for (const raw of ["a", "b", "b", "a"]) await land([{ id: 1, raw }]);

  await warehouse.load(landing);

  const versions = await versionsOf(warehouse, "[1]");
  expect(versions.map((payload) => JSON.parse(payload).raw)).toEqual(["a", "b", "a"]);
});

test("records that share a key in one page become versions in their order", async () => {
  await using warehouse = await givenDuckDb();
  await land([
    { id: 1, raw: "b" },
    { id: 1, raw: "a" },
    { id: 1, raw: "a" },
    { id: 2, raw: "x" },
  ]);

  await warehouse.load(landing);

  expect(await versionsOf(warehouse, "[1]")).toEqual(['{"id":1,"raw":"b"}', '{"id":1,"raw":"a"}']);
  expect(await current(warehouse)).toEqual([
    ["[1]", '{"id":1,"raw":"a"}'],
    ["[2]", '{"id":2,"raw":"x"}'],
  ]);
});

test("a key that a whole sweep did not find is deleted, and lives again when it comes back", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ id: 1 }, { id: 2 }]);
  await landSweep([[1]], 1);
  await warehouse.load(landing);
  expect(await current(warehouse)).toEqual([["[1]", '{"id":1}']]);

  await land([{ id: 2 }], TUESDAY);
  await warehouse.load(landing);

  expect(await versionsOf(warehouse, "[2]")).toEqual(['{"id":2}', "deleted", '{"id":2}']);
});

test("a sweep does not delete what landed while it was collected", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ id: 1 }, { id: 2 }]);
  const after = await landing.lastNumber("posts");
  await land([{ id: 3 }], TUESDAY);
  await landSweep([[1]], after);

  await warehouse.load(landing);

  expect((await current(warehouse)).map(([key]) => key)).toEqual(["[1]", "[3]"]);
});

test("a sweep that could not look at one value deletes what only begins like it", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ id: 17 }, { id: 170 }]);
  await landSweep([], 1, [{ field: "id", prefix: "17", isWhole: true }]);

  await warehouse.load(landing);

  expect((await current(warehouse)).map(([key]) => key)).toEqual(["[17]"]);
});

test("a sweep deletes nothing where it could not look", async () => {
  await using warehouse = await givenDuckDb();
  await land([
    { id: 1, path: "a/1.md" },
    { id: 2, path: "b/'2'.md" },
    { id: 3, path: "b/3.md" },
    { id: 4 },
  ]);
  await landSweep([], 1, [
    { field: "path", prefix: "a/" },
    { field: "path", prefix: "b/'" },
    { field: "no such field", prefix: "" },
  ]);

  await warehouse.load(landing);

  expect((await current(warehouse)).map(([key]) => key)).toEqual(["[1]", "[2]"]);
});

test("a record deleted twice is deleted once", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ id: 1 }, { id: 2 }]);
  await landSweep([[1]], 1);
  await land([{ id: 4 }], TUESDAY);
  await landSweep([[1], [4]], 3);

  await warehouse.load(landing);

  expect(await versionsOf(warehouse, "[2]")).toEqual(['{"id":2}', "deleted"]);
});

test("poison lines go to quarantine with their reason and the rest of the file loads", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ id: 1 }]);
  const noUtf8 = Buffer.from('{"id":7,"raw":"\xff"}', "latin1");
  await landLines([
    '{"id":2,"raw":"whole"}',
    '{"id":3,"raw":"half',
    '{"id":4,"score":NaN}',
    '{"id":5,"raw":"\\ud83d"}',
    '{"id":null}',
    noUtf8,
    '{"id":8,}',
  ]);

  await warehouse.load(landing);

  expect(await current(warehouse)).toEqual([
    ["[1]", '{"id":1}'],
    ["[2]", '{"id":2,"raw":"whole"}'],
  ]);
  expect(await quarantined(warehouse)).toEqual([
    ['{"id":3,"raw":"half', "The line is not JSON."],
    ['{"id":4,"score":NaN}', "The line is not JSON."],
    ['{"id":5,"raw":"\\ud83d"}', "The line is JSON that DuckDB does not read."],
    ['{"id":7,"raw":"\ufffd"}', "The line is not UTF-8."],
    ['{"id":8,}', "The line is not JSON."],
    ['{"id":null}', "The record lacks its key: id."],
  ]);
});

test("a NaN is found in a file that holds nothing else to complain of", async () => {
  await using warehouse = await givenDuckDb();
  await landLines(['{"id":1,"score":NaN}', '{"id":2,"raw":"NaN is not a number"}']);

  await warehouse.load(landing);

  expect((await current(warehouse)).map(([key]) => key)).toEqual(["[2]"]);
});

test("a duplicate key counts as its first value and the line is kept as it came", async () => {
  await using warehouse = await givenDuckDb();
  await landLines(['{"id":1,"id":2}']);

  await warehouse.load(landing);

  expect(await current(warehouse)).toEqual([["[1]", '{"id":1,"id":2}']]);
});

test("an integer beyond 2^53 stays exact in key and payload", async () => {
  await using warehouse = await givenDuckDb();
  await landLines(['{"id":9007199254740993}', '{"id":9007199254740992}']);

  await warehouse.load(landing);

  expect((await current(warehouse)).map(([key]) => key)).toEqual([
    "[9007199254740992]",
    "[9007199254740993]",
  ]);
});

test("a record that imitates a manifest is a record", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ vklad_landing: 1, kind: "page", id: 1 }]);

  await warehouse.load(landing);

  expect((await current(warehouse)).map(([key]) => key)).toEqual(["[1]"]);
});

test("what a source refused is in quarantine once, however often it comes", async () => {
  await using warehouse = await givenDuckDb();
  const refused = { reason: "No key.", record: { raw: "?" } };
  for (const cursor of [1, 2]) {
    const page = { records: [], quarantined: [refused], cursor, done: true };
    await landing.write("posts", page, { until: MONDAY, primaryKey: ["id"] });
  }

  await warehouse.load(landing);

  expect(await quarantined(warehouse)).toEqual([['{"raw":"?"}', "No key."]]);
});

test("a stream's state tells the day it was read to its end, where the community lives", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ id: 1 }], "2026-03-02T22:30:00.000Z");

  await warehouse.load(landing);

  const states = await warehouse.db
    .selectFrom("stream_states")
    .selectAll()
    .where("stream", "=", "posts")
    .execute();
  expect(states).toEqual([
    {
      stream: "posts",
      // 3 March began in Moscow at 21:00 UTC.
      observed_day: new Date("2026-03-02T21:00:00.000Z"),
      record_count: 1n,
      quarantined_count: 0n,
    },
  ]);
});

test("a corrupted landing file is named and nothing of its load stays", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ id: 1 }]);
  await land([{ id: 2 }]);
  const [, file] = await landing.files();
  const bytes = await readFile(file!.path);
  await writeFile(file!.path, bytes.subarray(0, bytes.length - 4));

  await expect(warehouse.load(landing)).rejects.toMatchObject({
    name: "LandingCorruptError",
    file: file!.name,
  });
  expect(await current(warehouse)).toEqual([]);
});

test("a loaded file that has gone from landing is named", async () => {
  await using warehouse = await givenDuckDb();
  await land([{ id: 1 }]);
  await warehouse.load(landing);
  await rm((await landing.files())[0]!.path);

  await expect(warehouse.load(landing)).rejects.toThrow(/landing files that are gone.*rebuild/s);
});

test("a rebuild from landing has the digests of the warehouse that grew day by day", async () => {
  await using grown = await givenDuckDb();
  for (const raw of ["a", "b", "b"]) {
    await land([
      { id: 1, raw },
      { id: 2, raw },
    ]);
    await grown.load(landing);
  }
  await landSweep([[1]], 3);
  await grown.load(landing);
  await landLines(['{"id":1,"raw":"c"}', "poison", '{"id":2,"raw":"b"}']);
  await grown.load(landing);

  await using rebuilt = await givenDuckDb();
  await rebuilt.load(landing);

  expect(await rebuilt.digests()).toEqual(await grown.digests());
});

test("kill -9 in the middle of a load keeps no half file", async () => {
  await land([{ id: 1 }]);
  await land([{ id: 2 }]);
  await runAndKill(
    "load",
    dir,
    ({ module, dir: target, killAt }) => `
    const { openWarehouse } = await import(${module("warehouse/duckdb/index.ts")});
    const { openLanding } = await import(${module("warehouse/landing/index.ts")});
    const options = ${JSON.stringify(OPTIONS)};
    const file = ${target} + "/warehouse.duckdb";
    const warehouse = await openWarehouse({ ...options, file, failpoint: ${killAt} });
    await warehouse.load(openLanding(${target} + "/landing"));
  `,
  );
  await using killed = await openWarehouse({ ...OPTIONS, file: join(dir, "warehouse.duckdb") });
  expect(await current(killed)).toEqual([]);

  await killed.load(landing);

  await using untouched = await givenDuckDb();
  await untouched.load(landing);
  expect(await killed.digests()).toEqual(await untouched.digests());
});
