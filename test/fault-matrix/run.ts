/**
 * `npm run fault-matrix`: runs the tests by which each fault that paying has to survive is shown, and
 * prints case, world, result and test. Ends non-zero unless all that is built is shown.
 */
import { runNamed } from "../named-tests.ts";
import { CASES, shownOf } from "./cases.ts";
import { type Result, rowsOf } from "./rows.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

const shown = CASES.flatMap(({ worlds }) => Object.values(worlds).flatMap(shownOf));
const rows = rowsOf(await runNamed(shown));
const counts = new Map<Result, number>();
say("");
for (const { name, fault, world, result, by } of rows) {
  counts.set(result, (counts.get(result) ?? 0) + 1);
  say(`${name}  ${world.padEnd(8)}  ${result.padEnd(9)}  ${fault}${by === "" ? "" : `  [${by}]`}`);
}
say("");
const summary = [...counts].map(([result, count]) => `${count} ${result}`).join(", ");
say(`${CASES.length} cases, ${rows.length} rows: ${summary}`);
const isWhole = rows.every(({ result }) => result === "PASSED" || result === "NOT BUILT");
process.exitCode = isWhole ? 0 : 1;
