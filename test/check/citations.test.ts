import { expect, test } from "vitest";

import { missingIn } from "./citations.ts";

const FILES = ["docs/operating.md", "app/cli/main.ts", "README.md"];

const missing = (path: string, source: string) =>
  missingIn(path, source, FILES).map(({ line, cited }) => `${line} ${cited}`);

test("a comment that cites a file or a section nobody here has is refused with its line", () => {
  const source = [
    "/** As measured: `notes/speed.md` §3.1. */",
    "const LIMIT = 14; // see speed.ts",
    'import { main } from "./made-up.ts";',
  ].join("\n");

  expect(missing("app/limit.ts", source)).toEqual(["1 notes/speed.md", "1 §3.1.", "2 speed.ts"]);
});

test("a file may be cited from the root, from beside, or by the end of its path", () => {
  const source = "// docs/operating.md, ./cli/main.ts, cli/main.ts, main.ts and my.config.ts";

  expect(missing("app/start.ts", source)).toEqual([]);
});

test("all of a page is read, and links of the web are left alone", () => {
  const page = "See [how](operating.md), [why](deciding.md) and https://example.org/a/b.md";

  expect(missing("docs/page.md", page)).toEqual(["1 deciding.md"]);
});
