import { mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { runAndKill } from "../../test/run-and-kill.ts";
import { openWarehouse, type Warehouse } from "../duckdb/index.ts";
import { openSnapshot, publishSnapshot, readCurrentSnapshot, writeRoleFile } from "./index.ts";

const AS_OF = "2026-10-05T09:00:00Z";
const NOW = () => Date.parse("2026-11-24T00:00:00Z");
const POINTS = {
  name: "my_points",
  columns: { member_id: "VARCHAR", points: "BIGINT", amount: "DECIMAL(38,0)?", at: "TIMESTAMPTZ" },
};

let dir: string;
let warehouse: Warehouse;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-snapshot-"));
  warehouse = await openWarehouse({ file: ":memory:", streams: [], timeZone: "Europe/Moscow" });
  await sql`
    create table my_points (member_id VARCHAR, points BIGINT, amount DECIMAL(38,0), "at" TIMESTAMPTZ)
  `.execute(warehouse.db);
  await give("eva", 2n);
  await give("ada", 1n);
});

afterEach(async () => {
  await warehouse[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

async function give(member_id: string, points: bigint) {
  const row = { member_id, points, amount: "12345678901234567890123456789", at: new Date(AS_OF) };
  await warehouse.db.insertInto("my_points").values(row).execute();
}

function publish(asOf = AS_OF) {
  return warehouse.transaction(({ db }) =>
    publishSnapshot(db, { dir, asOf, tables: [POINTS], now: NOW }),
  );
}

async function rowsIn(file: string) {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(
    "select member_id, points, amount::VARCHAR from my_points",
  );
  const rows = read.getRows();
  connection.closeSync();
  instance.closeSync();
  return rows.map(([member, points, amount]) => [member, points, amount]);
}

test("nothing is current before the first snapshot", async () => {
  expect(await readCurrentSnapshot(join(dir, "none"))).toBeNull();
});

test("a snapshot holds each table's rows, and reads as it was written", async () => {
  const { snapshot, isNew } = await publish();

  expect(isNew).toBe(true);
  expect(await openSnapshot(dir)).toEqual(snapshot);
  expect(snapshot).toEqual({
    path: join(dir, snapshot.digest),
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    asOf: AS_OF,
    tables: [
      {
        name: "my_points",
        rows: 2,
        sha256: expect.any(String),
        rows_digest: expect.stringMatching(/^2:\d+$/),
        columns: POINTS.columns,
      },
    ],
  });
});

test("the same rows in another order publish nothing anew", async () => {
  const first = await publish();
  const before = (await stat(join(dir, "current"))).mtimeMs;
  await warehouse.db.deleteFrom("my_points").execute();
  await give("ada", 1n);
  await give("eva", 2n);

  expect(await publish()).toEqual({ ...first, isNew: false });
  expect((await stat(join(dir, "current"))).mtimeMs).toBe(before);
});

test("a warehouse built anew publishes the same digest", async () => {
  const { snapshot } = await publish();
  await rm(dir, { recursive: true });
  await warehouse.db.deleteFrom("my_points").execute();
  await give("ada", 1n);
  await give("eva", 2n);

  expect(await publish()).toEqual({ snapshot, isNew: true });
});

test("another moment or another row is another digest", async () => {
  const first = await publish();
  const later = await publish("2026-10-06T09:00:00Z");
  await give("zoe", 3n);
  const more = await publish("2026-10-06T09:00:00Z");

  expect(new Set([first, later, more].map(({ snapshot }) => snapshot.digest)).size).toBe(3);
});

test("the last three snapshots are kept", async () => {
  for (const points of [3n, 4n, 5n, 6n]) {
    await give("zoe", points);
    await publish();
  }

  const names = (await readdir(dir)).filter((name) => name !== "current");
  expect(names).toHaveLength(3);
  expect(names).toContain((await readCurrentSnapshot(dir))?.digest);
});

test("a snapshot with a changed file is named, and publishing writes it again", async () => {
  const { snapshot } = await publish();
  await truncate(join(snapshot.path, "my_points.parquet"), 100);

  await expect(openSnapshot(dir)).rejects.toMatchObject({
    name: "SnapshotUnreadableError",
    snapshot: snapshot.digest,
    message: expect.stringContaining("my_points.parquet"),
  });
  expect((await publish()).isNew).toBe(true);
  expect(await openSnapshot(dir)).toEqual(snapshot);
});

test("a table that is as it was keeps its file's bytes, in a snapshot of its own", async () => {
  const first = await publish();
  const later = await publish("2026-10-06T09:00:00Z");
  await truncate(join(first.snapshot.path, "my_points.parquet"), 100);

  expect(later.snapshot.tables).toEqual(first.snapshot.tables);
  expect(await openSnapshot(dir)).toEqual(later.snapshot);
});

test("a changed file is kept in no later snapshot", async () => {
  const { snapshot } = await publish();
  await truncate(join(snapshot.path, "my_points.parquet"), 100);
  const later = await publish("2026-10-06T09:00:00Z");

  expect(later.snapshot.tables).toEqual(snapshot.tables);
  expect(await openSnapshot(dir)).toEqual(later.snapshot);
});

test("a column of another name is in a file of its own, though its rows are as they were", async () => {
  const first = await publish();
  await sql`alter table my_points rename column amount to paid`.execute(warehouse.db);
  const { amount: paid, ...others } = POINTS.columns;
  const { member_id, points, at } = others;
  const tables = [{ name: "my_points", columns: { member_id, points, paid, at } }];
  const later = await warehouse.transaction(({ db }) =>
    publishSnapshot(db, { dir, asOf: AS_OF, tables, now: NOW }),
  );

  const digestsOf = ({ snapshot }: typeof first) => snapshot.tables[0]?.rows_digest;
  expect(digestsOf(later)).toBe(digestsOf(first));
  expect(later.snapshot.tables[0]?.sha256).not.toBe(first.snapshot.tables[0]?.sha256);
});

test("a snapshot whose manifest lies is named", async () => {
  const { snapshot } = await publish();
  const file = join(snapshot.path, "manifest.json");
  await writeFile(file, (await readFile(file, "utf8")).replace("my_points", "all_points"));

  await expect(readCurrentSnapshot(dir)).rejects.toThrow("manifest.json tells another digest");
});

test("a role's file holds only the rows of its predicate", async () => {
  const { snapshot } = await publish();
  const out = join(dir, "roles", "me.duckdb");

  await writeRoleFile({
    snapshot,
    out,
    tables: [{ table: "my_points", where: "member_id = 'ada'" }],
  });

  expect(await rowsIn(out)).toEqual([["ada", 1n, "12345678901234567890123456789"]]);
  expect(await readFile(out)).not.toContain("eva");
  expect(await readdir(join(dir, "roles"))).toEqual(["me.duckdb"]);
});

test("a role's file has a table without rows where nothing may be seen", async () => {
  const { snapshot } = await publish();
  const out = join(dir, "me.duckdb");

  await writeRoleFile({ snapshot, out, tables: [{ table: "my_points", where: "false" }] });

  expect(await rowsIn(out)).toEqual([]);
});

test("a role's file of a snapshot that does not open is refused by the snapshot's name", async () => {
  const { snapshot } = await publish();
  await truncate(join(snapshot.path, "my_points.parquet"), 100);
  const out = join(dir, "me.duckdb");

  await expect(
    writeRoleFile({ snapshot, out, tables: [{ table: "my_points", where: null }] }),
  ).rejects.toMatchObject({ name: "SnapshotUnreadableError", snapshot: snapshot.digest });
  expect((await readdir(dir)).filter((name) => name.includes(".tmp"))).toEqual([]);
});

test("kill -9 before the swap leaves the last snapshot current", async () => {
  const { snapshot } = await publish();
  await runAndKill(
    "publish",
    dir,
    ({ module, dir: target, killAt }) => `
    const { openWarehouse } = await import(${module("warehouse/duckdb/index.ts")});
    const { publishSnapshot } = await import(${module("warehouse/snapshot/index.ts")});
    const warehouse = await openWarehouse({ file: ":memory:", streams: [], timeZone: "UTC" });
    const tables = [{ name: "ref_run", columns: { as_of_day: "TIMESTAMPTZ" } }];
    await warehouse.transaction(({ db }) => publishSnapshot(db,
      { dir: ${target}, asOf: "${AS_OF}", tables, now: () => 0, failpoint: ${killAt} }));
  `,
  );
  expect(await openSnapshot(dir)).toEqual(snapshot);

  await give("zoe", 3n);
  await publish();

  const names = await readdir(dir);
  expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  expect(names).toHaveLength(3);
});
