/**
 * `npm run mutants`: makes each mistake of `mutants.ts` in a scratch copy and prints the check that
 * noticed. `-- <part of a name>` runs the matching ones.
 */
import { mutants } from "./mutants.ts";
import { mutated, type Mutant } from "./mutant.ts";
import { openScratch } from "./scratch.ts";
import { failuresOf } from "./verdict.ts";

const [part = ""] = process.argv.slice(2);
const chosen = mutants.filter(({ change }) => change.includes(part));
if (chosen.length === 0) throw new Error(`No mutant is named like "${part}".`);

using scratch = openScratch();

// A check that fails anyway would seem to notice everything.
const broken = new Map<string, string[]>();
for (const check of new Set(chosen.map((mutant) => JSON.stringify(mutant.check)))) {
  broken.set(check, failuresOf(JSON.parse(check) as Mutant["check"], scratch.dir));
}

let survivors = 0;
for (const mutant of chosen) {
  const before = broken.get(JSON.stringify(mutant.check)) ?? [];
  const after = scratch.with(
    mutant.file,
    (source) => mutated(mutant, source),
    () => failuresOf(mutant.check, scratch.dir),
  );
  const noticed = after.filter((failure) => !before.includes(failure));
  if (noticed.length === 0) survivors += 1;
  console.log(`${mutant.change} → ${noticed[0] ?? "NOTHING FAILED"}${more(noticed.length)}`);
}
console.log(`mutants: ${chosen.length - survivors} noticed, ${survivors} survived`);
process.exitCode = survivors === 0 ? 0 : 1;

function more(count: number): string {
  return count > 1 ? ` (and ${count - 1} more)` : "";
}
