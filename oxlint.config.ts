/**
 * What the linter holds us to: the import table of the architecture, and that models and workflows
 * give equal results when run again. Both rules are in `test/lint/`: oxlint's own
 * `no-restricted-imports` knows no exact paths and lets a denied path through where another of its
 * patterns allows it.
 */
import { defineConfig } from "oxlint";

import type { Row } from "./test/lint/import-table.ts";

/** The row of the deepest folder that holds a file counts. `test/` may import everything. */
const TABLE: readonly Row[] = [
  { folder: "sources", may: [] },
  {
    folder: "warehouse",
    may: [
      "sources/source.ts",
      "sources/exact-json.ts",
      "sources/hook.ts",
      "sources/tables.ts",
      "sources/usage.ts",
    ],
  },
  { folder: "models", may: [], packages: ["kysely", "apache-arrow"] },
  { folder: "activities/*", may: ["sources", "warehouse", "models"] },
  { folder: "activities/settlement", may: ["warehouse/ledger"] },
  { folder: "workflows", may: ["temporal.config.ts"], mayTypes: ["activities"], builtins: false },
  // These two also hold what runs outside the workflow sandbox: they start workers and clients.
  {
    folder: "workflows/temporal",
    may: ["workflows", "temporal.config.ts"],
    mayTypes: ["activities"],
  },
  {
    folder: "workflows/embedded",
    may: ["workflows", "temporal.config.ts"],
    mayTypes: ["activities"],
  },
  {
    folder: "app",
    // The community's configuration lies where `--config` says.
    mayUnnamed: true,
    may: [
      "sources",
      "warehouse",
      "models",
      "activities",
      "workflows",
      "temporal.config.ts",
      "vklad.config.ts",
      "package.json",
    ],
  },
  { folder: "demo", may: ["sources/source.ts"], mayTypes: ["warehouse/ledger", "models"] },
];

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "node"],
  jsPlugins: ["./test/lint/plugin.ts"],
  categories: { correctness: "error" },
  ignorePatterns: ["dashboards/**", "!dashboards/test/**", "**/node_modules/**", ".vklad/**"],
  rules: {
    "vklad/import-table": ["error", { table: TABLE }],
    "node/no-process-env": "error",
    "eslint/no-console": "error",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    // A test's generator or a stub may have nothing to yield or await.
    "eslint/require-yield": "off",
  },
  overrides: [
    { files: ["models/**", "workflows/**"], rules: { "vklad/no-clock": "error" } },
    { files: ["workflows/{temporal,embedded}/**"], rules: { "vklad/no-clock": "off" } },
    {
      files: ["**/*.test.ts", "**/given*.ts", "**/testing/**", "test/**", "demo/**"],
      rules: { "vklad/no-chance": "error" },
    },
    // The second draws nothing: it sees what others draw.
    {
      files: ["test/property.ts", "test/run/note-secrets.mjs"],
      rules: { "vklad/no-chance": "off" },
    },
    { files: ["app/**", "test/**", "demo/**"], rules: { "node/no-process-env": "off" } },
    {
      files: ["app/cli/**", "app/bootstrap/**", "demo/**", "test/**"],
      rules: { "eslint/no-console": "off" },
    },
    {
      // `given.ts` and its like hold what several tests begin with; nothing else may import them.
      files: ["**/*.test.ts", "**/given*.ts"],
      rules: {
        // Rows of a table read best one a line: `...{ id, title }` keeps fields together.
        "unicorn/no-useless-spread": "off",
        "vklad/import-table": "off",
        "vklad/no-clock": "off",
        "node/no-process-env": "off",
      },
    },
  ],
});
