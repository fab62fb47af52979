import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { TRANSFERS_MAX } from "../../activities/settlement/payout.ts";
import type { BenchRow } from "./bench-row.ts";
import {
  type GatewayMeasure,
  type MemoryMeasure,
  type MonthMeasure,
  OPENINGS,
} from "./settle-once.ts";

const LINES = 10_000;
const SIGNATURE_LAMPORTS = 5_000;

/**
 * What settling holds while it pays, whatever the number of lines: the batches on their way, and what
 * was asked of the chain. The plan is read before that, and what the journal adds is left out; both
 * are as large as what is paid.
 */
const WORKING_MB_MAX = 24;

/** How much later than in the quiet the slowest answer may come. */
const LATER_MS_MAX = 100;

/**
 * A month of 10,000 lines, from approved to settled, by the product's own workflow and activities on
 * an embedded chain beside: LiteSVM executes each transaction.
 *
 * - Transactions, beside the fewest that hold as many recipients; and lamports, beside a signature's
 *   fee and a receipt's rent for each of them and for the month's opening.
 * - Microseconds a recipient, all of it: looking until the chain calls it final, the journal's disk
 *   and LiteSVM are in it, and raw ed25519 is not what it waits for. That our own part of it, from a
 *   batch to its signed bytes, stays within a stated part of raw ed25519 is what `recipients` shows.
 * - Memory in use while it pays; 100,000 lines by `node test/bench/settle-once.ts memory 100000`.
 * - The slowest answer of the gateway in the same process meanwhile.
 */
export async function bench(): Promise<BenchRow[]> {
  return [
    ...monthRows("v1", await once<MonthMeasure>("month", LINES)),
    ...monthRows("legacy", await once<MonthMeasure>("month", LINES, "legacy")),
    ...memoryRows(1_000, await once<MemoryMeasure>("memory", 1_000)),
    ...memoryRows(LINES, await once<MemoryMeasure>("memory", LINES)),
    ...gatewayRows(await once<GatewayMeasure>("gateway", LINES)),
  ];
}

function monthRows(format: keyof typeof TRANSFERS_MAX, measured: MonthMeasure): BenchRow[] {
  const { transactions, lamports, receiptRentLamports, seconds, rawSeconds } = measured;
  const named = (what: string) => `settle 10,000 lines by ${format}, ${what}`;
  const fewest = Math.ceil(LINES / TRANSFERS_MAX[format]);
  const { peakMemoryMb } = measured;
  return [
    row(named("transactions"), fewest, transactions, { goal: 1, peakMemoryMb }),
    row(named("lamports"), feesOf(fewest) + receiptRentLamports, lamports, {
      goal: 1,
      peakMemoryMb,
    }),
    row(named("µs a recipient"), (rawSeconds * 1e6) / LINES, (seconds * 1e6) / LINES, {
      goal: null,
      peakMemoryMb,
    }),
  ];
}

function feesOf(payments: number): number {
  return (payments + OPENINGS) * SIGNATURE_LAMPORTS;
}

function memoryRows(lines: number, { peakMb, leftMb, peakMemoryMb }: MemoryMeasure): BenchRow[] {
  const name = `settle ${lines.toLocaleString("en")} lines, working memory, MB`;
  return [row(name, WORKING_MB_MAX, peakMb - leftMb, { goal: 1, peakMemoryMb })];
}

function gatewayRows({ quiet, busy, peakMemoryMb }: GatewayMeasure): BenchRow[] {
  if (Math.min(quiet.count, busy.count) < 100) throw new Error("The gateway was hardly asked.");
  return [
    row(
      `slowest answer while 10,000 lines are settled, ms, beside the quiet's and ${LATER_MS_MAX}`,
      quiet.slowestMs + LATER_MS_MAX,
      busy.slowestMs,
      { goal: 1, peakMemoryMb },
    ),
    row("its median answer, ms", quiet.medianMs, busy.medianMs, { goal: null, peakMemoryMb }),
  ];
}

function row(
  name: string,
  limit: number,
  ours: number,
  { goal, peakMemoryMb }: Pick<BenchRow, "goal" | "peakMemoryMb">,
): BenchRow {
  return { name, limit, ours, ratio: ours / limit, goal, peakMemoryMb };
}

async function once<Measure>(what: string, lines: number, ...more: string[]): Promise<Measure> {
  const script = join(import.meta.dirname, "settle-once.ts");
  const args = [script, what, `${lines}`, ...more];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Measure;
}
