import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { BenchRow } from "./bench-row.ts";
import { measureOf, row } from "./in-turn.ts";

const POSTS = 1_000_000;

const STEPS = {
  recent: { name: "new posts of the last days", goal: 0.03 },
  scattered: { name: "edits all over four years", goal: 0.1 },
} as const;

/**
 * Builds every model over a million posts, then again after one post of a hundred is new, and after
 * one of a hundred is edited wherever it stands: each in a process of its own on one warehouse, what
 * landed being loaded before. The full build is the limit, in the same run.
 */
export async function benchIncremental(posts = POSTS): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), "vklad-bench-incremental-"));
  try {
    const measure = (step: string) => measureOf("incremental-once.ts", [step, dir, `${posts}`], 1);
    const full = await measure("full");
    const compared: BenchRow[] = [];
    for (const [step, { name, goal }] of Object.entries(STEPS)) {
      const ours = await measure(step);
      const peakMemoryMb = ours.peakMemoryMb;
      const seconds = { limit: full.seconds, ours: ours.seconds, goal, peakMemoryMb };
      const cpu = { limit: full.cpuSeconds, ours: ours.cpuSeconds, goal: null, peakMemoryMb };
      compared.push(row(`build after 1 %: ${name}, s`, seconds));
      compared.push(row(`build after 1 %: ${name}, CPU s`, cpu));
    }
    return compared;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export const bench = () => benchIncremental();
