/**
 * `npm run forum [-- COUNT] [--seed N] [--only PLACE] [--shrink]`: sequences of changes on a forum,
 * read with faults and kills between, and held against an oracle of its own. 50 where no count is
 * given. `--only` replays one; `--shrink` leaves out of each that fails what it can. `--each` plays
 * each kind alone instead, and each fault; `--each sweeps` those with the word in their names.
 */
import { parseArgs } from "node:util";

import type { Random } from "../../demo/random.ts";
import { seededRandom, TEST_SEED } from "../seed.ts";
import { KINDS } from "./kinds/index.ts";
import { play, type Played } from "./play.ts";
import { shrunk } from "./shrink.ts";
import { drawSteps, eachFault, eachKind, type Step } from "./steps.ts";

const SEQUENCES = 50;
const SHOWN_MAX = 12;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: String(TEST_SEED) },
    only: { type: "string" },
    shrink: { type: "boolean", default: false },
    each: { type: "boolean", default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);

interface Sequence {
  readonly name: string;
  readonly steps: readonly Step[];
  /** The same draws at each call. */
  random(): Random;
}

const began = performance.now();
const kinds = new Map<string, number>(KINDS.map(({ name }) => [name, 0]));
const totals = new Map<string, number>();
const sequences = values.each ? eachAlone() : drawn(Number(positionals[0] ?? SEQUENCES));
let failing = 0;

for (const { name, steps, random } of sequences) {
  const played = await play(random(), steps);
  for (const kind of played.kinds) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  for (const [what, by] of Object.entries(played.counts))
    totals.set(what, (totals.get(what) ?? 0) + by);
  say(`${name}: ${played.counts["changes"] ?? 0} changes, ${played.faults.length} faults`);
  if (played.faults.length === 0) continue;
  failing += 1;
  tell(name, played);
  if (values.shrink) await tellSmallest({ name, steps, random }, played);
}

say("");
for (const [what, by] of totals) say(`${String(by).padStart(7)}  ${what}`);
const seen = [...kinds].filter(([, times]) => times > 0);
say(`${String(seen.length).padStart(7)}  kinds of ${KINDS.length} played`);
say(`${String(Math.round((performance.now() - began) / 1_000)).padStart(7)}  seconds`);
for (const [kind, times] of kinds) if (times === 0) say(`Not played: ${kind}.`);
say(failing === 0 ? "Nothing is wrong." : `${failing} of ${sequences.length} sequences end wrong.`);
process.exitCode = failing === 0 ? 0 : 1;

function drawn(count: number): Sequence[] {
  const all = Array.from({ length: count }, (_, place) => place);
  const places = values.only === undefined ? all : [Number(values.only)];
  return places.map((place) => {
    const random = () => seededRandom(`forum/${values.seed}/${place}`);
    return { name: `${place}`, steps: drawSteps(random().fork("steps")), random };
  });
}

function eachAlone(): Sequence[] {
  const random = () => seededRandom(`forum/${values.seed}/each`);
  const named = [...eachKind(), ...eachFault()].filter(([name]) =>
    name.includes(positionals[0] ?? ""),
  );
  return named.map(([name, steps]) => ({ name, steps, random }));
}

function tell(name: string, { faults, changed }: Played): void {
  say(`  seed ${values.seed}, sequence ${name}: what happened, and what is wrong at its end`);
  for (const what of changed) say(`    ${what}`);
  for (const fault of faults.slice(0, SHOWN_MAX)) say(`  ! ${fault}`);
  if (faults.length > SHOWN_MAX) say(`  ! and ${faults.length - SHOWN_MAX} more`);
}

/** Streams that are wrong: a smaller sequence must be wrong in one of the same. */
function streamsOf({ faults }: Played) {
  return new Set(faults.map((fault) => fault.split(":", 1)[0]));
}

async function tellSmallest({ name, steps, random }: Sequence, played: Played): Promise<void> {
  const streams = streamsOf(played);
  const smallest = await shrunk(steps, async (fewer) => {
    const { faults } = await play(random(), fewer);
    return faults.some((fault) => streams.has(fault.split(":", 1)[0]));
  });
  say("  the smallest that still fails:");
  tell(name, await play(random(), smallest));
}
