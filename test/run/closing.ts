import type { Outcome } from "./project.ts";

export interface NotRun {
  readonly title: string;
  readonly reason: string;
}

/** The last lines of a run: what did not run and why, what failed, and the counts. */
export function closingLines(
  outcomes: readonly Outcome[],
  absent: readonly NotRun[],
  leftOut: readonly { project: string; count: number }[],
): string[] {
  const passed = sum(outcomes.map((outcome) => outcome.passed));
  const failed = sum(outcomes.map((outcome) => outcome.failed));
  const skipped = outcomes.flatMap((outcome) => outcome.skipped);
  const notRun = skipped.length + sum(leftOut.map(({ count }) => count));
  const reasons = new Map(absent.map(({ title, reason }) => [title, reason]));
  return [
    ...outcomes.flatMap(({ failures }) => failures.map((failure) => `FAILED: ${failure}`)),
    ...skipped.map((title) => `NOT RUN: ${title} (${reasons.get(title) ?? "skipped in its file"})`),
    ...leftOut.map(({ project, count }) => `NOT RUN: ${project} (${count} tests)`),
    `executed ${passed + failed}, not run ${notRun}`,
    `tests: ${passed} passed, ${failed} failed${notRun === 0 ? "" : `, ${notRun} skipped`}`,
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
