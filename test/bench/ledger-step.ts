import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import type { BenchRow } from "./bench-row.ts";
import type { Step, Steps } from "./ledger-step-once.ts";

const LINES = 20_000;
/** The newest is being paid; those before it are paid. */
const PLANS = [1, 4, 12] as const;
const READ_MB_MAX = 2;

/**
 * What paying one batch reads of the ledger, and how much slower old plans make it: prepared, sent
 * and observed on an embedded chain, by the product's own activities and signer.
 *
 * - Megabytes are counted where SQLite gives rows, by whoever pays and by the signer together: a page
 *   that the system has cached is read all the same.
 * - Between two batches, the ledger's owner and the signer know what they have read. The best of six
 *   counts: other work on the machine only ever adds time.
 * - The first step of a process reads and verifies the whole ledger, twice: whoever pays and the
 *   signer trust each other in nothing. That is reported beside the plan that is paid, with no goal.
 *
 * A small one: `node test/bench/ledger-step-once.ts make FOLDER 4 2000`, then `… step FOLDER`.
 */
export async function bench(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "vklad-bench-ledger-step-"));
  try {
    const measured: Steps[] = [];
    for (const plans of PLANS) measured.push(await stepsOf(join(folder, `${plans}`), plans));
    const [one] = measured;
    if (one === undefined) throw new Error("Nothing was measured.");
    return measured.flatMap((steps, index) => rowsOf(steps, one, PLANS[index] ?? 0));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf(steps: Steps, one: Steps, plans: number): BenchRow[] {
  const { fresh, warm, planBytes } = steps;
  const isLargest = plans === PLANS.at(-1);
  const named = (what: string) => `a batch's step, ${plans} × 20,000 shares, ${what}`;
  const row = (name: string, limit: number, ours: number, goal: number | null): BenchRow => {
    const { peakMemoryMb } = steps;
    return { name: named(name), limit, ours, ratio: ours / limit, goal, peakMemoryMb };
  };
  return [
    row("MB read", READ_MB_MAX, mbOf(warm), isLargest ? 1 : null),
    row("ms beside 1 plan", one.warm.ms, warm.ms, isLargest ? 1.5 : null),
    row("MB read by the first of a process, beside its plan", planBytes / 1e6, mbOf(fresh), null),
    row("ms of the first of a process, beside 1 plan", one.fresh.ms, fresh.ms, null),
  ];
}

function mbOf({ readBytes, signerReadBytes }: Step): number {
  return (readBytes + signerReadBytes) / 1e6;
}

async function stepsOf(folder: string, plans: number): Promise<Steps> {
  mkdirSync(folder);
  await once("make", folder, `${plans}`, `${LINES}`);
  const printed = await once("step", folder);
  return JSON.parse(printed.trim().split("\n").at(-1) ?? "") as Steps;
}

async function once(...args: string[]): Promise<string> {
  const script = join(import.meta.dirname, "ledger-step-once.ts");
  return (await promisify(execFile)(process.execPath, [script, ...args])).stdout;
}
