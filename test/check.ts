/**
 * `npm run check`: everything that needs no network and no server, in about a minute. A step that
 * fails does not keep the others from being run.
 */
import { fileSizes } from "./check/file-sizes.ts";
import { runTool } from "./check/tools.ts";
import { unorderedAggregates } from "./check/unordered-aggregates.ts";

const steps = {
  types: () => runTool("typescript/bin/tsc", ["-p", "."]),
  lint: () => runTool("oxlint/bin/oxlint", []),
  "order in models": () => unorderedAggregates("models"),
  format: () => runTool("oxfmt/bin/oxfmt", ["--check"]),
  "unit tests": () => runTool("vitest/vitest.mjs", ["run", "--project=unit"]),
  "file sizes": fileSizes,
};

const failed = Object.entries(steps).flatMap(([name, step]) => {
  const started = performance.now();
  const ok = step();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${ok ? "ok" : "FAILED"}: ${name} (${seconds} s)\n`);
  return ok ? [] : [name];
});
console.log(failed.length === 0 ? "check: clean" : `check: failed in ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
