/** What a wrong answer in a sweep of a base does, and what a right one. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { ingest } from "../../workflows/ingest.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { baseServer, table, type Row } from "../testing/base.ts";
import type { Asked, Reply } from "../testing/loopback.ts";
import { nocodbFeeds } from "./feeds.ts";

const UNTIL = "2026-10-05T09:00:00Z";
const ROWS = 250;

function row(Id: number): Row {
  return { Id, CreatedAt: "2026-09-01 08:00:00+00:00", UpdatedAt: null, Title: `row ${Id}` };
}

/** Two tables, read once, of which a reply holds a hundred rows. */
async function givenRead() {
  const rows = () => Array.from({ length: ROWS }, (_, index) => row(index + 1));
  const given = await baseServer([table("ma", "Answers", rows()), table("mb", "Tasks", rows())]);
  given.base.rowsMax = 100;
  const dir = await mkdtemp(join(tmpdir(), "vklad-second-look-"));
  onTestFinished(async () => {
    await given[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  });
  const landing = openLanding(dir);
  const feeds = nocodbFeeds(given);
  const act = createIngestActivities({ landing, feeds });
  const all = feeds.map(({ name }) => ({ feed: name, until: UNTIL }));
  for (const request of all) await ingest(runtimeOf(act), request);
  return {
    base: given.base,
    async sweep() {
      for (const request of all) await sweep(runtimeOf(act), request);
    },
    async there() {
      const tables = await landing.known("nocodb_tables");
      const records = await landing.known("nocodb_records");
      const ids = Array.from({ length: ROWS }, (_, index) => index + 1);
      return ["ma", "mb"].map((id) => [
        tables.has([id]),
        ids.filter((one) => records.has([id, one])).length,
      ]);
    },
  };
}

/** In place of the nth answer to a request of this kind, and of so many after it. */
function spoiled(
  kind: RegExp,
  { from, times = 1 }: { from: number; times?: number },
  reply: Reply,
) {
  let count = 0;
  return ({ path }: Asked) => {
    if (!kind.test(path)) return undefined;
    count += 1;
    return count >= from && count < from + times ? reply : undefined;
  };
}

const RECORDS = /\/records$/;
const EMPTY: Reply = { json: { list: [], pageInfo: { totalRows: 0 } } };

test.each<[string, number, Reply]>([
  ["one answer without rows", 1, EMPTY],
  ["one answer that says nothing of its rows", 1, { json: { list: [] } }],
  ["an answer that contradicts itself", 1, { json: { list: [], pageInfo: { totalRows: 9 } } }],
  ["an answer without rows, twice", 2, EMPTY],
  ["a 404", 1, { status: 404, json: { error: "ERR_TABLE_NOT_FOUND" } }],
])("%s in a sweep takes no row", async (_what, times, reply) => {
  const { base, sweep: sweepAll, there } = await givenRead();

  for (const from of [1, 3, 5]) {
    base.fault = spoiled(RECORDS, { from, times }, reply);
    await sweepAll();
  }

  expect(await there()).toEqual([
    [true, ROWS],
    [true, ROWS],
  ]);
});

test("rows of which a table says nothing to a second look stay", async () => {
  const { base, sweep: sweepAll, there } = await givenRead();
  base.fault = ({ path, query }) => {
    if (!RECORDS.test(path)) return undefined;
    const isLook = query.get("where")?.includes(",in,") === true;
    return isLook ? { status: 404, json: { error: "ERR_TABLE_NOT_FOUND" } } : EMPTY;
  };

  await sweepAll();

  expect(await there()).toEqual([
    [true, ROWS],
    [true, ROWS],
  ]);
});

test("a list of tables that is empty for once takes no table and no row", async () => {
  const { base, sweep: sweepAll, there } = await givenRead();
  base.fault = spoiled(/meta\/bases/, { from: 1 }, { json: { list: [] } });

  // Rows of tables that cannot be seen are not judged.
  await sweepAll().catch(() => undefined);

  expect(await there()).toEqual([
    [true, ROWS],
    [true, ROWS],
  ]);
});

test("rows that are gone are deleted, however many", async () => {
  const { base, sweep: sweepAll, there } = await givenRead();
  const held = base.tables.get("ma")!;
  base.tables.set("ma", { ...held, rows: held.rows.slice(0, 30) });

  await sweepAll();

  expect(await there()).toEqual([
    [true, 30],
    [true, ROWS],
  ]);
});
