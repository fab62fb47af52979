import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { text } from "node:stream/consumers";

import { ROOT } from "../check/tools.ts";
import type { Mutant } from "./mutant.ts";

/** Some mistakes make a loop that never ends: the other mutants are not to wait for it. */
const RUN_MAX_MS = 10 * 60_000;

/** What vitest's JSON reporter writes, as far as it is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/**
 * The names of the checks that failed in `dir`; empty if all passed. Throws if no test ran, or if
 * the run failed outside of its tests: that says nothing about what they would have noticed.
 */
export function failuresOf(check: Mutant["check"], dir: string): Promise<string[]> {
  return check === "lint" ? lintFailures(dir) : testFailures(check, dir);
}

async function lintFailures(dir: string): Promise<string[]> {
  const { output, status } = await tool("oxlint/bin/oxlint", ["--format=json"], dir);
  if (status === 0) return [];
  const { diagnostics } = JSON.parse(output) as {
    diagnostics: readonly { code: string; filename: string; message: string }[];
  };
  return diagnostics.map(({ code, filename, message }) => `lint ${code}: ${filename}: ${message}`);
}

async function testFailures(files: readonly string[], dir: string): Promise<string[]> {
  const report = join(dir, "mutant-report.json");
  rmSync(report, { force: true });
  const reporter = ["--reporter=json", `--outputFile=${report}`];
  const needsServer = (file: string) => file.startsWith("test/engines/");
  const projects = [
    ...(files.every(needsServer) ? [] : ["--project=unit"]),
    ...(files.some(needsServer) ? ["--project=engines"] : []),
  ];
  const args = ["run", ...projects, ...reporter, ...files];
  const { status, output } = await tool("vitest/vitest.mjs", args, dir);
  const tests = (JSON.parse(readFileSync(report, "utf8")) as Report).testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: relative(dir, file.name) })),
  );
  if (!tests.some(({ status }) => status === "passed" || status === "failed")) {
    throw new Error(`No test ran in ${files.join(", ")}:\n${output}`);
  }
  const failed = tests.filter(({ status }) => status === "failed");
  if (status !== 0 && failed.length === 0) {
    throw new Error(`No test failed, the run did:\n${output}`);
  }
  return failed.map(({ file, title }) => `${file}: ${title}`);
}

async function tool(path: string, args: readonly string[], cwd: string) {
  const run = [join(ROOT, "node_modules", path), ...args];
  // In a group of its own, so that vitest's workers end with it.
  const child = spawn(process.execPath, run, {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = () => process.kill(-(child.pid ?? 0), "SIGKILL");
  const overdue = setTimeout(end, RUN_MAX_MS);
  process.once("exit", end);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  clearTimeout(overdue);
  process.off("exit", end);
  if (status === null)
    throw new Error(`${path} did not end in ${RUN_MAX_MS / 60_000} minutes: ${args.join(" ")}`);
  return { status, output: stdout === "" ? stderr : stdout };
}
