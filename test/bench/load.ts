import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openLanding } from "../../warehouse/landing/index.ts";
import type { BenchRow } from "./bench-row.ts";
import { cpuSeconds, inTurn, leastOf, measureOf, peakOf, row, seconds } from "./in-turn.ts";
import { syntheticPosts } from "./synthetic-posts.ts";

const POSTS = 1_000_000;
const POSTS_PER_FILE = 50_000;

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
    const measure = (side: "limit" | "ours") => measureOf("load-once.ts", [side, dir], POSTS);
    const { limits, ours } = await inTurn(ROUNDS, {
      limit: () => measure("limit"),
      ours: () => measure("ours"),
    });
    const compared = (value: typeof seconds, goal: number | null) => ({
      limit: leastOf(limits, value),
      ours: leastOf(ours, value),
      goal,
      peakMemoryMb: peakOf(ours),
    });
    return [
      row("load 1 M posts, s", compared(seconds, 2.0)),
      row("load 1 M posts, CPU s", compared(cpuSeconds, null)),
    ];
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export const bench = benchLoad;

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
