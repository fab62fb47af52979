import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { BenchRow } from "./bench-row.ts";
import type { Side } from "./exported-events-once.ts";
import { exportInTurn, measureOf, row } from "./in-turn.ts";

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
    const { landed, own, load, peakMb, compared } = await exportInTurn(ROUNDS, (side: Side) =>
      measureOf("exported-events-once.ts", [side, dir, `${EVENTS}`], EVENTS),
    );
    return [
      row("load 2 M exported events, s", compared(1.5, own.seconds, load.seconds)),
      row("load the same, CPU s", compared(null, own.cpu, load.cpu)),
      row("land the same, CPU s", compared(null, own.cpu, landed.cpuSeconds, landed.peakMemoryMb)),
      row("memory for that, MB", compared(1, 1024, peakMb.all)),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
