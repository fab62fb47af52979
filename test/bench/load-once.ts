/** One side of the load bench in a process of its own: prints what it measured as JSON. */
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { sql } from "kysely";

import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { literal } from "../../warehouse/duckdb/literal.ts";
import { openLanding } from "../../warehouse/landing/index.ts";

export interface LoadMeasure {
  readonly rowCount: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
}

const COLUMNS = {
  id: "BIGINT",
  topic_id: "BIGINT",
  post_number: "INTEGER",
  user_id: "BIGINT",
  username: "VARCHAR",
  created_at: "TIMESTAMPTZ",
  updated_at: "TIMESTAMPTZ",
  raw: "VARCHAR",
  cooked: "VARCHAR",
  reads: "INTEGER",
  score: "DOUBLE",
  like_count: "INTEGER",
  yours: "BOOLEAN",
  trust_level: "INTEGER",
};

async function measured(load: () => Promise<number>): Promise<LoadMeasure> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const rowCount = await load();
  const cpu = process.cpuUsage(cpuBefore);
  return {
    rowCount,
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
}

async function limit(file: string, landing: string): Promise<LoadMeasure> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("set global timezone = 'UTC'");
  const files = literal((await openLanding(landing).files()).map(({ path }) => path));
  const declared = Object.entries(COLUMNS);
  await connection.run(
    `create table posts (${declared.map(([name, type]) => `${name} ${type}`).join(", ")})`,
  );
  const columns = declared.map(([name, type]) => `${name}: '${type}'`).join(", ");
  return measured(async () => {
    const inserted = await connection.run(
      `insert into posts select * from
      read_json(${files}, format = 'newline_delimited', columns = {${columns}})`,
    );
    await connection.run("checkpoint");
    return inserted.rowsChanged;
  });
}

async function ours(file: string, landing: string): Promise<LoadMeasure> {
  const streams = [{ name: "discourse_posts", primaryKey: ["id"] }];
  await using warehouse = await openWarehouse({ file, streams, timeZone: "Europe/Moscow" });
  // Awaited here: the warehouse closes when this function returns.
  return await measured(async () => {
    const { recordCount } = await warehouse.load(openLanding(landing));
    await sql`checkpoint`.execute(warehouse.db);
    return recordCount;
  });
}

if (import.meta.main) {
  const [, , side, dir = ""] = process.argv;
  const file = join(dir, `${side}.duckdb`);
  const measure = await (side === "ours" ? ours : limit)(file, join(dir, "landing"));
  await rm(file, { force: true });
  console.log(JSON.stringify(measure));
}
