/** Runs every module of this folder that exports `bench`, and prints one table. */
import { readdir } from "node:fs/promises";

import type { Bench, BenchRow } from "./bench-row.ts";

const only = process.argv.slice(2);
const rows: BenchRow[] = [];
for (const file of (await readdir(import.meta.dirname)).toSorted()) {
  const name = file.replace(/\.ts$/, "");
  if (!file.endsWith(".ts") || file === "run.ts" || file.endsWith(".test.ts")) continue;
  if (only.length > 0 && !only.includes(name)) continue;
  const { bench } = (await import(new URL(file, import.meta.url).href)) as { bench?: Bench };
  if (bench === undefined) continue;
  process.stderr.write(`${name} …\n`);
  try {
    rows.push(...(await bench()));
  } catch (error) {
    // One that fails takes nothing from the others, and is not passed over either.
    console.error(`${name} failed:`, error);
    process.exitCode = 1;
  }
}

console.table(
  rows.map(({ name, limit, ours, ratio, goal, peakMemoryMb }) => ({
    bench: name,
    limit: rounded(limit),
    ours: rounded(ours),
    ratio: rounded(ratio),
    goal: goal === null ? "reported" : `≤ ${goal}`,
    verdict: goal === null ? "" : ratio <= goal ? "met" : "MISSED",
    "peak memory, MB": Math.round(peakMemoryMb),
  })),
);
if (rows.some(({ ratio, goal }) => goal !== null && ratio > goal)) process.exitCode = 1;

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
