import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";

import { accessRules, predicate, tablesOf } from "./access.ts";
import { models, publishedTables } from "./index.ts";
import { type Role, roleEntry, roleTable } from "./roles.ts";
import { COMMITTEE } from "../warehouse/ledger/approval/committee.ts";

const INTERNAL = [
  "gateway_accounts",
  "gateway_address_pairs",
  "gateway_link_conflicts",
  "gateway_names",
  "gateway_principals",
  "gateway_suggestions",
];

function columnsOf(table: string): readonly string[] {
  const model = models.find(({ name }) => name === table);
  if (model === undefined) throw new Error(`${table} is no model.`);
  return Object.keys(model.columns);
}

/** Role by table: what each may see of each, and nothing where no rule stands. */
const matrix = roleTable.flatMap(({ name: role, byCohort, from }) =>
  publishedTables.map((table) => ({
    ...{ role, byCohort, from, table },
    rule: tablesOf(role).find((rule) => rule.table === table),
  })),
);

test("every published table has exactly one audience, the internal one none", () => {
  for (const table of publishedTables) {
    const audience = matrix.filter((cell) => cell.table === table && cell.rule !== undefined);
    expect([table, audience.length]).toEqual([table, INTERNAL.includes(table) ? 0 : 1]);
  }
});

test.for(matrix)(
  "$role and $table: the rule is the one its prefix promises",
  ({ role, byCohort, from, table, rule }) => {
    const isTrainee = from === "membership";
    const prefix = isTrainee ? "my_" : `${role}_`;
    // About the viewer alone, though the role is held in cohorts.
    const isOwn = isTrainee || table.startsWith(`${role}_own_`);

    expect(rule !== undefined).toBe(table.startsWith(prefix));
    if (rule === undefined) return;
    const column = isOwn ? "member_id" : byCohort ? "cohort_id" : "all";
    expect(rule.rows === "all" ? "all" : rule.rows.column).toBe(column);
    if (rule.rows !== "all") expect(columnsOf(table)).toContain(rule.rows.column);
  },
);

test("what is no role has no tables, not even none: it is refused", () => {
  expect(() => tablesOf("curator" as Role)).toThrow('"curator" is no role; expected deanery, ');
});

test("the role that approves in the ledger is one of the table", () => {
  expect(roleEntry(COMMITTEE).name).toBe(COMMITTEE);
});

test("no rule names a table that is not published", () => {
  expect(
    accessRules.map(({ table }) => table).filter((table) => !publishedTables.includes(table)),
  ).toEqual([]);
});

test("a predicate is read by DuckDB as one value, whatever stands in an id", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const hostile = `m'; drop table x; --`;
  const conditions = accessRules.map((rule) =>
    predicate(rule, {
      memberId: hostile,
      cohorts: new Map([[rule.role, [hostile, `") or (true`]]]),
    }),
  );
  await connection.run("create table x (member_id varchar, cohort_id varchar)");
  await connection.run("insert into x values ('m_eva', '9')");

  for (const condition of new Set(conditions)) {
    const found = await connection.runAndReadAll(`select * from x where ${condition}`);
    expect([condition, found.getRows().length]).toEqual([condition, condition === "TRUE" ? 1 : 0]);
  }
  connection.closeSync();
  instance.closeSync();
});

const [masterRule] = tablesOf("master");

test("a master without cohorts sees no row", () => {
  expect(predicate(masterRule!, { memberId: "m_ada", cohorts: new Map() })).toBe("FALSE");
});

test("the cohorts of one role open nothing of another", () => {
  const cohorts = new Map<Role, readonly string[]>([["trainee", ["1", "2"]]]);

  expect(predicate(masterRule!, { memberId: "m_ada", cohorts })).toBe("FALSE");
});

test("a row rule that is none is refused, and not read as another", () => {
  const rule = { ...masterRule!, rows: { column: "cohort_id", is: "any" } } as never;

  expect(() => predicate(rule, { memberId: "m_ada", cohorts: new Map() })).toThrow("no row rule");
});

/** Columns that may stand in no file a browser gets. */
const NEVER = /account|native|email|user_id|username|actor/;

test("no published column holds an account, a native id or an address", () => {
  const found = publishedTables
    .filter((table) => !INTERNAL.includes(table))
    .flatMap((table) => columnsOf(table).map((column) => `${table}.${column}`))
    .filter((column) => NEVER.test(column));

  expect(found).toEqual([]);
});

test("handles, texts and amounts stand only in tables whose audience may see them", () => {
  const holding = (pattern: RegExp) =>
    publishedTables.filter((table) => columnsOf(table).some((column) => pattern.test(column)));

  expect(holding(/handle/)).toEqual(["deanery_members", "gateway_accounts"]);
  expect(holding(/text|comment/)).toEqual([
    "master_attempt_changes",
    "master_paths",
    "master_review_queue",
    "master_sections",
    "master_verdicts",
    "my_feedback",
  ]);
  expect(holding(/base_units|wallet/).filter((table) => /^(deanery|master)_/.test(table))).toEqual(
    [],
  );
});

test("every amount in a mart is text and every number a whole one", () => {
  const marts = models.filter(({ name }) => publishedTables.includes(name));
  for (const { name, columns } of marts) {
    for (const [column, type] of Object.entries(columns)) {
      if (column.endsWith("_base_units"))
        expect([name, column, type]).toEqual([name, column, "VARCHAR"]);
      expect([name, column, type]).not.toEqual([
        name,
        column,
        expect.stringMatching(/DOUBLE|HUGEINT|DECIMAL/),
      ]);
    }
  }
});
