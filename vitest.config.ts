import { defineConfig } from "vitest/config";

import LongestFirst from "./test/setup/longest-first.ts";

/** As many as there are cores: more only slow each other down. */
const WORKERS_MAX = 2;

/**
 * A limit only ends what hangs: on a machine that does much else, a test may take ten times as long
 * as alone. Nothing measures speed here; the benches do.
 */
const HANG_MS = { unit: 120_000, wholeSystem: 300_000, wholeClub: 600_000 } as const;

const everywhere = { environment: "node", pool: "forks", maxWorkers: WORKERS_MAX } as const;

/** Files that hold a server or a browser run one after another. */
const oneByOne = { ...everywhere, fileParallelism: false } as const;

const OF_FILES_ALONE = [
  "warehouse/ledger/store/ledger-file.test.ts",
  "warehouse/ledger/store/ledger-reader.test.ts",
];

export default defineConfig({
  test: {
    // `test.only` left in a file would leave out the rest of it without a word.
    allowOnly: false,
    teardownTimeout: HANG_MS.unit,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...everywhere,
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [
            "**/node_modules/**",
            "**/.evidence/**",
            "**/.vklad/**",
            "test/system/**",
            "test/temporal/**",
            "test/browser/**",
            "test/club/**",
            "test/engines/**",
            "test/scale-out/**",
          ],
          testTimeout: HANG_MS.unit,
          hookTimeout: HANG_MS.unit,
        },
      },
      {
        test: {
          ...everywhere,
          name: "system",
          include: ["test/system/**/*.test.ts"],
          testTimeout: HANG_MS.wholeSystem,
          hookTimeout: HANG_MS.wholeSystem,
        },
      },
      {
        test: {
          ...oneByOne,
          name: "temporal",
          include: ["test/temporal/**/*.test.ts"],
          globalSetup: ["test/setup/temporal.ts"],
          testTimeout: HANG_MS.wholeSystem,
          hookTimeout: HANG_MS.wholeSystem,
        },
      },
      {
        test: {
          ...oneByOne,
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/setup/browser.ts"],
          testTimeout: HANG_MS.wholeSystem,
          hookTimeout: HANG_MS.wholeSystem,
        },
      },
      {
        // What is shown of the embedded engines, on those of a server.
        test: {
          ...oneByOne,
          name: "engines",
          include: ["warehouse/ledger/store/*.test.ts", "test/engines/**/*.test.ts"],
          exclude: OF_FILES_ALONE,
          globalSetup: ["test/setup/engines.ts"],
          testTimeout: HANG_MS.wholeSystem,
          hookTimeout: HANG_MS.wholeSystem,
        },
      },
      {
        // `npm run scale-out` runs it, and `npm test` the quick part of it above.
        test: {
          ...oneByOne,
          name: "scale-out",
          include: ["test/scale-out/**/*.test.ts", "warehouse/ledger/**/*.test.ts"],
          exclude: OF_FILES_ALONE,
          globalSetup: ["test/setup/engines.ts"],
          testTimeout: HANG_MS.wholeClub,
          hookTimeout: HANG_MS.wholeClub,
        },
      },
      {
        // To its first paid month; `npm run club` goes on.
        test: {
          ...oneByOne,
          name: "club",
          include: ["test/club/**/*.test.ts"],
          globalSetup: ["test/setup/browser.ts"],
          testTimeout: HANG_MS.wholeClub,
          hookTimeout: HANG_MS.wholeClub,
        },
      },
    ],
  },
});
