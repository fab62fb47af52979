import { readFileSync } from "node:fs";
import { relative } from "node:path";

import { ROOT, runTool } from "../check/tools.ts";

/** What vitest's JSON reporter writes, as far as it is read here. */
interface JsonReport {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Titles of what was skipped or is still to be written. */
  readonly skipped: readonly string[];
  readonly failures: readonly string[];
}

/**
 * Runs one vitest project, its output as it comes, and counts what it did. `excused` are the titles
 * of tests that have said why they cannot run here.
 */
export async function runProject(
  project: string,
  dir: string,
  env: NodeJS.ProcessEnv,
  excused: () => ReadonlySet<string>,
): Promise<Outcome> {
  const file = `${dir}/${project}.json`;
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const args = ["run", `--project=${project}`, ...reporters];
  const ok = await runTool("vitest/vitest.mjs", args, env, `${dir}/${project}.txt`);
  return outcomeOf(project, readReport(file), { ok, excused: excused() });
}

/**
 * A file that did not load, an error outside of every test, a file whose tests were all skipped
 * without a reason and a project of which no test ran count as one failure each.
 */
export function outcomeOf(
  project: string,
  report: JsonReport | null,
  { ok, excused }: { ok: boolean; excused: ReadonlySet<string> },
): Outcome {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) =>
    file.assertionResults.map((test) => ({
      ...test,
      where: `${relative(ROOT, file.name)}: ${test.title}`,
    })),
  );
  const failures = [
    ...tests.filter(({ status }) => status === "failed").map(({ where }) => where),
    ...files
      .filter(
        ({ status, assertionResults }) =>
          status === "failed" && assertionResults.every((test) => test.status !== "failed"),
      )
      .map(
        ({ name, message }) =>
          `${relative(ROOT, name)}: ${message?.split("\n")[0] || "did not load"}`,
      ),
    ...files
      .filter(({ status, assertionResults }) => status !== "failed" && isIdle(assertionResults))
      .filter(({ assertionResults }) => !assertionResults.every(({ title }) => excused.has(title)))
      .map(({ name }) => `${relative(ROOT, name)}: none of its tests ran`),
  ];
  if (failures.length === 0) {
    if (report !== null && isIdle(tests)) failures.push(`${project}: no test ran`);
    else if (!ok) failures.push(`${project}: vitest failed outside of its tests`);
  }
  const passed = tests.filter(({ status }) => status === "passed").length;
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  return { passed, failed: failures.length, skipped: skipped.map(({ title }) => title), failures };
}

/** Neither passed nor failed: skipped, still to be written, or nothing at all. */
function isIdle(tests: readonly { readonly status: string }[]): boolean {
  return tests.every(({ status }) => status !== "passed" && status !== "failed");
}

function readReport(file: string): JsonReport | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as JsonReport;
  } catch {
    // Vitest ended before it wrote one; its own output has said why.
    return null;
  }
}
