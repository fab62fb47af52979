/**
 * `npm run mutants`: makes each mistake of `mutants.ts` in a scratch copy and prints the check that
 * noticed. `-- <part of a name>` runs the matching ones.
 */
import { mutants } from "./mutants.ts";
import { plantAll } from "./plant.ts";

const part = process.argv.slice(2).join(" ");
const chosen = mutants.filter(({ change }) => change.includes(part));
if (chosen.length === 0) throw new Error(`No mutant is named like "${part}".`);

const started = performance.now();
let survivedCount = 0;
await plantAll(chosen, ({ change }, { isNoticed, says }) => {
  if (!isNoticed) survivedCount += 1;
  console.log(`${change} → ${says}`);
});

const seconds = Math.round((performance.now() - started) / 1000);
const noticedCount = chosen.length - survivedCount;
console.log(`mutants: ${noticedCount} noticed, ${survivedCount} survived, in ${seconds} s`);
process.exitCode = survivedCount === 0 ? 0 : 1;
