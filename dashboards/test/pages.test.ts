import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";

import { tablesOf, type Role } from "../../models/access.ts";
import { marts } from "../../models/marts/index.ts";
// Plain JavaScript, as the browser runs it.
// @ts-expect-error It has no declarations.
import { macros } from "../components/macros.js";

const pages = join(import.meta.dirname, "../pages");
const ROLES: Record<string, Role> = {
  deanery: "deanery",
  master: "master",
  committee: "committee",
  me: "trainee",
};

const files = readdirSync(pages, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".md"),
);

test.each(files)("%s asks only for what its role's tables hold", async (file) => {
  const text = readFileSync(join(pages, file), "utf8");
  const role = ROLES[file.split("/")[0] ?? ""] ?? "deanery";
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const { table } of tablesOf(role)) await connection.run(emptyTable(table));
  for (const macro of macros("2026-10-05T09:00:00Z")) await connection.run(macro);

  const failures: string[] = [];
  for (const [, name, sql = ""] of text.matchAll(/```sql (\w+)\n([\s\S]*?)```/g))
    await connection
      .run(`SELECT * FROM (${sql.replace(/\$\{params\.\w+\}/g, "x")})`)
      .catch((error: Error) => failures.push(`${name}: ${error.message}`));

  expect(failures).toEqual([]);
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

function emptyTable(table: string): string {
  const model = marts.find(({ name }) => name === table);
  const columns = Object.entries(model?.columns ?? {}).map(
    ([name, type]) => `"${name}" ${type.replace("?", "")}`,
  );
  return `CREATE TABLE ${table} (${columns.join(", ")})`;
}
