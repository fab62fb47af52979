import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { BenchRow } from "./bench-row.ts";
import type { Side } from "./exported-chat-once.ts";
import type { LoadMeasure } from "./load-once.ts";

const BYTES = 1_000_000_000;

/** Messages are drawn until there are so many bytes. */
const MESSAGES_MIN = 2_000_000;

/** The best of so many, taken in turn: other work on the machine only ever adds time. */
const ROUNDS = 2;

/**
 * An export of one chat of Telegram, a gigabyte of one JSON value. The limit is DuckDB's own read of
 * that file: `read_json` with its one column `messages` as a list of JSON, each unnested into a row of
 * a table in a file, and a checkpoint. Ours is a load of what has landed of the same file into an empty
 * warehouse, with the files' verification, content hashes, the search for repeated versions and a
 * checkpoint. Landing comes before that, once for each export; both together stand beside the same
 * limit, as CPU. Each side is a process of its own, with its own peak of memory.
 */
export async function bench(): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), "vklad-bench-chat-"));
  try {
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
    const most = (of: readonly LoadMeasure[]) => Math.max(...of.map((one) => one.peakMemoryMb));
    const [own, ownCpu] = [least(limits, seconds), least(limits, cpuSeconds)];
    const loadCpu = least(loads, cpuSeconds);
    const peak = most([landed, ...loads]);
    return [
      row("load a chat's export of 1 GB, s", own, least(loads, seconds), 1.5, most(loads)),
      row("load the same, CPU s", ownCpu, loadCpu, null, most(loads)),
      row("land and load it, CPU s", ownCpu, landed.cpuSeconds + loadCpu, null, peak),
      row("memory for it, MB", 1024, peak, 1, peak),
      row("memory of DuckDB's own read, MB", 1024, most(limits), null, most(limits)),
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
  const script = join(import.meta.dirname, "exported-chat-once.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, side, dir, `${BYTES}`]);
  const measured = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as LoadMeasure;
  if (measured.rowCount >= MESSAGES_MIN) return measured;
  throw new Error(
    `${side} handled ${measured.rowCount} messages, expected ${MESSAGES_MIN} at least.`,
  );
}
