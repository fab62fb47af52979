/** fast-check with the tests' seed; a failure prints seed and path, to be run again. */
import fc from "fast-check";

import { TEST_SEED } from "./seed.ts";

fc.configureGlobal({ seed: TEST_SEED });

export { fc };
