import { defineConfig } from "vitest/config";

/** Whole-system tests start processes of their own: more workers than this only slow them down. */
const WORKERS_MAX = 2;

const everywhere = { environment: "node", pool: "forks", maxWorkers: WORKERS_MAX } as const;

/** Files that hold a server, a browser or a process tree run one after another. */
const oneByOne = { ...everywhere, fileParallelism: false } as const;

export default defineConfig({
  test: {
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
          ],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          ...oneByOne,
          name: "system",
          include: ["test/system/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...oneByOne,
          name: "temporal",
          include: ["test/temporal/**/*.test.ts"],
          globalSetup: ["test/setup/temporal.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...oneByOne,
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/setup/browser.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
