import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { fc } from "../../test/property.ts";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { marts } from "../../models/marts/index.ts";
import { identifier } from "../../warehouse/duckdb/literal.ts";
// @ts-expect-error Plain JavaScript, as the browser runs it.
import { answering } from "../components/answers.js";
// @ts-expect-error Plain JavaScript, as the build runs it.
import { queriesOf, withoutSql } from "../shell/page-queries.js";
import { answeringWith, askedInBrowser } from "./asked-in-browser.ts";
import { askedBy, giveMacros } from "./queries.ts";

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
  await giveMacros(connection);
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

afterAll(() => {
  vi.unstubAllGlobals();
  closeAll();
});

async function countsOf(file: string, params: Readonly<Record<string, string>>) {
  const page = readFileSync(join(import.meta.dirname, "../pages", file), "utf8");
  const counts: Record<string, number> = {};
  for (const { name, sql, values } of askedBy(page, file, params))
    counts[name] = (await connection.runAndReadAll(sql, values)).currentRowCount;
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

test("what stands in an address reaches DuckDB as that very text", async () => {
  const page = "```sql same\nselect ${params.text} as text\n```\n";
  const [{ sql }] = queriesOf("me", page);
  const piece = fc.constantFrom("'", "''", "\\", "--", "${", "}", "`", "$$", ";", "\n", "ж", "😀");
  const text = fc.array(fc.oneof(piece, fc.string({ unit: "grapheme", maxLength: 3 })));
  await fc.assert(
    fc.asyncProperty(text, async (pieces) => {
      const typed = pieces.join("").replaceAll("\0", "");
      vi.stubGlobal(
        "fetch",
        answeringWith(async (url) => {
          const values = url.searchParams.getAll("value");
          const rows = await connection.runAndReadAll(sql, values);
          return { columns: [{ name: "text", type: "VARCHAR" }], values: rows.getColumns() };
        }),
      );
      const asked = askedInBrowser(page, { text: typed });
      expect(await answering({ tag: "t", language: "ru" })(asked)).toEqual(
        // Of an empty part there is no page.
        typed === "" ? [] : [{ text: typed }],
      );
    }),
    { numRuns: 200 },
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
  inQuery("select * from t where a = $1"),
  inQuery("select * from t where a = ?"),
  "```rows\nselect '${params.a}'\n```\n",
  "~~~sql rows\nselect ${params.a}\n~~~\n",
  "<Rows of={`select ${params.a}`} />",
  "---\nqueries:\n  - rows.sql\n---\n",
  '{@partial "rows.md"}',
  "  ```sql rows\n  select 1\n  ```\n",
  "```sql\nselect 1\n```\n",
  "````sql rows\nselect 1\n````\n",
])(
  "a page that would write text into a query, or has one in another form, is not built: %j",
  (page) => {
    expect(() => queriesOf("me/page", page)).toThrow(
      /^The page me\/page holds .+Expected queries/s,
    );
  },
);

test("what is refused is named with its query", () => {
  expect(() => queriesOf("me", inQuery("select ${inputs.a.value}"))).toThrow(
    "The page me holds ${inputs.a.value} in rows.",
  );
});

test("no page takes its SQL to the browser", () => {
  const root = join(import.meta.dirname, "../pages");
  const pages = readdirSync(root, { recursive: true, encoding: "utf8" });
  const left = pages
    .filter((file) => file.endsWith(".md"))
    .map((file) => withoutSql(file, readFileSync(join(root, file), "utf8")) as string);

  expect(left.length).toBeGreaterThan(15);
  expect(left.filter((page) => /^\s*(select|from|where|order by)\b/im.test(page))).toEqual([]);
});

test("equal SQL on two pages is two queries, each of its own page", () => {
  const page = inQuery("select 1");
  const hashes = ["me", "committee", "me"].map((one) => queriesOf(one, page)[0].hash);

  expect(hashes[0]).not.toBe(hashes[1]);
  expect(hashes[0]).toBe(hashes[2]);
});
