import { appendFileSync } from "node:fs";

import { test } from "vitest";

/**
 * A test that cannot run here, for a reason nobody can mend on the spot. `npm test` names it with
 * its reason; a test skipped in any other way counts for nothing, and a file of such tests fails.
 */
export function testNotRun(title: string, reason: string): void {
  const report = process.env["VKLAD_TEST_NOT_RUN"];
  if (report === undefined) process.stdout.write(`NOT RUN: ${title} (${reason})\n`);
  // `test/run.ts` names the file and prints what is gathered there with its closing line.
  else appendFileSync(report, `${JSON.stringify({ title, reason })}\n`);
  test.skip(title, () => {});
}
