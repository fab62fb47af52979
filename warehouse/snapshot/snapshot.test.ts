import { createHash } from "node:crypto";
import {
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { runAndKill } from "../../test/run-and-kill.ts";
import { openWarehouse, type Warehouse } from "../duckdb/index.ts";
import {
  openSnapshot,
  publishSnapshot,
  type PublishRequest,
  readCurrentSnapshot,
  type Snapshot,
  writeRoleFile,
} from "./index.ts";

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

const LATER = "2026-10-05T09:15:00Z";
const NAMES = { name: "my_names", columns: { name: "VARCHAR" } };

function publish(asOf = AS_OF, changes: Partial<PublishRequest> = {}) {
  return warehouse.transaction(({ db }) =>
    publishSnapshot(db, { dir, asOf, tables: [POINTS], now: NOW, ...changes }),
  );
}

async function publishWithNames(names: readonly string[], asOf = AS_OF) {
  await sql`create or replace table my_names (name VARCHAR)`.execute(warehouse.db);
  for (const name of names) await warehouse.db.insertInto("my_names").values({ name }).execute();
  return publish(asOf, { tables: [POINTS, NAMES] });
}

/** What tells a file that was written anew from one that was let be. */
async function fileOf({ path }: Snapshot, name: string) {
  const { ino, mtimeMs, mode } = await stat(join(path, name));
  return { ino, mtimeMs, mode };
}

async function snapshotsIn(): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name !== "current").toSorted();
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

test("another row is another digest, another moment is not", async () => {
  const first = await publish();
  const later = await publish(LATER);
  await give("zoe", 3n);
  const more = await publish(LATER);

  expect(later).toEqual({ snapshot: { ...first.snapshot, asOf: LATER }, isNew: false });
  expect(more.snapshot.digest).not.toBe(first.snapshot.digest);
});

test("the same rows at a later moment write no file, and readers are told the moment", async () => {
  const { snapshot } = await publish();
  const written = await Promise.all([
    fileOf(snapshot, "my_points.parquet"),
    fileOf(snapshot, "manifest.json"),
    fileOf(snapshot, "."),
  ]);

  await publish(LATER);

  expect(await openSnapshot(dir)).toEqual({ ...snapshot, asOf: LATER });
  expect(await snapshotsIn()).toEqual([snapshot.digest]);
  const after = ["my_points.parquet", "manifest.json", "."].map((name) => fileOf(snapshot, name));
  expect(await Promise.all(after)).toEqual(written);
});

test("a changed table is written anew, and no other is", async () => {
  const { snapshot: before } = await publishWithNames(["Ада"]);
  const { snapshot: after } = await publishWithNames(["Ада", "Ева"], LATER);

  expect(await fileOf(after, "my_points.parquet")).toEqual(
    await fileOf(before, "my_points.parquet"),
  );
  expect((await fileOf(after, "my_names.parquet")).ino).not.toBe(
    (await fileOf(before, "my_names.parquet")).ino,
  );
  expect(after.tables.map(({ name, rows }) => [name, rows])).toEqual([
    ["my_points", 2],
    ["my_names", 2],
  ]);
});

test("one more table, or one fewer, is another snapshot", async () => {
  const one = await publish();
  const two = await publishWithNames([]);
  const oneAgain = await publish(LATER);

  expect([one.isNew, two.isNew, oneAgain.isNew]).toEqual([true, true, true]);
  expect(two.snapshot.tables.map(({ name }) => name)).toEqual(["my_points", "my_names"]);
  expect(await openSnapshot(dir)).toEqual({ ...one.snapshot, asOf: LATER });
});

test("an older snapshot's own file goes with it, and what a later one holds stays", async () => {
  const first = (await publishWithNames(["1"])).snapshot;
  const points = await fileOf(first, "my_points.parquet");
  for (const name of ["2", "3", "4"]) await publishWithNames([name]);

  expect(await readdir(dir)).not.toContain(first.digest);
  const current = (await openSnapshot(dir))!;
  expect(await fileOf(current, "my_points.parquet")).toEqual(points);
});

test("the last three snapshots are kept", async () => {
  for (const points of [3n, 4n, 5n, 6n]) {
    await give("zoe", points);
    await publish();
  }

  const names = await snapshotsIn();
  expect(names).toHaveLength(3);
  expect(names).toContain((await readCurrentSnapshot(dir))?.digest);
});

test("a snapshot that is current for a second time is as it was, and counts as new", async () => {
  const first = await publishWithNames(["1"]);
  const names = await fileOf(first.snapshot, "my_names.parquet");
  for (const name of ["2", "3"]) await publishWithNames([name]);
  const again = await publishWithNames(["1"], LATER);
  expect(again).toEqual({ snapshot: { ...first.snapshot, asOf: LATER }, isNew: true });
  await publishWithNames(["4"]);

  // Whoever read it until just now goes on with it.
  expect(await snapshotsIn()).toContain(first.snapshot.digest);
  expect(await fileOf(first.snapshot, "my_names.parquet")).toEqual(names);
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

test("a changed file is kept in no later snapshot", async () => {
  const { snapshot } = await publishWithNames(["Ада"]);
  await truncate(join(snapshot.path, "my_points.parquet"), 100);
  const later = await publishWithNames(["Ева"], LATER);

  expect(later.snapshot.tables[0]).toEqual(snapshot.tables[0]);
  expect(await openSnapshot(dir)).toEqual(later.snapshot);
});

test("a snapshot of an earlier version is read, and its files go on in the next one", async () => {
  const { snapshot } = await publish();
  // There as-of was in the manifest, and its digest covered it.
  const manifest = JSON.parse(await readFile(join(snapshot.path, "manifest.json"), "utf8"));
  const content = snapshot.tables.map(({ name, sha256, columns }) => [name, sha256, columns]);
  const digest = createHash("sha256")
    .update(JSON.stringify([AS_OF, content]))
    .digest("hex");
  const text = JSON.stringify({ ...manifest, digest, asOf: AS_OF });
  await writeFile(join(snapshot.path, "manifest.json"), text);
  await rename(snapshot.path, join(dir, digest));
  await writeFile(join(dir, "current"), `${digest}\n`);
  const before = { ...snapshot, digest, path: join(dir, digest) };
  const points = await fileOf(before, "my_points.parquet");

  expect(await openSnapshot(dir)).toEqual(before);
  expect(await publish(LATER)).toEqual({ snapshot: { ...snapshot, asOf: LATER }, isNew: true });
  expect(await openSnapshot(dir)).toEqual({ ...snapshot, asOf: LATER });
  expect(await fileOf(snapshot, "my_points.parquet")).toEqual(points);
});

test.each([
  ["the same", 2n],
  ["other", 3n],
])("two publishers of %s tables at once both end, with a whole snapshot", async (_, points) => {
  await using other = await openWarehouse({ file: ":memory:", streams: [], timeZone: "UTC" });
  await sql`create table my_names (name VARCHAR)`.execute(other.db);
  await other.db
    .insertInto("my_names")
    .values({ name: `${points}` })
    .execute();
  await sql`create table my_names (name VARCHAR)`.execute(warehouse.db);
  await warehouse.db.insertInto("my_names").values({ name: "2" }).execute();
  const bothHaveWritten = Promise.withResolvers<void>();
  let writtenCount = 0;
  const failpoint = () => {
    writtenCount += 1;
    if (writtenCount === 2) bothHaveWritten.resolve();
    return bothHaveWritten.promise;
  };
  const request = { dir, asOf: AS_OF, tables: [NAMES], now: NOW, failpoint };

  const ended = await Promise.all(
    [warehouse, other].map((one) => one.transaction(({ db }) => publishSnapshot(db, request))),
  );

  const digests = [...new Set(ended.map(({ snapshot }) => snapshot.digest))].toSorted();
  expect(digests).toHaveLength(points === 2n ? 1 : 2);
  expect(await snapshotsIn()).toEqual(digests);
  expect(digests).toContain((await openSnapshot(dir))?.digest);
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

test("kill -9 before the swap leaves the last snapshot current, and its files as they were", async () => {
  const { snapshot } = await publish();
  const points = await fileOf(snapshot, "my_points.parquet");
  await runAndKill(
    "publish",
    dir,
    ({ module, dir: target, killAt }) => `
    const { sql } = await import("kysely");
    const { openWarehouse } = await import(${module("warehouse/duckdb/index.ts")});
    const { publishSnapshot } = await import(${module("warehouse/snapshot/index.ts")});
    const warehouse = await openWarehouse({ file: ":memory:", streams: [], timeZone: "UTC" });
    const published = "${join(snapshot.path, "my_points.parquet")}";
    await sql.raw("create table my_points as from '" + published + "'").execute(warehouse.db);
    const other = { name: "ref_run", columns: { as_of_day: "TIMESTAMPTZ" } };
    const tables = [${JSON.stringify(POINTS)}, other];
    await warehouse.transaction(({ db }) => publishSnapshot(db,
      { dir: ${target}, asOf: "${AS_OF}", tables, now: () => 0, failpoint: ${killAt} }));
  `,
  );
  const [begun] = (await readdir(dir)).filter((name) => name.endsWith(".tmp"));
  expect(await fileOf({ ...snapshot, path: join(dir, begun!) }, "my_points.parquet")).toEqual(
    points,
  );
  expect(await openSnapshot(dir)).toEqual(snapshot);

  await publish(LATER);

  expect(await openSnapshot(dir)).toEqual({ ...snapshot, asOf: LATER });
  expect(await fileOf(snapshot, "my_points.parquet")).toEqual(points);
  expect(await snapshotsIn()).toEqual([snapshot.digest]);
});
