/**
 * `node test/bench/settle-once.ts WHAT LINES [FORMAT]`: pays a month of so many lines in a process of
 * its own, and prints as JSON what it took. WHAT is `month`, `memory` or `gateway`.
 */
import { sign } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { slowestAnswers, type Answers } from "./slowest-answers.ts";
import { approvedMonth, membersOf, openBank, settleMonth, type Bank } from "./paid-month.ts";

const PERIOD = "2026-09";

/** One transaction opens a month before its first payment, with a receipt of its own. */
export const OPENINGS = 1;

/** What a month took. Lamports are the settler's own, receipts' rents among them. */
export interface MonthMeasure {
  readonly transactions: number;
  readonly lamports: number;
  readonly receiptRentLamports: number;
  readonly seconds: number;
  /** Of as many ed25519 signatures as there were transactions, over messages as long. */
  readonly rawSeconds: number;
  readonly peakMemoryMb: number;
}

/** Bytes in use after collecting, above what there was with the plan read and nothing paid. */
export interface MemoryMeasure {
  /** At the worst moment between two windows of batches. */
  readonly peakMb: number;
  /** When all is paid: the journal, mostly, which is kept in memory. */
  readonly leftMb: number;
  readonly peakMemoryMb: number;
}

export interface GatewayMeasure {
  readonly quiet: Answers;
  readonly busy: Answers;
  readonly peakMemoryMb: number;
}

const peakMemoryMb = () => process.resourceUsage().maxRSS / 1024;

async function month(lines: number, format?: "legacy"): Promise<MonthMeasure> {
  await using bank = await openBank(lines);
  const of = { period: PERIOD, lines, ...(format === undefined ? {} : { format }) };
  const { plan, digest } = await approvedMonth(bank, of);
  const before = await lamportsOf(bank);
  const began = performance.now();
  await settleMonth(bank, digest);
  const seconds = (performance.now() - began) / 1_000;
  const wires = (await bank.ledger.read({ kinds: ["attempt_signed"] })).map(({ payload }) =>
    Buffer.from(payload.wire, "base64"),
  );
  const { privateKey } = bank.settler;
  const signing = performance.now();
  for (const wire of wires) sign(null, wire.subarray(65), privateKey);
  const rawSeconds = (performance.now() - signing) / 1_000;
  const rent = await bank.chain.chain.rentExempt(0);
  return {
    transactions: wires.length,
    lamports: before - (await lamportsOf(bank)),
    receiptRentLamports: Number(rent) * (plan.batches.length + OPENINGS),
    seconds,
    rawSeconds,
    peakMemoryMb: peakMemoryMb(),
  };
}

async function lamportsOf({ chain }: Bank): Promise<number> {
  const { values } = await chain.chain.accounts([chain.settler], "confirmed");
  return Number(values[0]?.lamports ?? 0n);
}

async function memory(lines: number): Promise<MemoryMeasure> {
  // Its file cannot hold more than 40,000 accounts: each member has three lines.
  const of = { period: PERIOD, lines, domains: ["community", "personal", "world"] };
  await using bank = await openBank(membersOf(of));
  const { digest } = await approvedMonth(bank, of);
  await bank.ledger.read();
  const before = bytesInUse();
  let peak = 0;
  await settleMonth(bank, digest, () => {
    peak = Math.max(peak, bytesInUse());
  });
  const left = bytesInUse();
  const mb = (bytes: number) => Math.max(0, bytes - before) / 1e6;
  return { peakMb: mb(Math.max(peak, left)), leftMb: mb(left), peakMemoryMb: peakMemoryMb() };
}

function bytesInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The one that was least disturbed counts: other work on the machine only ever adds time. */
const ROUNDS = ["2026-09", "2026-10"];

async function gateway(lines: number): Promise<GatewayMeasure> {
  await using bank = await openBank(lines);
  const rounds: Omit<GatewayMeasure, "peakMemoryMb">[] = [];
  for (const period of ROUNDS) {
    const { digest } = await approvedMonth(bank, { period, lines });
    await using answers = await slowestAnswers(bank.ledger);
    const quiet = await answers.during(() => pause(QUIET_MS));
    rounds.push({ quiet, busy: await answers.during(() => settleMonth(bank, digest)) });
  }
  const later = ({ quiet, busy }: (typeof rounds)[number]) => busy.slowestMs - quiet.slowestMs;
  const [best] = rounds.toSorted((a, b) => later(a) - later(b));
  if (best === undefined) throw new Error("Nothing was asked.");
  return { ...best, peakMemoryMb: peakMemoryMb() };
}

/** About as long as ten thousand lines take. */
const QUIET_MS = 15_000;

if (import.meta.main) {
  const [, , what = "", lines = "", format] = process.argv;
  const count = Number(lines);
  const measured =
    what === "month"
      ? await month(count, format === "legacy" ? "legacy" : undefined)
      : what === "memory"
        ? await memory(count)
        : await gateway(count);
  console.log(JSON.stringify(measured));
}
