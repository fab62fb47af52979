import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { projectFiles, ROOT } from "./tools.ts";

/** Past this a file is named, so that somebody looks at it a second time. */
const OUTLIER_LINES = 250;

const CODE = /\.(ts|mts|mjs|js|svelte)$/;
const GROUPS = { product: (path: string) => !isTest(path), tests: isTest, all: () => true };

/** Prints how long our files are. A file past its budget asks for a look, not for a cut. */
export function fileSizes(): true {
  const files = projectFiles()
    .filter((path) => CODE.test(path) && existsSync(join(ROOT, path)))
    .map((path) => ({ path, lines: linesOf(path) }))
    .toSorted((a, b) => a.lines - b.lines);
  for (const [group, belongs] of Object.entries(GROUPS)) {
    const lines = files.filter(({ path }) => belongs(path)).map((file) => file.lines);
    console.log(`${group.padEnd(8)} ${summary(lines)}`);
  }
  for (const { path, lines } of files.filter((file) => file.lines > OUTLIER_LINES).toReversed()) {
    console.log(`  ${lines} lines: ${path}`);
  }
  return true;
}

/** Of line counts in ascending order. */
export function summary(lines: readonly number[]): string {
  if (lines.length === 0) return "no files";
  const at = (share: number) => lines[Math.min(lines.length - 1, Math.floor(share * lines.length))];
  const under = (limit: number) => {
    const percent = (100 * lines.filter((count) => count < limit).length) / lines.length;
    return `${percent.toFixed(1)} % under ${limit}`;
  };
  return `${lines.length} files, median ${at(0.5)} lines, p90 ${at(0.9)}, ${under(80)}, ${under(200)}`;
}

function linesOf(path: string): number {
  return readFileSync(join(ROOT, path), "utf8").trimEnd().split("\n").length;
}

function isTest(path: string): boolean {
  return /^test\/|\.test\.ts$|\/given[^/]*\.ts$/.test(path);
}
