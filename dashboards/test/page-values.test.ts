import { readFileSync } from "node:fs";
import { join } from "node:path";

import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { fc } from "../../test/property.ts";
import { afterAll, beforeAll, expect, test } from "vitest";

import { marts } from "../../models/marts/index.ts";
import { identifier } from "../../warehouse/duckdb/literal.ts";
// @ts-expect-error Plain JavaScript, as the browser runs it.
import { macros } from "../components/macros.js";
// @ts-expect-error Plain JavaScript, as the build runs it.
import { withValues } from "../shell/page-values.js";
import { queriesOf } from "./queries.ts";

const GIVEN = { asOf: "2026-10-05T09:00:00Z", decimals: 6 };

const PLAN = "committee/plan/[digest].md";
const LINE = "committee/plan/[digest]/[line].md";
const MEMBER = "deanery/member/[member].md";

/** Addresses that meant something else to a page than a name that nobody has. */
const HOSTILE = [
  "d1' or 1=1 --",
  "d1' and member_name <> 'Ада' --",
  "d1'; drop table committee_lines; --",
  "' or ''='",
  "' union all select * from committee_lines --",
  "\\' or 1=1 --",
  "d1\\",
  "${d1}",
  "$$d1$$",
  "`d1`",
  "d1/*",
  '"d1"',
  "\0' or 1=1 --",
  "%27 or 1=1 --",
  "ʼ or 1=1",
  "",
];

let connection: DuckDBConnection;
let closeAll: () => void;

/** Two plans of two lines each, and two members; all other columns are empty. */
beforeAll(async () => {
  const instance = await DuckDBInstance.create(":memory:");
  connection = await instance.connect();
  closeAll = () => {
    connection.closeSync();
    instance.closeSync();
  };
  for (const { name, columns } of marts) {
    const list = Object.entries(columns).map(
      ([column, type]) => `${identifier(column)} ${type.replace("?", "")}`,
    );
    await connection.run(`create table ${name} (${list.join(", ")})`);
  }
  for (const macro of macros(GIVEN)) await connection.run(macro);
  for (const digest of ["d1", "d2"]) {
    await connection.run(
      `insert into committee_plans (digest, period) values ('${digest}', '2026-09')`,
    );
    for (const [line, name] of [
      ["l1", "Ада"],
      ["l2", "Ева"],
    ])
      await connection.run(
        `insert into committee_lines (digest, line_id, member_id, member_name, amount_base_units)
         values ('${digest}', '${line}', 'm_${line}', '${name}', '1')`,
      );
  }
  for (const digest of ["d1", "d2"])
    await connection.run(
      `insert into committee_withheld (digest, line_id, member_name, amount_base_units, word, reason)
       values ('${digest}', 'l3', 'Нина', '1', 'dropped', '<b>')`,
    );
  for (const member of ["m1", "m2"])
    await connection.run(`insert into deanery_members (member_id, name) values ('${member}', 'x')`);
});

afterAll(() => closeAll());

async function countsOf(file: string, params: Readonly<Record<string, string>>) {
  const page = readFileSync(join(import.meta.dirname, "../pages", file), "utf8");
  const counts: Record<string, number> = {};
  for (const [name, sql] of queriesOf(page, file, params))
    counts[name] = (await connection.runAndReadAll(sql)).currentRowCount;
  return counts;
}

const NONE_OF = {
  [PLAN]: { plan: 0, top: 0, domains: 0, carried: 0, lines: 0, withheld: 0, batches: 0 },
  [LINE]: { line: 0, receipts: 0, total: 0 },
  [MEMBER]: { who: 0, by_class: 0, contributions: 0, progress: 0 },
};

test.each(HOSTILE)("the address %j names no plan, no line and no member", async (text) => {
  expect({
    [PLAN]: await countsOf(PLAN, { digest: text }),
    [LINE]: await countsOf(LINE, { digest: "d1", line: text }),
    [MEMBER]: await countsOf(MEMBER, { member: text }),
  }).toEqual(NONE_OF);
  expect(await countsOf(LINE, { digest: text, line: "l1" })).toEqual(NONE_OF[LINE]);
});

test("a line that was dropped has a page, and only of the plan that dropped it", async () => {
  expect(await countsOf(LINE, { digest: "d1", line: "l3" })).toMatchObject({ line: 1 });
  expect(await countsOf(LINE, { digest: "d3", line: "l3" })).toMatchObject({ line: 0 });
});

test("a plan's own address shows its own rows, each of them", async () => {
  expect(await countsOf(PLAN, { digest: "d1" })).toEqual({
    ...{ plan: 1, top: 2, domains: 0, carried: 0, lines: 2, withheld: 1, batches: 0 },
  });
  expect(await countsOf(LINE, { digest: "d1", line: "l2" })).toMatchObject({ line: 1 });
  expect(await countsOf(MEMBER, { member: "m2" })).toMatchObject({ who: 1 });
});

test("DuckDB reads whatever stands in an address as that very text", async () => {
  const page = "```sql same\nselect ${params.text} as text\n```\n";
  const piece = fc.constantFrom("'", "''", "\\", "--", "${", "}", "`", "$$", ";", "\n", "ж", "😀");
  const text = fc.array(fc.oneof(piece, fc.string({ unit: "grapheme", maxLength: 3 })));
  await fc.assert(
    fc.asyncProperty(text, async (pieces) => {
      const typed = pieces.join("").replaceAll("\0", "");
      const [[, sql = ""] = []] = queriesOf(page, "a page", { text: typed });
      const rows = (await connection.runAndReadAll(sql)).getRows();
      expect(rows).toEqual([[typed]]);
    }),
    { numRuns: 500 },
  );
});

const inQuery = (sql: string) => `# A page\n\n\`\`\`sql rows\n${sql}\n\`\`\`\n`;

test.each([
  inQuery("select * from t where a = '${params.a}'"),
  inQuery("select * from t where a = '%${params.a}%'"),
  inQuery('select * from t where "${params.a}" = 1'),
  inQuery("select * from t -- ${params.a}"),
  inQuery("select * from t /* ${params.a} */"),
  inQuery("select * from t where a = $$${params.a}$$"),
  inQuery("select * from t where a = ${inputs.a.value}"),
  inQuery("select * from ${params.a.b}"),
  inQuery("select * from ${params['a']}"),
  inQuery("select * from ${other}"),
  inQuery("select * from ${params.a"),
  inQuery("select * from t where a = '\\'"),
  inQuery("select * from t where a = `a`"),
  "```rows\nselect '${params.a}'\n```\n",
  "~~~sql rows\nselect ${params.a}\n~~~\n",
  "<Rows of={`select ${params.a}`} />",
  "---\nqueries:\n  - rows.sql\n---\n",
  '{@partial "rows.md"}',
])("a page that would write text into a query is not built: %j", (page) => {
  expect(() => withValues(page, "a page")).toThrow(/^a page holds .+, which would write text/s);
});
