/** `npm run kills`: kills the product in each of its places alone, which `npm test` does in a row. */
import { runTool } from "./check/tools.ts";

const args = ["run", "--project=system", "test/system/kill.test.ts"];
const isDone = await runTool("vitest/vitest.mjs", args, { VKLAD_KILLS_WHOLE: "1" });
process.exitCode = isDone ? 0 : 1;
