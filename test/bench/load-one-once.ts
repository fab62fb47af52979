/** One side of `load-one.ts` in a process of its own: prints what it measured as JSON. */
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";

import type { Json, Page } from "../../sources/source.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding, type PageRequest } from "../../warehouse/landing/index.ts";
import { type LoadMeasure, measured } from "./measured.ts";
import { syntheticPosts } from "./synthetic-posts.ts";

export const POSTS = {
  name: "discourse_posts",
  primaryKey: ["id"],
  changedAt: ["$.updated_at"],
};

export const OPTIONS = { streams: [POSTS], timeZone: "Europe/Moscow" };

/** A page that holds one post, newer than any before. */
export function postsPage(id: number, number: number): [Page<Json>, PageRequest] {
  const at = new Date(1_790_000_000_000 + number * 1000).toISOString();
  const records = syntheticPosts(number, 1).map((post) => ({ ...post, id, updated_at: at }));
  const request = { until: at, primaryKey: POSTS.primaryKey };
  return [{ records, quarantined: [], cursor: number, done: true }, request];
}

async function limit(file: string): Promise<LoadMeasure> {
  return measured(async () => {
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    const inserted = await connection.run(
      `insert into raw_discourse_posts values
      ('[0]', '{"id":0}', 'c4ca4238a0b923820dcc509a6f75849b', now(), 'discourse_posts/00000/0.ndjson',
        1048576000, false, now())`,
    );
    connection.closeSync();
    instance.closeSync();
    return inserted.rowsChanged;
  });
}

async function ours(dir: string): Promise<LoadMeasure> {
  return measured(async () => {
    await using warehouse = await openWarehouse({ ...OPTIONS, file: join(dir, "ours.duckdb") });
    return (await warehouse.load(openLanding(join(dir, "landing")))).recordCount;
  });
}

if (import.meta.main) {
  const [, , side, dir = "", rows] = process.argv;
  const landing = openLanding(join(dir, "landing"));
  const number = (await landing.lastNumber(POSTS.name)) + 1;
  const id = side === "changed" ? number * 7919 : Number(rows) + number;
  if (side === "new" || side === "changed")
    await landing.write(POSTS.name, ...postsPage(id, number));
  const measure = side === "limit" ? await limit(join(dir, "limit.duckdb")) : await ours(dir);
  if (measure.rowCount !== (side === "none" ? 0 : 1))
    throw new Error(`${measure.rowCount} loaded.`);
  console.log(JSON.stringify(measure));
}
