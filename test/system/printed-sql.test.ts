/** What `vklad sql` prints is what DuckDB got: an analyst may paste it and go on from there. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";

import { modelGraph } from "../../app/lineage/graph.ts";
import { sqlTextOf } from "../../app/lineage/sql-text.ts";
import { identifier } from "../../warehouse/duckdb/literal.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { type GivenRun, openRun } from "./open-run.ts";

let given: GivenCommunity;
let run: GivenRun;

beforeAll(async () => {
  given = await givenCommunity();
  run = await openRun({ folder: given.emptyFolder(), hello: given.hello });
  await run.refresh();
  await run.distribute();
});

afterAll(async () => {
  await run[Symbol.asyncDispose]();
  await given[Symbol.asyncDispose]();
});

/** Count and sum of row hashes over the columns that the model declares. */
async function digestOf(columns: readonly string[], from: string) {
  const digested = await sql<{ rows: bigint; hash: string }>`
    select count(*) as rows, coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR as hash
    from (select ${sql.raw(columns.map(identifier).join(", "))} from ${sql.raw(from)}) as t
  `.execute(run.system.warehouse.db);
  return digested.rows[0];
}

test("the printed SQL of every SQL model gives the rows of its table", async () => {
  const built: Record<string, unknown> = {};
  const printed: Record<string, unknown> = {};
  for (const node of modelGraph().values()) {
    const { name, model } = node;
    if (model === null || model.kind === "computed") continue;
    const columns = Object.keys(model.columns);
    const text = sqlTextOf({ ...node, model }).replace(/;$/, "");
    built[name] = await digestOf(columns, identifier(name));
    printed[name] = await digestOf(columns, `(${text})`);
  }

  expect(printed).toEqual(built);
  expect(Object.keys(printed).length).toBeGreaterThan(70);
});
