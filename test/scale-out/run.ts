/** `npm run scale-out`: the whole demo on servers, and all that is shown of a ledger, on PostgreSQL. */
import { runTool } from "../check/tools.ts";

const isDone = await runTool("vitest/vitest.mjs", ["run", "--project=scale-out"]);
process.exitCode = isDone ? 0 : 1;
