import { citations } from "./citations.ts";
import { runTool } from "./tools.ts";
import { unorderedAggregates } from "./unordered-aggregates.ts";

export type Step = () => boolean | Promise<boolean>;

/** What needs neither network nor server, besides the unit tests. */
export const staticChecks: Readonly<Record<string, Step>> = {
  types: () => runTool("typescript/bin/tsc", ["-p", "."]),
  lint: () => runTool("oxlint/bin/oxlint", []),
  "order in models": () => unorderedAggregates("models"),
  citations,
  format: () => runTool("oxfmt/bin/oxfmt", ["--check"]),
};

/** Runs all steps even if one fails, says how long each took, and returns the names of the failed. */
export async function runSteps(steps: Readonly<Record<string, Step>>): Promise<string[]> {
  const failed: string[] = [];
  for (const [name, step] of Object.entries(steps)) {
    const started = performance.now();
    const ok = await step();
    if (!ok) failed.push(name);
    console.log(`${ok ? "ok" : "FAILED"}: ${name} (${secondsSince(started)})\n`);
  }
  return failed;
}

export function secondsSince(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
