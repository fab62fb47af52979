/**
 * `npm run club`: a community without a demo, from an empty folder to its second paid month, in
 * Chromium and on two Surfpools. Takes some minutes, and is no part of `npm test` for that.
 */
import { join } from "node:path";

import { installFolder } from "../../app/bootstrap/install.mjs";
import { ROOT, runTool } from "../check/tools.ts";

await installFolder(join(ROOT, "dashboards"));
process.exitCode = (await runTool("vitest/vitest.mjs", ["run", "--project", "club"])) ? 0 : 1;
