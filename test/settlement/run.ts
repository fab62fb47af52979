/**
 * `npm run settlement-runs [-- --runs N] [--from SEED] [--seed SEED]`: plans are paid in a world where
 * everything goes wrong that can, by chance and by will, and the world is then held against the
 * ledger. 10,000 runs where no number is given, on two cores. `--seed` plays one alone.
 */
import { fork } from "node:child_process";
import { parseArgs } from "node:util";

import { added, type Counts, linesOf, noCounts, playAndCount } from "./counts.ts";
import { play } from "./play.ts";

const RUNS = 10_000;
const PROCESSES = 2;
const TOLD_EVERY = 100;
const FOUND_MAX = 40;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: String(RUNS) },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    /** Of a process of ours: every how manyeth seed is its own. */
    step: { type: "string", default: "1" },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
const began = performance.now();

interface Told {
  readonly counts: Counts;
  readonly found: readonly string[];
}

if (values.seed !== undefined) await alone(wholeOf("seed", values.seed));
else if (process.send !== undefined) await work(process.send.bind(process));
else await lead();

async function alone(seed: number): Promise<void> {
  const { summary: _, ...played } = await play(seed);
  say(JSON.stringify(played, null, 2));
  const found = await playAndCount(seed, noCounts());
  for (const one of found) say(one);
  process.exitCode = found.length === 0 ? 0 : 1;
}

async function work(send: (told: Told) => void): Promise<void> {
  const until = wholeOf("from", values.from) + wholeOf("runs", values.runs);
  let counts = noCounts();
  let found: string[] = [];
  for (
    let seed = wholeOf("from", values.from);
    seed < until;
    seed += wholeOf("step", values.step)
  ) {
    found.push(...(await playAndCount(seed, counts)));
    if (counts.runs < TOLD_EVERY) continue;
    send({ counts, found });
    counts = noCounts();
    found = [];
  }
  send({ counts, found });
  process.disconnect();
}

async function lead(): Promise<void> {
  const runs = wholeOf("runs", values.runs);
  const from = wholeOf("from", values.from);
  let sums = noCounts();
  const found: string[] = [];
  const codes = await Promise.all(
    Array.from({ length: PROCESSES }, (_, index) => {
      const range = ["--from", `${from + index}`, "--runs", `${runs - index}`];
      const child = fork(import.meta.filename, [...range, "--step", `${PROCESSES}`]);
      child.on("message", ({ counts, found: more }: Told) => {
        sums = added(sums, counts);
        found.push(...more);
        const seconds = Math.round((performance.now() - began) / 1_000);
        say(`${sums.runs} of ${runs} runs, ${found.length} findings, ${seconds} s`);
      });
      return new Promise<number | null>((resolve) => child.on("exit", resolve));
    }),
  );
  for (const one of found.slice(0, FOUND_MAX)) say(one);
  say("");
  for (const line of linesOf(sums)) say(line);
  say(`${String(Math.round((performance.now() - began) / 1_000)).padStart(7)}  seconds`);
  const isWhole = sums.runs === runs && codes.every((code) => code === 0);
  process.exitCode = isWhole && found.length === 0 ? 0 : 1;
}

function wholeOf(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} is ${text}; expected a whole number from 1.`);
  return number;
}
