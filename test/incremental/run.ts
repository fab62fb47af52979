/**
 * `npm run incremental-runs [-- COUNT [FIRST]]`: sequences of changes to a small community, built in
 * parts after each and held against a full build of all that landed. 200 where no count is given.
 */
import { seededRandom } from "../seed.ts";
import { play } from "./play.ts";

const SEQUENCES = 200;
const CHANGES = 12;
const SAID_EVERY = 10;

const [count = SEQUENCES, first = 0] = process.argv.slice(2).map(Number);
const say = (line: string) => process.stdout.write(`${line}\n`);

const began = performance.now();
const counts = new Map<string, number>();
let faultCount = 0;
for (let done = 0; done < count; done += 1) {
  const { faults, inParts, kinds } = await play(
    seededRandom(`incremental/${first + done}`),
    CHANGES,
  );
  faultCount += faults.length;
  for (const fault of faults) say(`sequence ${first + done}: ${fault}`);
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const [model, times] of inParts) counts.set(model, (counts.get(model) ?? 0) + times);
  if ((done + 1) % SAID_EVERY === 0) say(`  … ${done + 1}/${count}`);
}
say("Sequences with each kind of change, and builds in parts of each model:");
for (const [name, value] of [...counts].toSorted()) say(`${String(value).padStart(7)}  ${name}`);
say(`${String(Math.round((performance.now() - began) / 1000)).padStart(7)}  seconds`);
say(faultCount === 0 ? "Every table is as a full build makes it." : `${faultCount} differ.`);
process.exitCode = faultCount === 0 ? 0 : 1;
