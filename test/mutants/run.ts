/**
 * `npm run mutants`: makes each mistake of `mutants.ts` in a scratch copy and prints the check that
 * noticed. `-- <part of a name>` runs the matching ones.
 */
import type { Mutant } from "./mutant.ts";
import { mutants } from "./mutants.ts";
import { noticedBy } from "./noticed.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { failuresOf } from "./verdict.ts";

/** Scratch copies side by side: a run of one or two test files keeps about one core busy. */
const LANES = 2;

const part = process.argv.slice(2).join(" ");
const chosen = mutants.filter(({ change }) => change.includes(part));
if (chosen.length === 0) throw new Error(`No mutant is named like "${part}".`);

// What runs is in groups of its own, and ends when this process exits.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

using first = openScratch();
using second = openScratch();
const lanes: readonly Scratch[] = [first, second].slice(0, LANES);

const started = performance.now();
const broken = await failingAnyway(first);
const waiting = chosen.values();
const survivors = (await Promise.all(lanes.map(runLane))).flat();

const seconds = Math.round((performance.now() - started) / 1000);
const noticed = chosen.length - survivors.length;
console.log(`mutants: ${noticed} noticed, ${survivors.length} survived, in ${seconds} s`);
process.exitCode = survivors.length === 0 ? 0 : 1;

/** A check that fails anyway would seem to notice everything. */
async function failingAnyway({ dir }: Scratch): Promise<ReadonlySet<string>> {
  const files = new Set(chosen.flatMap(({ check }) => (check === "lint" ? [] : check)));
  const failures: string[] = [];
  if (files.size > 0) failures.push(...(await failuresOf([...files], dir)));
  if (chosen.some(({ check }) => check === "lint"))
    failures.push(...(await failuresOf("lint", dir)));
  for (const failure of failures) console.log(`fails without any mutant: ${failure}`);
  return new Set(failures);
}

/** Takes mutants from the common queue until it is empty, and returns those nothing noticed. */
async function runLane(scratch: Scratch): Promise<Mutant[]> {
  const survived: Mutant[] = [];
  for (const mutant of waiting) {
    const { isNoticed, says } = await noticedBy(mutant, scratch, broken);
    if (!isNoticed) survived.push(mutant);
    console.log(`${mutant.change} → ${says}`);
  }
  return survived;
}
