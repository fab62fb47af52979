import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { openLanding } from "../../warehouse/landing/index.ts";
import type { BenchRow } from "./bench-row.ts";
import type { LoadMeasure } from "./load-once.ts";
import { syntheticPosts } from "./synthetic-posts.ts";

const POSTS = 1_000_000;
const POSTS_PER_FILE = 50_000;

/** The best of so many, taken in turn: other work on the machine only ever adds time. */
const ROUNDS = 3;

/**
 * Loads a million posts into an empty warehouse, content hash, verification of the files and the
 * search for repeated versions included; beside DuckDB's own typed read of the same files into a
 * table. Both end with a checkpoint, each in a process of its own.
 */
export async function benchLoad(): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), "vklad-bench-load-"));
  try {
    await landPosts(join(dir, "landing"));
    const limits: LoadMeasure[] = [];
    const ours: LoadMeasure[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      limits.push(await measure("limit", dir));
      ours.push(await measure("ours", dir));
    }
    return [
      row("load 1 M posts, s", limits, ours, ({ seconds }) => seconds, 2.0),
      row("load 1 M posts, CPU s", limits, ours, ({ cpuSeconds }) => cpuSeconds, null),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export const bench = benchLoad;

function row(
  name: string,
  limits: readonly LoadMeasure[],
  ours: readonly LoadMeasure[],
  value: (measure: LoadMeasure) => number,
  goal: number | null,
): BenchRow {
  const limit = Math.min(...limits.map(value));
  const best = Math.min(...ours.map(value));
  const peakMemoryMb = Math.max(...ours.map((one) => one.peakMemoryMb));
  return { name, limit, ours: best, ratio: best / limit, goal, peakMemoryMb };
}

async function landPosts(dir: string): Promise<void> {
  const landing = openLanding(dir);
  for (let start = 0; start < POSTS; start += POSTS_PER_FILE) {
    const records = syntheticPosts(start, POSTS_PER_FILE);
    const cursor = start + POSTS_PER_FILE;
    const page = { records, quarantined: [], cursor, done: cursor === POSTS };
    const request = { until: "2026-10-05T09:00:00Z", primaryKey: ["id"] };
    await landing.write("discourse_posts", page, request);
  }
}

async function measure(side: "limit" | "ours", dir: string): Promise<LoadMeasure> {
  const script = join(import.meta.dirname, "load-once.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, side, dir]);
  const measured = JSON.parse(stdout) as LoadMeasure;
  if (measured.rowCount >= POSTS) return measured;
  throw new Error(`${side} loaded ${measured.rowCount} posts, expected ${POSTS}.`);
}
