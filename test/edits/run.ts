/**
 * `npm run edits [-- COUNT]`: sequences of edits by trainees and masters, played through the whole
 * pipeline and held against an oracle of its own. 2,000 of them where no count is given.
 */
import { judge } from "./faults.ts";
import { play } from "./play.ts";

const SEQUENCES = 2_000;
const FAULTS_SHOWN_MAX = 20;

const count = Number(process.argv[2] ?? SEQUENCES);
const say = (line: string) => process.stdout.write(`${line}\n`);

const began = performance.now();
const { faults, counts } = judge(await play(count));
for (const [name, value] of Object.entries(counts)) say(`${String(value).padStart(7)}  ${name}`);
say(`${String(Math.round((performance.now() - began) / 1_000)).padStart(7)}  seconds`);
for (const fault of faults.slice(0, FAULTS_SHOWN_MAX)) say(fault);
say(faults.length === 0 ? "Nothing is wrong." : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
