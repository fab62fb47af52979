/** `vklad landing clean` and `compact`, as an operator runs them. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { landPageAt } from "../../warehouse/landing/given-landed.ts";
import { openLanding, readLines } from "../../warehouse/landing/index.ts";
import { vklad } from "./cli.ts";
import { AS_OF } from "./open-run.ts";
import config from "../../vklad.config.ts";

const ADDRESS = "ada@mail.example";

let root: string;
let args: readonly string[];

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "vklad-clean-"));
  const { demo: _demo, ...real } = config;
  const file = join(root, "clean.config.ts");
  writeFileSync(file, `export default ${JSON.stringify({ ...real, sources: {} })};\n`);
  args = ["--config", file, "--data", join(root, "data"), "--as-of", AS_OF];
  await vklad([...args, "rebuild"]);
  const request = { until: AS_OF, primaryKey: ["table_id", "Id"] };
  const fields = { Почта: ADDRESS, Заметка: "звонить вечером" };
  const page = { quarantined: [], cursor: 1, done: true };
  const landing = openLanding(join(root, "data", "landing"));
  const columns = [{ id: "c1", title: "Почта", uidt: "Email" }];
  const meta = { id: "m1", title: "Люди", columns: columns as never };
  await landing.write(
    "nocodb_tables",
    { ...page, records: [meta] },
    { ...request, primaryKey: ["id"] },
  );
  const record = { table_id: "m1", table: "Люди", Id: 1, fields };
  await landing.write("nocodb_records", { ...page, records: [record] }, request);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function landed(): Promise<string> {
  const files = await openLanding(join(root, "data", "landing")).files();
  const read = await Promise.all(files.map((file) => readLines(file)));
  return read.flatMap(({ lines }) => lines).join("\n");
}

test("beside a process that has the warehouse nothing is changed, and the process is named", async () => {
  await using _open = await openWarehouse({
    ...{ file: join(root, "data", "warehouse.duckdb"), streams: [], timeZone: "UTC" },
  });

  const { exitCode, err } = await vklad([...args, "landing", "clean"]);

  expect(exitCode).toBe(1);
  expect(err).toContain(`${process.pid}`);
  expect(await landed()).toContain(ADDRESS);
  expect(readdirSync(join(root, "data", "snapshots"))).toContain("current");
});

test("what landed before is cleaned, the warehouse is built anew, and the second call finds nothing", async () => {
  const first = await vklad([...args, "landing", "clean"]);
  const text = await landed();
  const second = await vklad([...args, "landing", "clean"]);

  expect([first.exitCode, first.err]).toEqual([0, ""]);
  expect(first.out).toMatch(/nocodb_records: 1 .*, 1 /);
  expect(text).not.toContain(ADDRESS);
  expect(text).toContain("звонить вечером");
  // One is left, made from what was cleaned.
  expect(readdirSync(join(root, "data", "snapshots"))).toHaveLength(2);
  expect([second.exitCode, second.out.split("\n").length]).toEqual([0, 2]);
});

test("a full folder is packed beside a process that has the warehouse, and a dry run says so first", async () => {
  const dir = join(root, "data", "landing");
  const records = [{ table_id: "m1", table: "Люди", Id: 2, fields: {} }];
  await landPageAt(dir, { feed: "nocodb_records", number: 1_000, records });
  const before = await landed();
  await using _open = await openWarehouse({
    ...{ file: join(root, "data", "warehouse.duckdb"), streams: [], timeZone: "UTC" },
  });

  const dry = await vklad([...args, "landing", "compact", "--dry-run"]);
  const names = () => readdirSync(join(dir, "nocodb_records"));
  expect(names()).toContain("00000");
  const done = await vklad([...args, "landing", "compact"]);

  expect([dry.exitCode, dry.err, done.exitCode, done.err]).toEqual([0, "", 0, ""]);
  expect(dry.out).toContain("Files to pack: 1, into packs: 1.");
  expect(done.out).toContain("Files packed: 1, into packs: 1.");
  expect(names()).not.toContain("00000");
  expect(await landed()).toBe(before);
});
