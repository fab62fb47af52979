/**
 * `npm run kills`: kills the product in each of its places alone, which `npm test` does in a row, and
 * landing's compaction at twenty instants, where `npm test` draws three.
 */
import { runTool } from "./check/tools.ts";

const files = ["test/system/kill.test.ts", "test/system/landing-kill.test.ts"];
const args = ["run", "--project=system", ...files];
const isDone = await runTool("vitest/vitest.mjs", args, { VKLAD_KILLS_WHOLE: "1" });
process.exitCode = isDone ? 0 : 1;
