import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../check/tools.ts";
import type { Mutant } from "./mutant.ts";

/** The names of the checks that failed in `dir`; empty if all passed. */
export function failuresOf(check: Mutant["check"], dir: string): string[] {
  return check === "lint" ? lintFailures(dir) : testFailures(check, dir);
}

function lintFailures(dir: string): string[] {
  const { stdout, status } = tool("oxlint/bin/oxlint", ["--format=json"], dir);
  if (status === 0) return [];
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: readonly { code: string; filename: string; message: string }[];
  };
  return diagnostics.map(({ code, filename, message }) => `lint ${code}: ${filename}: ${message}`);
}

function testFailures(files: readonly string[], dir: string): string[] {
  const report = join(dir, "mutant-report.json");
  rmSync(report, { force: true });
  const reporter = ["--reporter=json", `--outputFile=${report}`];
  const { status, stdout, stderr } = tool("vitest/vitest.mjs", ["run", ...reporter, ...files], dir);
  if (status === 0) return [];
  const tests = (JSON.parse(readFileSync(report, "utf8")) as Report).testResults.flatMap((file) =>
    file.assertionResults.filter((test) => test.status === "failed"),
  );
  // A file that no longer loads says nothing about what the tests would have noticed.
  if (tests.length === 0) throw new Error(`No test failed, the run did:\n${stdout}\n${stderr}`);
  return tests.map(({ title }) => `test: ${title}`);
}

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

function tool(path: string, args: readonly string[], cwd: string) {
  const run = [join(ROOT, "node_modules", path), ...args];
  return spawnSync(process.execPath, run, { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}
