import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

// Plain JavaScript, as the browser runs it.
// @ts-expect-error It has no declarations.
import { GatewayRefusal } from "../components/gateway.js";

const ROOT = join(import.meta.dirname, "../..");

/** The codes of a table `code: "explanation",` in a source file. */
function codesIn(file: string, table: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const [, body = ""] = new RegExp(`const ${table}[^{]*\\{([^}]*)\\}`).exec(text) ?? [];
  return [...body.matchAll(/^ {2}([a-z_]+):/gm)].map(([, code = ""]) => code);
}

test.each([
  ["warehouse/ledger/approval/approve.ts", "EXPLANATIONS"],
  ["warehouse/ledger/approval/key-refused.ts", "EXPLANATIONS"],
  ["warehouse/ledger/people/role-ends.ts", "EXPLANATIONS"],
  ["warehouse/ledger/people/wallets.ts", "EXPLANATIONS"],
  ["warehouse/ledger/distribution/steer.ts", "EXPLANATIONS"],
  ["warehouse/ledger/distribution/steer-line.ts", "EXPLANATIONS"],
  ["warehouse/ledger/verdicts/state-verdicts.ts", "EXPLANATIONS"],
  ["warehouse/ledger/people/links/link-refused.ts", "EXPLANATIONS"],
  ["app/gateway/identity/desk.ts", "REFUSALS"],
  ["app/gateway/identity/codes.ts", "REFUSALS"],
  ["app/gateway/identity/sign-ins.ts", "REFUSALS"],
  ["app/gateway/verdicts/desk.ts", "REFUSALS"],
  ["app/gateway/answers/routes.ts", "STATUS"],
])("each code that %s refuses by has words on the page", (file, table) => {
  const codes = codesIn(file, table);

  expect(codes.length).toBeGreaterThan(1);
  expect(
    codes.filter((code) => new GatewayRefusal(code, 409).message.includes(`(${code})`)),
  ).toEqual([]);
});
