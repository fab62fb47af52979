/** Lists of ours that say by which test each thing is shown: they name tests, and run them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import { ROOT, runTool } from "./check/tools.ts";

/** A file of ours, and words of the title of a test in it, or of several. */
export interface NamedTest {
  readonly file: string;
  readonly title: readonly string[];
}

/** One test of a run, as vitest's JSON reporter tells it. */
export interface Told {
  /** Within the project. */
  readonly file: string;
  readonly title: string;
  readonly status: string;
}

export interface Ran {
  readonly told: readonly Told[];
  /** Why a test could not run here, by its title. */
  readonly notRun: ReadonlyMap<string, string>;
}

export interface TestResult {
  readonly result: "PASSED" | "FAILED" | "NOT RUN";
  readonly by: string;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

export const within =
  (file: string) =>
  (...title: string[]): NamedTest => ({ file, title });

export function isTold({ file, title }: NamedTest, told: Pick<Told, "file" | "title">): boolean {
  return told.file === file && title.every((words) => told.title.includes(words));
}

/** Those whose words are not in their file. */
export function missingTests(named: readonly NamedTest[]): readonly NamedTest[] {
  return named.filter(({ file, title }) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    return !title.every((words) => text.includes(words));
  });
}

/** Only what ran and passed is called passed. */
export function resultOf(named: NamedTest, { told, notRun }: Ran): TestResult {
  const tests = told.filter((one) => isTold(named, one));
  const [first] = tests;
  const { file, title } = named;
  if (first === undefined) return { result: "NOT RUN", by: `${file}: ${title.join(" … ")}` };
  const by = `${file}: ${first.title}${tests.length > 1 ? ` and ${tests.length - 1} more` : ""}`;
  if (tests.some(({ status }) => status === "failed")) return { result: "FAILED", by };
  if (tests.every(({ status }) => status === "passed")) return { result: "PASSED", by };
  const why = notRun.get(first.title) ?? "it was skipped";
  return { result: "NOT RUN", by: `${by} (${why})` };
}

/** Of what several tests show together: it is passed where all of them are. */
export function resultOfAll(named: readonly NamedTest[], ran: Ran): TestResult {
  const each = named.map((one) => resultOf(one, ran));
  const worst = (["FAILED", "NOT RUN", "PASSED"] as const).find((result) =>
    each.some((one) => one.result === result),
  );
  return { result: worst ?? "NOT RUN", by: each.map(({ by }) => by).join("; ") };
}

/** Runs the files of these tests, whole, and says what became of each test in them. */
export async function runNamed(named: readonly NamedTest[]): Promise<Ran> {
  const dir = mkdtempSync(join(tmpdir(), "vklad-named-"));
  try {
    const report = join(dir, "report.json");
    const reasons = join(dir, "not-run.ndjson");
    writeFileSync(reasons, "");
    const files = new Set(named.map(({ file }) => file));
    const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    await runTool("vitest/vitest.mjs", [...args, ...files], { VKLAD_TEST_NOT_RUN: reasons });
    const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
    const told = testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ title, status }) => ({ file: relative(ROOT, name), title, status })),
    );
    const lines = readFileSync(reasons, "utf8").split("\n").filter(Boolean);
    const why = lines.map((line) => JSON.parse(line) as { title: string; reason: string });
    return { told, notRun: new Map(why.map(({ title, reason }) => [title, reason])) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
