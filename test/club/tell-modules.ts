/** Loaded before the product: writes down which modules each of its processes and threads loads. */
import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";

/** Not set in the shell's build, which gets no environment but its own. */
const file = process.env["VKLAD_TEST_MODULES"];

if (file !== undefined)
  registerHooks({
    load(url, context, next) {
      if (!url.includes("/node_modules/")) appendFileSync(file, `${url}\n`);
      return next(url, context);
    },
  });
