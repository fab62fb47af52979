/** What a side of a bench measures of itself, in a process of its own. */
import { sql } from "kysely";

import type { Stream } from "../../sources/source.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";

export interface LoadMeasure {
  readonly rowCount: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
}

export async function measured(work: () => Promise<number>): Promise<LoadMeasure> {
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const rowCount = await work();
  const cpu = process.cpuUsage(cpuBefore);
  return {
    rowCount,
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
}

/** A load of all that has landed of a stream into an empty warehouse, with a checkpoint at its end. */
export async function loadLanded(
  stream: Stream,
  { file, landing }: { readonly file: string; readonly landing: string },
): Promise<LoadMeasure> {
  await using warehouse = await openWarehouse({
    file,
    streams: [stream],
    timeZone: "Europe/Moscow",
  });
  // Awaited here: the warehouse closes when this function returns.
  return await measured(async () => {
    const { recordCount } = await warehouse.load(openLanding(landing));
    await sql`checkpoint`.execute(warehouse.db);
    return recordCount;
  });
}
