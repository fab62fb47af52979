/** What people can be told, read from the source: so that the page about it cannot fall behind. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { projectFiles, ROOT } from "../check/tools.ts";

const PRODUCT = /^(?:app|sources|warehouse|models|activities|workflows)\/.*\.m?[tj]s$/;

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const sources = projectFiles()
  .filter((path) => PRODUCT.test(path) && !/\.test\.ts$|\/given|\/testing\//.test(path))
  .map((path) => ({ path, text: read(path) }));

const found = (from: RegExp, within = PRODUCT) =>
  sources
    .filter(({ path }) => within.test(path))
    .flatMap(({ text }) => [...text.matchAll(from)].map(([, name = ""]) => name));

const errors = found(/\bname(?:: string)? = "(\w+(?:Error|Failure))"/g);
const refusals = found(
  /^ {2}([a-z_]+):\s+"[A-Z]/gm,
  /^(?:warehouse\/ledger\/(?:approval|people|verdicts|distribution\/steer)|app\/gateway\/(?:identity|verdicts|wallets))/,
);
const unanswered = found(/^ {2}(answers?_[a-z_]+): \d{3},/gm, /^app\/gateway\/answers\//);
const answers = found(/\berror: (?:status >= 500 \? )?"([a-z_]+)"/g, /^app\/gateway\//);
const said = new Set([...errors, ...refusals, ...unanswered, ...answers]);

const pages = ["docs/troubleshooting.md", "docs/ru/troubleshooting.md"];

/** What the page's tables are about: code in a row's first cell. */
function listed(page: string): readonly string[] {
  return read(page)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .flatMap((line) =>
      [...(line.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
    );
}

test("errors, refusals and answers are found in the source", () => {
  expect(errors.length).toBeGreaterThan(40);
  expect(refusals).toContain("key_not_confirmed");
  expect(answers).toContain("foreign_origin");
});

test.each(pages)("%s lists every error a person can meet, once, and no other", (page) => {
  expect(listed(page).toSorted()).toEqual([...said].toSorted());
});
