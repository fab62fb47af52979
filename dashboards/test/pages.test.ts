import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";

import { tablesOf } from "../../models/access.ts";
import { marts } from "../../models/marts/index.ts";
import { roleOfPages, roleTable } from "../../models/roles.ts";
import { askedBy, giveMacros } from "./queries.ts";

const pages = join(import.meta.dirname, "../pages");

const files = readdirSync(pages, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".md"),
);

test.each(files)("%s asks only for what its role's tables hold", async (file) => {
  const text = readFileSync(join(pages, file), "utf8");
  const role = roleOfPages(file.split("/")[0] ?? "");
  if (role === null) throw new Error(`${file} is in no role's folder: see models/roles.ts.`);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const { table } of tablesOf(role)) await connection.run(emptyTable(table));
  await giveMacros(connection);

  const failures: string[] = [];
  for (const { name, sql, values } of askedBy(text, file, {}))
    await connection
      .run(`SELECT * FROM (${sql})`, values)
      .catch((error: Error) => failures.push(`${name}: ${error.message}`));

  expect(failures).toEqual([]);
});

test("each role has a first page, and no other folder has pages", () => {
  const folders = new Set(files.map((file) => file.split("/")[0]));
  const first = files.filter((file) => /^[^/]+\/index\.md$/.test(file));

  expect([...folders].toSorted()).toEqual(roleTable.map(({ pages }) => pages).toSorted());
  expect(first.toSorted()).toEqual(roleTable.map(({ pages }) => `${pages}/index.md`).toSorted());
});

test.each(files)("%s names the tables it needs, and a title", (file) => {
  const text = readFileSync(join(pages, file), "utf8");
  const [, front = ""] = /^---\n([\s\S]*?)\n---/.exec(text) ?? [];
  const needs = /needs: \[(.*)\]/.exec(front)?.[1]?.split(", ") ?? [];
  const asked = new Set(
    [...text.matchAll(/(?:from|join) ([a-z]+_[a-z_]+)/g)].map(([, name]) => name),
  );

  expect(front).toContain("title: ");
  expect(needs.toSorted()).toEqual([...asked].toSorted());
});

/** What the head of each page says of itself, and what of that it says in English. */
const heads = files.map((file) => {
  const [, front = ""] =
    /^---\n([\s\S]*?)\n---/.exec(readFileSync(join(pages, file), "utf8")) ?? [];
  const english = /^english: \{ (.*) \}$/m.exec(front)?.[1] ?? "";
  const keysOf = (text: string) =>
    ["title", "section", "nav"].filter((key) => new RegExp(`\\b${key}: `).test(text));
  return {
    file,
    front,
    english,
    keys: keysOf(front.replace(/^english: .*$/m, "")),
    said: keysOf(english),
  };
});

test("a page that is in English, too, says so in its head alone, and all that it says of itself", () => {
  const bilingual = heads.filter(({ said }) => said.includes("title"));

  expect(bilingual.length).toBeGreaterThan(0);
  expect(bilingual.filter(({ keys, said }) => keys.join() !== said.join())).toEqual([]);
  // Evidence would show the Russian title over the shell's.
  expect(bilingual.filter(({ front }) => !front.includes("hide_title: true"))).toEqual([]);
  // Every page names the sections of the header.
  expect(
    heads.filter(({ keys, said }) => keys.includes("section") && !said.includes("section")),
  ).toEqual([]);
});

test("of a role every page is in English, too, or none is: they share one database", () => {
  const roles = Map.groupBy(heads, ({ file }) => file.split("/")[0]);
  const counts = [...roles].map(([role, of]) => ({
    role,
    pages: of.length,
    english: of.filter(({ said }) => said.includes("title")).length,
  }));

  expect(counts.filter(({ pages, english }) => english > 0 && english < pages)).toEqual([]);
  expect(counts.filter(({ english }) => english > 0).map(({ role }) => role)).toEqual([
    "committee",
  ]);
});

function emptyTable(table: string): string {
  const model = marts.find(({ name }) => name === table);
  const columns = Object.entries(model?.columns ?? {}).map(
    ([name, type]) => `"${name}" ${type.replace("?", "")}`,
  );
  return `CREATE TABLE ${table} (${columns.join(", ")})`;
}
