/** `npm run check`: everything that needs no network and no server, in about a minute. */
import { fileSizes } from "./check/file-sizes.ts";
import { runSteps, staticChecks } from "./check/steps.ts";
import { runTool } from "./check/tools.ts";

const failed = await runSteps({
  ...staticChecks,
  "unit tests": () => runTool("vitest/vitest.mjs", ["run", "--project=unit"]),
  "file sizes": fileSizes,
});
console.log(failed.length === 0 ? "check: clean" : `check: failed in ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
