import { DuckDBInstance } from "@duckdb/node-api";
import { Kysely, sql } from "kysely";
import { expect, test } from "vitest";

import { DuckDbDialect } from "./dialect.ts";
import { literal, literalSql } from "./literal.ts";

async function givenDuckDb() {
  const instance = await DuckDBInstance.create(":memory:");
  const db = new Kysely<any>({ dialect: new DuckDbDialect({ connect: () => instance.connect() }) });
  return {
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy();
      instance.closeSync();
    },
  };
}

test.each([
  ["text with quotes and a zero byte", "it's \0 'ёлка'"],
  ["a bigint", -9_223_372_036_854_775_808n],
  ["an instant", new Date("2026-03-02T21:00:00.123Z")],
  ["a boolean", true],
  ["null", null],
])("%s means the same written in as bound", async (_, value) => {
  await using duckdb = await givenDuckDb();

  const written = await sql.raw(`select ${literal(value)} as v`).execute(duckdb.db);
  const bound = await sql`select ${value} as v`.execute(duckdb.db);

  expect(written.rows).toEqual([{ v: value }]);
  expect(bound.rows).toEqual([{ v: value }]);
});

test("a query's literal text has no parameters left", async () => {
  await using duckdb = await givenDuckDb();
  const query = duckdb.db
    .selectFrom("posts")
    .select("at")
    .where("kind", "in", ["a'b", "c"])
    .where("points", ">", 10n);

  expect(literalSql(query)).toBe(
    `select "at" from "posts" where "kind" in ('a''b', 'c') and "points" > 10`,
  );
});

test("a list is bound by the widest type of its items", async () => {
  await using duckdb = await givenDuckDb();

  const bound = await sql`select ${[1, 0.5]} as v, typeof(${[1, 0.5]}) as t`.execute(duckdb.db);

  expect(bound.rows).toEqual([{ v: [1, 0.5], t: "DOUBLE[]" }]);
});
