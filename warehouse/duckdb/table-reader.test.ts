import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { expect, onTestFinished, test } from "vitest";

import { createTableReader } from "./table-reader.ts";

async function parquet(select: string): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "vklad-reader-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, "it's a table.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("set timezone = 'Asia/Tokyo'");
  await connection.run(
    `copy (${select}) to '${file.replaceAll("'", "''")}' (format parquet, row_group_size 2048)`,
  );
  connection.closeSync();
  instance.closeSync();
  return file;
}

test("rows come from any place on, in their order, as texts with instants in UTC", async () => {
  const file = await parquet(`
    select i as n, timestamptz '2026-09-01 00:00:00+00' + to_microseconds(i) as at,
      case when i % 2 = 0 then null else 'т' || i end as word, 'other' as unasked
    from range(5000) t(i)`);
  await using reader = createTableReader();

  const { rows, rowCount } = await reader.rows(file, {
    columns: ["n", "at", "word"],
    ...{ from: 4_097, count: 2 },
  });

  expect(rows).toEqual([
    { n: "4097", at: "2026-09-01 00:00:00.004097+00", word: "т4097" },
    { n: "4098", at: "2026-09-01 00:00:00.004098+00", word: null },
  ]);
  expect(rowCount).toBe(5_000);
  expect((await reader.rows(file, { columns: ["n"], from: 4_999, count: 10 })).rows).toHaveLength(
    1,
  );
});

test("a file that lacks a column, or is no table, is refused", async () => {
  const file = await parquet("select 1 as n");
  await using reader = createTableReader();

  await expect(reader.rows(file, { columns: ["other"], from: 0, count: 1 })).rejects.toThrow();
  await expect(
    reader.rows(import.meta.filename, { columns: ["n"], from: 0, count: 1 }),
  ).rejects.toThrow();
});

test("its folder is for its own user, and ends with it and with what a killed process left", async () => {
  const gone = spawnSync(process.execPath, ["-e", ""]).pid;
  const left = join(tmpdir(), `vklad-tables-${gone}-left`);
  mkdirSync(left, { recursive: true });
  const reader = createTableReader();

  const folder = await reader.folder();
  const mode = statSync(folder).mode & 0o777;
  const isLeft = existsSync(left);
  await reader[Symbol.asyncDispose]();

  expect([mode, isLeft, existsSync(folder)]).toEqual([0o700, false, false]);
});
