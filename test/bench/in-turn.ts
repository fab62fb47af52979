/** Two sides of a bench beside each other: each a process of its own, the best of some rounds. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import type { BenchRow } from "./bench-row.ts";
import type { LoadMeasure } from "./measured.ts";

/** What one call of a script beside this one measures; throws where it handled fewer rows. */
export async function measureOf(
  script: string,
  args: readonly string[],
  rowsMin: number,
): Promise<LoadMeasure> {
  const file = join(import.meta.dirname, script);
  const { stdout } = await promisify(execFile)(process.execPath, [file, ...args]);
  const measured = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as LoadMeasure;
  if (measured.rowCount >= rowsMin) return measured;
  throw new Error(`${script} ${args[0]} handled ${measured.rowCount} rows, expected ${rowsMin}.`);
}

/** In turn: other work on the machine only ever adds time, so the best of each counts. */
export async function inTurn(
  rounds: number,
  sides: { readonly limit: () => Promise<LoadMeasure>; readonly ours: () => Promise<LoadMeasure> },
): Promise<{ readonly limits: readonly LoadMeasure[]; readonly ours: readonly LoadMeasure[] }> {
  const limits: LoadMeasure[] = [];
  const ours: LoadMeasure[] = [];
  for (let round = 0; round < rounds; round += 1) {
    limits.push(await sides.limit());
    ours.push(await sides.ours());
  }
  return { limits, ours };
}

/** An export that is made and landed once, and then loaded in turn with DuckDB's own read of it. */
export async function exportInTurn(
  rounds: number,
  measure: (side: "make" | "land" | "limit" | "load") => Promise<LoadMeasure>,
) {
  await measure("make");
  const landed = await measure("land");
  const { limits, ours } = await inTurn(rounds, {
    limit: () => measure("limit"),
    ours: () => measure("load"),
  });
  const peakMb = { load: peakOf(ours), all: peakOf([landed, ...ours]), own: peakOf(limits) };
  return {
    landed,
    own: { seconds: leastOf(limits, seconds), cpu: leastOf(limits, cpuSeconds) },
    load: { seconds: leastOf(ours, seconds), cpu: leastOf(ours, cpuSeconds) },
    /** Of the load alone, of it and landing, and of DuckDB's own read. */
    peakMb,
    /** A row's figures, beside the load's memory where no other is given. */
    compared: (goal: number | null, limit: number, ours: number, peakMemoryMb = peakMb.load) => ({
      limit,
      ours,
      goal,
      peakMemoryMb,
    }),
  };
}

export const leastOf = (of: readonly LoadMeasure[], value: (one: LoadMeasure) => number) =>
  Math.min(...of.map(value));

export const peakOf = (of: readonly LoadMeasure[]) =>
  Math.max(...of.map(({ peakMemoryMb }) => peakMemoryMb));

export const seconds = (one: LoadMeasure) => one.seconds;
export const cpuSeconds = (one: LoadMeasure) => one.cpuSeconds;

export function row(
  name: string,
  compared: {
    readonly limit: number;
    readonly ours: number;
    readonly goal: number | null;
    readonly peakMemoryMb: number;
  },
): BenchRow {
  return { name, ...compared, ratio: compared.ours / compared.limit };
}
