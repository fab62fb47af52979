/**
 * `npm run fault-matrix`: runs the tests by which each fault that paying has to survive is shown, and
 * prints case, world, result and test. Ends non-zero unless all that is built is shown.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { ROOT, runTool } from "../check/tools.ts";
import { CASES, shownOf } from "./cases.ts";
import { type Result, rowsOf, type Told } from "./rows.ts";

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

const say = (line: string) => process.stdout.write(`${line}\n`);
const dir = mkdtempSync(join(tmpdir(), "vklad-matrix-"));
try {
  await main();
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const shown = CASES.flatMap(({ worlds }) => Object.values(worlds).flatMap(shownOf));
  const files = [...new Set(shown.map(({ file }) => file))];
  const report = join(dir, "report.json");
  const reasons = join(dir, "not-run.ndjson");
  writeFileSync(reasons, "");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  await runTool("vitest/vitest.mjs", [...args, ...files], { VKLAD_TEST_NOT_RUN: reasons });

  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  const told = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status }): Told => ({
      file: relative(ROOT, name),
      title,
      status,
    })),
  );
  const notRun = readFileSync(reasons, "utf8").split("\n").filter(Boolean);
  const why = notRun.map((line) => JSON.parse(line) as { title: string; reason: string });
  const rows = rowsOf(told, new Map(why.map(({ title, reason }) => [title, reason])));
  const counts = new Map<Result, number>();
  say("");
  for (const { name, fault, world, result, by } of rows) {
    counts.set(result, (counts.get(result) ?? 0) + 1);
    say(
      `${name}  ${world.padEnd(8)}  ${result.padEnd(9)}  ${fault}${by === "" ? "" : `  [${by}]`}`,
    );
  }
  say("");
  const summary = [...counts].map(([result, count]) => `${count} ${result}`).join(", ");
  say(`${CASES.length} cases, ${rows.length} rows: ${summary}`);
  const isWhole = rows.every(({ result }) => result === "PASSED" || result === "NOT BUILT");
  process.exitCode = isWhole ? 0 : 1;
}
