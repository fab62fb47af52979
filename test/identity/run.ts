/**
 * `npm run identity-runs [-- COUNT]`: sequences of links, undoings and bulk undoings on real ledgers,
 * each built into tables by DuckDB before, midway and after. 1,000 of them where no count is given.
 */
import { play } from "./play.ts";

const SEQUENCES = 1_000;
const FAULTS_SHOWN_MAX = 20;
const SAID_EVERY = 50;

const count = Number(process.argv[2] ?? SEQUENCES);
const say = (line: string) => process.stdout.write(`${line}\n`);

const began = performance.now();
const { faults, counts } = await play(count, (done) => {
  if (done % SAID_EVERY === 0) say(`  … ${done}/${count}`);
});
for (const [name, value] of Object.entries(counts).toSorted())
  say(`${String(value).padStart(7)}  ${name}`);
say(`${String(Math.round((performance.now() - began) / 1_000)).padStart(7)}  seconds`);
for (const fault of faults.slice(0, FAULTS_SHOWN_MAX)) say(fault);
say(faults.length === 0 ? "Nothing is wrong." : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
