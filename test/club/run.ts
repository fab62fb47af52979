/**
 * `npm run club`: a community without a demo, from an empty folder to its second paid month, in
 * Chromium and on two Surfpools. Takes some minutes: `npm test` goes to its first paid month.
 */
import { join } from "node:path";

import { installFolder } from "../../app/bootstrap/install.mjs";
import { ROOT, runTool } from "../check/tools.ts";

await installFolder(join(ROOT, "dashboards"));
const env = { VKLAD_CLUB_WHOLE: "1" };
process.exitCode = (await runTool("vitest/vitest.mjs", ["run", "--project", "club"], env)) ? 0 : 1;
