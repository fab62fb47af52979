/**
 * `npm run source-matrix [-- SOURCE…] [--seeds N] [--seed TEXT] [--cell NAME]`: each source, in each
 * trouble that its system can be in, read by a process that is killed at a drawn request; then well
 * again, and held against its truth. Ten seeds a cell where no number is given. The seed is drawn at
 * run time and printed: given again, it draws the same.
 */
import { parseArgs } from "node:util";

import { createRandom } from "../../demo/random.ts";
import { play } from "./play.ts";
import { cellsOf } from "./world.ts";
import { SOURCES } from "./worlds/index.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "10" },
    seed: { type: "string" },
    cell: { type: "string" },
  },
});
const seed = values.seed ?? Date.now().toString(36);
const seeds = Number(values.seeds);
const began = performance.now();
const say = (line: string) => process.stdout.write(`${line}\n`);

say(`Seed ${seed}, ${seeds} draws a cell.`);
let [playedCount, killedCount, wrongCount] = [0, 0, 0];
for (const source of SOURCES) {
  if (positionals.length > 0 && !positionals.includes(source.name)) continue;
  for (const cell of cellsOf(source)) {
    if (values.cell !== undefined && values.cell !== cell.name) continue;
    let [right, killed] = [0, 0];
    const told: string[] = [];
    for (let draw = 0; draw < seeds; draw += 1) {
      const name = `${seed}/${source.name}/${cell.name}/${draw}`;
      try {
        const { wrong, isKilled } = await play(source, cell, createRandom(name));
        if (isKilled) killed += 1;
        if (wrong.length === 0) right += 1;
        else told.push(`  ! draw ${draw}`, ...wrong.map((what) => `    ${what}`));
      } catch (error) {
        told.push(`  ! draw ${draw}`, `    ${String(error)}`);
      }
    }
    playedCount += seeds;
    killedCount += killed;
    wrongCount += seeds - right;
    const verdict = right === seeds ? "the truth" : "WRONG";
    say(
      `${source.name.padEnd(11)}${cell.name.padEnd(34)}${`${right}/${seeds}`.padStart(7)}` +
        `${`${killed} killed`.padStart(12)}  ${verdict}`,
    );
    for (const line of told) say(line);
  }
}
const seconds = Math.round((performance.now() - began) / 1000);
say(
  `${playedCount} draws, ${killedCount} killed by SIGKILL, ${wrongCount} wrong, ${seconds} s, seed ${seed}.`,
);
process.exitCode = wrongCount === 0 && playedCount > 0 ? 0 : 1;
