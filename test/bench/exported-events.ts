import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { BenchRow } from "./bench-row.ts";
import type { Side } from "./exported-events-once.ts";
import { cpuSeconds, inTurn, leastOf, measureOf, peakOf, row, seconds } from "./in-turn.ts";

const EVENTS = 2_000_000;

const ROUNDS = 3;

/**
 * Two million events of PostHog exports, as Parquet: how long a load of what has landed of them takes
 * beside DuckDB's own read of the exported files into a table, both with a checkpoint at the end and
 * each in a process of its own; what it takes to land them, cleaned; and the memory of both.
 */
export async function bench(): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), "vklad-bench-events-"));
  try {
    await mkdir(join(dir, "parts"));
    const measure = (side: Side) =>
      measureOf("exported-events-once.ts", [side, dir, `${EVENTS}`], EVENTS);
    await measure("make");
    const landed = await measure("land");
    const { limits, ours } = await inTurn(ROUNDS, {
      limit: () => measure("limit"),
      ours: () => measure("load"),
    });
    const [own, ownCpu] = [leastOf(limits, seconds), leastOf(limits, cpuSeconds)];
    const [load, loadCpu, peakMemoryMb] = [
      leastOf(ours, seconds),
      leastOf(ours, cpuSeconds),
      peakOf(ours),
    ];
    const peak = peakOf([landed, ...ours]);
    return [
      row("load 2 M exported events, s", { limit: own, ours: load, goal: 1.5, peakMemoryMb }),
      row("load the same, CPU s", { limit: ownCpu, ours: loadCpu, goal: null, peakMemoryMb }),
      row("land the same, CPU s", {
        limit: ownCpu,
        ours: landed.cpuSeconds,
        goal: null,
        peakMemoryMb: landed.peakMemoryMb,
      }),
      row("memory for that, MB", { limit: 1024, ours: peak, goal: 1, peakMemoryMb }),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
