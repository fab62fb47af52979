import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";

import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import type { BenchRow } from "./bench-row.ts";
import { inTurn, leastOf, measureOf, peakOf, row, seconds } from "./in-turn.ts";
import { OPTIONS, POSTS, postsPage } from "./load-one-once.ts";

const ROWS = 3_000_000;
/** As many posts as a day of a back-fill lands at once. */
const ROWS_PER_FILE = 50_000;

/** Many: each takes a tenth of a second, so that the best of few is a matter of chance. */
const ROUNDS = 12;

const LOADS = {
  none: "load nothing into 3 M posts, ms",
  new: "load one new post into 3 M, ms",
  changed: "load one changed post into 3 M, ms",
} as const;

/**
 * Opens a warehouse of many rows, loads what has landed since, which is one record or none, and closes
 * it; beside DuckDB's own insert of one row into the same table, opened and closed as well.
 */
export async function benchLoadOne(rows = ROWS): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), "vklad-bench-load-one-"));
  try {
    await makeWarehouse(dir, rows);
    await copyFile(join(dir, "ours.duckdb"), join(dir, "limit.duckdb"));
    const compared: BenchRow[] = [];
    for (const [load, name] of Object.entries(LOADS)) {
      const measure = (side: string) => measureOf("load-one-once.ts", [side, dir, `${rows}`], 0);
      const { limits, ours } = await inTurn(ROUNDS, {
        limit: () => measure("limit"),
        ours: () => measure(load),
      });
      const [limit, own] = [1000 * leastOf(limits, seconds), 1000 * leastOf(ours, seconds)];
      compared.push(row(name, { limit, ours: own, goal: 3, peakMemoryMb: peakOf(ours) }));
    }
    return compared;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export const bench = benchLoadOne;

/** As many files as would have brought the rows have landed; the rows come straight, to be quick. */
async function makeWarehouse(dir: string, rows: number): Promise<void> {
  const landing = openLanding(join(dir, "landing"));
  const fileCount = Math.ceil(rows / ROWS_PER_FILE);
  for (let number = 1; number <= fileCount; number += 1)
    await landing.write(POSTS.name, ...postsPage(rows + number, number));
  const file = join(dir, "ours.duckdb");
  {
    await using warehouse = await openWarehouse({ ...OPTIONS, file });
    await warehouse.load(landing);
    // Ids in no order, as far as DuckDB can tell.
    await sql`
      insert into raw_discourse_posts
      select '[' || id || ']' as key, payload, md5(payload) as content_hash, observed_at,
        landing_file, number * 1048576 as version, false as is_deleted, observed_at as ordered_at
      from (
        select number, id, landing_file, observed_at,
          '{"id":' || id || ',"raw":"' || md5(id::VARCHAR) || repeat(' разобрал понятие роли', 5) || '"}' as payload
        from (
          select 1 + range // ${ROWS_PER_FILE} as number, 1 + (range * 7919) % ${rows} as id
          from range(${rows})
        ) join landing_files using (number)
      ) order by number
    `.execute(warehouse.db);
    await sql`update loaded_streams set record_count = null`.execute(warehouse.db);
  }
  // What came past the load is counted and known only now.
  await using warehouse = await openWarehouse({ ...OPTIONS, file });
  await warehouse.load(landing);
  await sql`checkpoint`.execute(warehouse.db);
}
