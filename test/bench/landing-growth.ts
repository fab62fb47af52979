import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";

import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { declaredOf } from "../../warehouse/duckdb/unloaded.ts";
import { landPageAt } from "../../warehouse/landing/given-landed.ts";
import { compactLanding, openLanding } from "../../warehouse/landing/index.ts";
import type { BenchRow } from "./bench-row.ts";
import { leastOf, measureOf, peakOf, row, seconds } from "./in-turn.ts";
import { type Ask, POSTS } from "./landing-growth-once.ts";
import type { LoadMeasure } from "./measured.ts";

/** Files that are packed; beside them as many lie loose in each case, one of them not loaded yet. */
const SIZES = [1_000, 10_000, 100_000] as const;
const LOOSE = 500;
const ROUNDS = 5;

const ASKS: Readonly<Record<Ask, { readonly name: string; readonly goal: number | null }>> = {
  cursor: { name: "next cursor", goal: 1.5 },
  list: { name: "what is new", goal: 1.5 },
  known: { name: "whether a record is known", goal: 1.5 },
  all: { name: "all files", goal: null },
};

/**
 * How what is asked of landing after each page and each load grows with what has landed: the same at
 * ten and at a hundred times the files, in this run. To list all is asked by few, and grows.
 */
export async function benchLandingGrowth(sizes: readonly number[] = SIZES): Promise<BenchRow[]> {
  const dirs = new Map<number, string>();
  try {
    for (const size of sizes) {
      dirs.set(size, await mkdtemp(join(tmpdir(), "vklad-bench-landing-")));
      await makeLanding(dirs.get(size)!, size);
    }
    const rows: BenchRow[] = [];
    for (const [ask, { name, goal }] of Object.entries(ASKS))
      for (const temperature of ["cold", "warm"]) {
        const measured = new Map<number, LoadMeasure[]>(sizes.map((size) => [size, []]));
        for (let round = 0; round < ROUNDS; round += 1)
          for (const size of sizes)
            measured
              .get(size)!
              .push(
                await measureOf("landing-growth-once.ts", [ask, temperature, dirs.get(size)!], 1),
              );
        const [least = 0, ...others] = sizes;
        const ms = (size: number) => 1000 * leastOf(measured.get(size)!, seconds);
        for (const size of others)
          rows.push(
            row(`${name}, ${temperature}, of ${size} files beside ${least}, ms`, {
              limit: ms(least),
              ours: ms(size),
              goal,
              peakMemoryMb: peakOf(measured.get(size)!),
            }),
          );
      }
    return rows;
  } finally {
    for (const dir of dirs.values()) await rm(dir, { recursive: true, force: true });
  }
}

export const bench = benchLandingGrowth;

async function makeLanding(dir: string, size: number): Promise<void> {
  const landing = join(dir, "landing");
  for (let number = 0; number < size + LOOSE; number += 1) {
    await landPageAt(landing, { feed: POSTS.name, number, records: [{ id: number }] });
    // As each hour does it, so that a hundred thousand files never lie loose.
    if (number % 10_000 === 9_999) await compactLanding(landing);
  }
  await compactLanding(landing);
  const files = await openLanding(landing).files();
  const loaded = files.slice(0, -1).map(({ number, name }) => JSON.stringify({ number, name }));
  await writeFile(join(dir, "loaded.json"), loaded.join("\n"));
  const file = join(dir, "warehouse.duckdb");
  await using warehouse = await openWarehouse({ file, streams: [POSTS], timeZone: "UTC" });
  // As the load would have written it, a hundred thousand files a second.
  await sql`
    insert into landing_files
    select ${POSTS.name}, number, name, 'page', 1, timestamptz '2026-10-05 09:00:00Z'
    from read_json(${join(dir, "loaded.json")}, columns = {number: 'BIGINT', name: 'VARCHAR'})
  `.execute(warehouse.db);
  await sql`
    insert into loaded_streams values (${POSTS.name}, ${declaredOf(POSTS)}, 0)
  `.execute(warehouse.db);
  // The one that is left, and with it which folders are loaded whole.
  await warehouse.load(openLanding(landing));
  await openLanding(landing, undefined, { known: join(dir, "known") }).known(POSTS.name);
  await landPageAt(landing, { feed: POSTS.name, number: size + LOOSE, records: [{ id: 0 }] });
  await sql`checkpoint`.execute(warehouse.db);
}
