import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { tracesOf } from "../../test/traces.ts";
import { openWarehouse, openWarehouseToRead } from "./index.ts";

const POSTS = { name: "posts", primaryKey: ["id"] };
const TOPICS = { name: "topics", primaryKey: ["id"] };

let dir: string;
let file: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "vklad-read-"));
  file = join(dir, "warehouse.duckdb");
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function givenWarehouse() {
  return openWarehouse({ file, streams: [POSTS], timeZone: "Europe/Moscow" });
}

async function tablesIn(folder: string, streams = [POSTS, TOPICS]) {
  const path = join(folder, "warehouse.duckdb");
  await using reader =
    (await openWarehouseToRead({ file: path, streams })) ?? expect.unreachable("there is none");
  const counted = await sql<{ count: bigint }>`select count(*) as count from ref_run`.execute(
    reader.db,
  );
  return { streams: reader.streams, runs: counted.rows[0]?.count };
}

test("a warehouse that nobody owns is read without a trace", async () => {
  await (await givenWarehouse())[Symbol.asyncDispose]();
  const before = tracesOf(dir);

  // A stream declared since then has no table yet, and gets none by a look.
  expect(await tablesIn(dir)).toEqual({ streams: [POSTS], runs: 0n });
  expect(tracesOf(dir)).toEqual(before);
});

test("what a killed owner had committed is read, and its log is left for the next owner", async () => {
  await using warehouse = await givenWarehouse();
  await warehouse.setRun({ asOfDay: "2026-10-05T09:00:00Z", timeZone: "Europe/Moscow" });
  const killed = join(dir, "killed");
  mkdirSync(killed);
  for (const suffix of ["", ".wal"])
    cpSync(`${file}${suffix}`, join(killed, `warehouse.duckdb${suffix}`));
  const before = tracesOf(killed);

  expect(await tablesIn(killed)).toEqual({ streams: [POSTS], runs: 1n });
  expect(tracesOf(killed)).toEqual(before);
});

test("a warehouse that a process owns is not read, and that process is named", async () => {
  await using _owner = await givenWarehouse();

  await expect(openWarehouseToRead({ file, streams: [] })).rejects.toMatchObject({
    name: "WarehouseLockedError",
    pid: process.pid,
  });
});

test("no warehouse is nothing to read, and none is made", async () => {
  expect(await openWarehouseToRead({ file, streams: [POSTS] })).toBeNull();
  expect(tracesOf(dir)).toEqual([]);
});
