/** One side of the load bench in a process of its own: prints what it measured as JSON. */
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import { literal } from "../../warehouse/duckdb/literal.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { type LoadMeasure, loadLanded, measured } from "./measured.ts";

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

if (import.meta.main) {
  const [, , side, dir = ""] = process.argv;
  const file = join(dir, `${side}.duckdb`);
  const landing = join(dir, "landing");
  const stream = { name: "discourse_posts", primaryKey: ["id"] };
  const measure =
    side === "ours" ? await loadLanded(stream, { file, landing }) : await limit(file, landing);
  await rm(file, { force: true });
  console.log(JSON.stringify(measure));
}
