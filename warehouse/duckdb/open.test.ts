import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { openWarehouse } from "./index.ts";

const OPTIONS = { streams: [], timeZone: "Europe/Moscow" };

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-open-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

test("a file of an earlier version gets the columns it lacks, and keeps its builds", async () => {
  const file = join(dir, "warehouse.duckdb");
  {
    await using warehouse = await openWarehouse({ ...OPTIONS, file });
    for (const column of ["built_at", "failing_checks"])
      await sql.raw(`alter table materializations drop column ${column}`).execute(warehouse.db);
    await sql`insert into materializations (model) values ('posts')`.execute(warehouse.db);
  }

  await using warehouse = await openWarehouse({ ...OPTIONS, file });

  const built = await sql`select model, built_at, failing_checks from materializations`.execute(
    warehouse.db,
  );
  expect(built.rows).toEqual([{ model: "posts", built_at: null, failing_checks: null }]);
});

test("a second process is refused with the first one's process id", async () => {
  const file = join(dir, "warehouse.duckdb");
  const module = new URL("./index.ts", import.meta.url).href;
  const script = `
    const { openWarehouse } = await import(${JSON.stringify(module)});
    await openWarehouse({ ...${JSON.stringify(OPTIONS)}, file: ${JSON.stringify(file)} });
    process.stdout.write("open");
    process.stdin.resume();
  `;
  const owner = spawn(process.execPath, ["--input-type=module", "--eval", script]);
  try {
    await once(owner.stdout, "data");

    await expect(openWarehouse({ ...OPTIONS, file })).rejects.toMatchObject({
      name: "WarehouseLockedError",
      pid: owner.pid,
      message: expect.stringContaining(`in use by process ${owner.pid}`),
    });
  } finally {
    owner.kill("SIGKILL");
    await once(owner, "exit");
  }

  await using warehouse = await openWarehouse({ ...OPTIONS, file });
  expect(warehouse.streams).toEqual([]);
});

test("days begin by UTC, wherever the machine says that it stands", async () => {
  const module = new URL("./index.ts", import.meta.url).href;
  const script = `
    const { openWarehouse } = await import(${JSON.stringify(module)});
    const { sql } = await import("kysely");
    const file = ${JSON.stringify(join(dir, "warehouse.duckdb"))};
    await using warehouse = await openWarehouse({ ...${JSON.stringify(OPTIONS)}, file });
    const query = sql\`select cast(timestamptz '2026-03-31 20:00:00+00' as date)::varchar as day\`;
    process.stdout.write((await query.execute(warehouse.db)).rows[0].day);
  `;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: import.meta.dirname,
    env: { ...process.env, TZ: "Asia/Vladivostok" },
    stdio: ["ignore", "pipe", "inherit"],
  });

  const [said] = await Promise.all([text(child.stdout), once(child, "close")]);

  expect(said).toBe("2026-03-31");
});

test("this process is refused a second time, by another name of the file too", async () => {
  const file = join(dir, "warehouse.duckdb");
  await using _first = await openWarehouse({ ...OPTIONS, file });
  const alias = join(dir, "alias.duckdb");
  await symlink(file, alias);

  await expect(openWarehouse({ ...OPTIONS, file: alias })).rejects.toMatchObject({
    name: "WarehouseLockedError",
    pid: process.pid,
  });
});

test("days start in UTC whatever the machine's time zone is", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });

  const found = await sql<{ day: string }>`
    select timestamptz '2026-03-02 23:30:00+00'::date as day
  `.execute(warehouse.db);

  expect(found.rows).toEqual([{ day: "2026-03-02" }]);
});

test("the run's row stays untouched while it says the same", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  const run = { asOfDay: "2026-10-04T21:00:00.000Z", timeZone: "Europe/Moscow" };
  await warehouse.setRun(run);
  await warehouse.setRun({ ...run, asOfDay: "2026-10-05T21:00:00.000Z" });
  await warehouse.setRun({ ...run, asOfDay: "2026-10-05T21:00:00.000Z" });

  expect(await warehouse.db.selectFrom("ref_run").selectAll().execute()).toEqual([
    { as_of_day: new Date("2026-10-05T21:00:00.000Z"), time_zone: "Europe/Moscow" },
  ]);
});

test("a transaction that fails leaves nothing", async () => {
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:" });

  const failing = warehouse.transaction(async ({ db }) => {
    await sql`create table half as select 1 as n`.execute(db);
    throw new Error("stop");
  });

  await expect(failing).rejects.toThrow("stop");
  expect((await warehouse.digests()).map(({ table }) => table)).not.toContain("half");
});
