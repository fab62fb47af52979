/** One side of `landing-growth.ts` in a process of its own: prints what it measured as JSON. */
import { join } from "node:path";

import { openWarehouseToRead, type WarehouseReader } from "../../warehouse/duckdb/index.ts";
import { readUnloaded } from "../../warehouse/duckdb/unloaded.ts";
import { type Landing, openLanding } from "../../warehouse/landing/index.ts";
import type { LoadMeasure } from "./measured.ts";

export const POSTS = { name: "posts", primaryKey: ["id"] };

/** Of which the quickest counts: other work on the machine only ever adds time. */
const LOOKS = 31;

/** What somebody asks of landing, and how many answers there are. */
const asks = {
  cursor: async (landing: Landing) => ((await landing.cursorOf(POSTS.name)) === null ? 0 : 1),
  list: async (landing: Landing, warehouse: WarehouseReader) =>
    (await readUnloaded(warehouse, landing)).files.length,
  known: async (landing: Landing) => ((await landing.known(POSTS.name)).has([5]) ? 1 : 0),
  all: async (landing: Landing) => (await landing.files()).length,
};

export type Ask = keyof typeof asks;

if (import.meta.main) {
  const [, , ask, temperature, dir = ""] = process.argv;
  const run = asks[ask as Ask];
  const file = join(dir, "warehouse.duckdb");
  await using warehouse = await openWarehouseToRead({ file, streams: [POSTS] });
  if (warehouse === null) throw new Error(`There is no warehouse in ${dir}.`);
  const open = () => openLanding(join(dir, "landing"), undefined, { known: join(dir, "known") });
  const warm = open();
  let rowCount = await run(warm, warehouse);
  const all: number[] = [];
  const cpuBefore = process.cpuUsage();
  for (let look = 0; look < LOOKS; look += 1) {
    // What a process finds that has not looked yet.
    const landing = temperature === "warm" ? warm : open();
    const before = performance.now();
    rowCount = await run(landing, warehouse);
    all.push((performance.now() - before) / 1000);
  }
  const cpu = process.cpuUsage(cpuBefore);
  const measure: LoadMeasure = {
    rowCount,
    seconds: Math.min(...all),
    cpuSeconds: (cpu.user + cpu.system) / 1e6 / LOOKS,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(measure));
}
