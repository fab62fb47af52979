/**
 * Real data of other communities lies beside the repository and is never part of it. A test that
 * reads it says so, and is reported as not run where it is absent.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";

import { testNotRun } from "./not-run.ts";

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
  if (path === null) testNotRun(title, `../shared/data/${relativePath} is absent`);
  else test(title, () => fn(path));
}
