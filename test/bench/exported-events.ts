import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { BenchRow } from "./bench-row.ts";
import type { Side } from "./exported-events-once.ts";
import type { LoadMeasure } from "./load-once.ts";

const EVENTS = 2_000_000;

/** The best of so many, taken in turn: other work on the machine only ever adds time. */
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
    await measure("make", dir);
    const landed = await measure("land", dir);
    const limits: LoadMeasure[] = [];
    const loads: LoadMeasure[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      limits.push(await measure("limit", dir));
      loads.push(await measure("load", dir));
    }
    const least = (of: readonly LoadMeasure[], value: (one: LoadMeasure) => number) =>
      Math.min(...of.map(value));
    const peakMemoryMb = (of: readonly LoadMeasure[]) =>
      Math.max(...of.map((one) => one.peakMemoryMb));
    const [own, ownCpu] = [least(limits, seconds), least(limits, cpuSeconds)];
    return [
      row("load 2 M exported events, s", own, least(loads, seconds), 1.5, peakMemoryMb(loads)),
      row("load the same, CPU s", ownCpu, least(loads, cpuSeconds), null, peakMemoryMb(loads)),
      row("land the same, CPU s", ownCpu, landed.cpuSeconds, null, landed.peakMemoryMb),
      row("memory for that, MB", 1024, peakMemoryMb([landed, ...loads]), 1, peakMemoryMb(loads)),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const seconds = (one: LoadMeasure) => one.seconds;
const cpuSeconds = (one: LoadMeasure) => one.cpuSeconds;

function row(
  name: string,
  limit: number,
  ours: number,
  goal: number | null,
  peakMemoryMb: number,
): BenchRow {
  return { name, limit, ours, ratio: ours / limit, goal, peakMemoryMb };
}

async function measure(side: Side, dir: string): Promise<LoadMeasure> {
  const script = join(import.meta.dirname, "exported-events-once.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, side, dir, `${EVENTS}`]);
  const measured = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as LoadMeasure;
  if (measured.rowCount >= EVENTS) return measured;
  throw new Error(`${side} handled ${measured.rowCount} events, expected ${EVENTS}.`);
}
