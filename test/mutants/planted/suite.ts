import type { Mutant } from "../mutant.ts";

const LEAKS = ["test/run/leaks.test.ts"];

/** The tests themselves: what runs nothing, or something else each time, must not look green. */
export const suiteMutants: readonly Mutant[] = [
  {
    change: "a project of the suite passes empty",
    file: "test/run/project.ts",
    find: "if (report !== null && isIdle(tests)) failures",
    replace: "if (false) failures",
    check: ["test/run/closing.test.ts"],
  },
  {
    change: "a file whose tests are all skipped passes",
    file: "test/run/project.ts",
    find: 'status !== "failed" && isIdle(assertionResults)',
    replace: "false",
    check: ["test/run/closing.test.ts"],
  },
  {
    change: "a bench that measures nothing passes",
    file: "test/bench/outcome.ts",
    find: ".filter(({ rows }) => rows?.length === 0)",
    replace: ".filter(() => false)",
    check: ["test/bench/outcome.test.ts"],
  },
  {
    change: "a test draws what it cannot draw again",
    file: "sources/http.test.ts",
    find: null,
    replace: "export const port = Math.random();",
    check: "lint",
  },
  {
    change: "call a fault survived when one of its tests has passed",
    file: "test/named-tests.ts",
    find: '["FAILED", "NOT RUN", "PASSED"] as const',
    replace: '["PASSED", "FAILED", "NOT RUN"] as const',
    check: ["test/fault-matrix/cases.test.ts"],
  },
  {
    change: "what a test removes is gone before anybody looked for secrets in it",
    file: "test/run/note-secrets.mjs",
    find: "if (kept !== undefined) keepRemoved(kept);",
    replace: "",
    check: LEAKS,
  },
  {
    change: "secrets in base64 are not looked for",
    file: "test/run/secret-forms.ts",
    find: "    ...withinBase64(secret),\n",
    replace: "",
    check: LEAKS,
  },
  {
    change: "any file may hold the kinds of secrets that key files hold",
    file: "test/run/leaks.ts",
    find: "one.file.test(path) && one.kind.test(kind)",
    replace: "path !== '' && one.kind.test(kind)",
    check: LEAKS,
  },
  {
    change: "a secret that was found does not fail the run",
    file: "test/run/secret-watch.ts",
    find: "failed: leaks.length,",
    replace: "failed: 0,",
    check: LEAKS,
  },
];
