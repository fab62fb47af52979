/**
 * `npm run invariants`: runs the tests by which each invariant of paying is shown, then takes each
 * guard away in a scratch copy, and prints invariant, tests, guard, mutants and results. Ends
 * non-zero unless all tests pass and each guard's absence fails a test of its own invariant.
 */
import { mutants } from "../mutants/mutants.ts";
import type { Noticed } from "../mutants/noticed.ts";
import { plantAll } from "../mutants/plant.ts";
import { runNamed } from "../named-tests.ts";
import { INVARIANTS } from "./invariants.ts";
import { type Result, rowsOf } from "./rows.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

const ran = await runNamed(INVARIANTS.flatMap(({ tests }) => tests));
const named = new Set(INVARIANTS.flatMap((one) => one.mutants));
const noticed = new Map<string, Noticed>();
say(`\nTaking ${named.size} guards away, one at a time …`);
await plantAll(
  mutants.filter(({ change }) => named.has(change)),
  ({ change }, found) => noticed.set(change, found),
);

const counts = new Map<Result, number>();
for (const invariant of INVARIANTS) {
  say(`\n${invariant.name.padEnd(3)}  ${invariant.holds}`);
  say(`     guard   ${invariant.guard}`);
  for (const { what, result, says } of rowsOf(invariant, ran, noticed)) {
    counts.set(result, (counts.get(result) ?? 0) + 1);
    say(`     ${what.padEnd(6)}  ${result.padEnd(11)}  ${says}`);
  }
}
const summary = [...counts].map(([result, count]) => `${count} ${result}`).join(", ");
say(`\n${INVARIANTS.length} invariants: ${summary}`);
const isWhole = [...counts.keys()].every((result) =>
  ["PASSED", "NOTICED", "NOT BUILT", "DECIDED"].includes(result),
);
process.exitCode = isWhole ? 0 : 1;
