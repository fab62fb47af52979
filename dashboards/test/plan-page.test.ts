import { readFileSync } from "node:fs";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";

import { marts } from "../../models/marts/index.ts";
import { askedBy, giveMacros } from "./queries.ts";

const PAGE = "committee/plan/[digest].md";
const KEPT = `('d1', 'l1', '2000000', true), ('d1', 'l2', '1000000', false), ('d2', 'l3', '9000000', true)`;

/** What the page of the plan `d1` says is kept for those without a wallet; 3 of it is recorded. */
async function keptBy(status: string) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const { name, columns } of marts.filter((mart) => mart.name.startsWith("committee_"))) {
    const list = Object.entries(columns).map(
      ([column, type]) => `"${column}" ${type.replace("?", "")}`,
    );
    await connection.run(`create table ${name} (${list.join(", ")})`);
  }
  await giveMacros(connection);
  await connection.run(
    `insert into committee_plans (digest, period, status, escrowed_base_units)
     values ('d1', '2026-09', '${status}', '3000000')`,
  );
  await connection.run(
    `insert into committee_lines (digest, line_id, amount_base_units, is_escrowed) values ${KEPT}`,
  );
  const page = readFileSync(join(import.meta.dirname, "../pages", PAGE), "utf8");
  const { sql, values } = askedBy(page, PAGE, { digest: "d1" }).find(
    ({ name }) => name === "plan",
  )!;
  const [row] = (await connection.runAndReadAll(sql, values)).getRowObjects();
  connection.closeSync();
  instance.closeSync();
  return row?.["escrowed"];
}

test("a plan that waits says what will be kept, and one that is settled what is", async () => {
  expect([await keptBy("open"), await keptBy("settled")]).toEqual(["2", "3"]);
});
