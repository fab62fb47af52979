/**
 * Runs every module of this folder that exports `bench`, and prints one table.
 *
 * Each runs in a process of its own: what one leaves in memory must not slow the next one down.
 */
import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";

import type { Bench, BenchRow } from "./bench-row.ts";
import { idleBenches, type Measured } from "./outcome.ts";

const [flag, file, ...rest] = process.argv.slice(2);
if (flag === "--one") {
  const { bench } = (await import(new URL(`${file}`, import.meta.url).href)) as { bench?: Bench };
  process.stdout.write(`${JSON.stringify(bench === undefined ? null : await bench())}\n`);
  process.exit();
}

const only = [flag, file, ...rest].filter((name) => name !== undefined);
const measured: Measured[] = [];
for (const module of (await readdir(import.meta.dirname)).toSorted()) {
  const name = module.replace(/\.ts$/, "");
  if (!module.endsWith(".ts") || module === "run.ts" || module.endsWith(".test.ts")) continue;
  if (only.length > 0 && !only.includes(name)) continue;
  const { status, stdout } = spawnSync(process.execPath, [import.meta.filename, "--one", module], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  // One that fails takes nothing from the others, and is not passed over either.
  if (status !== 0) {
    console.error(`${name} failed with ${status}.`);
    process.exitCode = 1;
    continue;
  }
  const printed = stdout.trim().split("\n").at(-1) ?? "null";
  measured.push({ name, rows: JSON.parse(printed) as BenchRow[] | null });
}

const rows = measured.flatMap((one) => one.rows ?? []);

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
for (const reason of idleBenches(measured, only)) {
  console.error(reason);
  process.exitCode = 1;
}
if (rows.some(({ ratio, goal }) => goal !== null && ratio > goal)) process.exitCode = 1;

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
