/**
 * Real data of other communities lies beside the repository and is never part of it. A test that
 * reads it says so, and is reported as not run where it is absent.
 */
import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";

const SHARED = join(import.meta.dirname, "..", "..", "shared", "data");

/** The path of a file under `../shared/data`, or null where it is not there. */
export function sharedData(relativePath: string): string | null {
  const path = join(SHARED, relativePath);
  return existsSync(path) ? path : null;
}

/** A test over shared data: run where the data is, counted as not run with its reason elsewhere. */
export function testWithShared(
  title: string,
  relativePath: string,
  fn: (path: string) => void | Promise<void>,
): void {
  const path = sharedData(relativePath);
  if (path !== null) {
    test(title, () => fn(path));
    return;
  }
  const reason = `../shared/data/${relativePath} is absent`;
  const report = process.env["VKLAD_TEST_NOT_RUN"];
  if (report === undefined) process.stdout.write(`NOT RUN: ${title} (${reason})\n`);
  // `test/run.ts` names the file and prints what is gathered there with its closing line.
  else appendFileSync(report, `${JSON.stringify({ title, reason })}\n`);
  test.skip(title, () => {});
}
