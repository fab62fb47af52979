import { afterEach, expect, test, vi } from "vitest";

// @ts-expect-error Plain JavaScript, as the browser runs it.
import { answering } from "../components/answers.js";
import { answeringWith, askedInBrowser } from "./asked-in-browser.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const PAGE = "```sql rows\nselect ${params.digest} as text\n```\n";
const DATA = askedInBrowser(PAGE, { digest: "d1" });
const TABLE = DATA.split("\n").slice(1).join("\n").trim();

const ANSWER = {
  columns: [
    { name: "day", type: "DATE" },
    { name: "seen_at", type: "TIMESTAMP WITH TIME ZONE" },
    { name: "count", type: "HUGEINT" },
    { name: "share", type: "DECIMAL(10,2)" },
    { name: "is_own", type: "BOOLEAN" },
    { name: "title", type: "VARCHAR" },
  ],
  values: [
    [86_400_000, null],
    [1_000, null],
    [3, null],
    [1.5, null],
    [true, null],
    ["ё", null],
  ],
};

function given() {
  const asked: string[] = [];
  const answer = answeringWith(({ pathname, search }) => {
    asked.push(pathname + search);
    return ANSWER;
  });
  vi.stubGlobal("fetch", answer);
  return { asked, query: answering({ tag: "t1", language: "en" }) };
}

test("rows, columns and their count are of one answer, asked once", async () => {
  const { asked, query } = given();

  const columns = await query(`---- Columns rows (1abc)\nDESCRIBE ${TABLE}\n`);
  const counted = await query(
    `---- Length rows (1abc)\nSELECT COUNT(*) as rowCount FROM (${TABLE})\n`,
  );
  const rows = await query(DATA);

  expect(columns[2]).toEqual({ column_name: "count", column_type: "HUGEINT" });
  expect(counted).toEqual([{ rowCount: 2 }]);
  expect([...rows]).toEqual([
    {
      ...{ day: new Date(86_400_000), seen_at: new Date(1_000), count: 3 },
      ...{ share: 1.5, is_own: true, title: "ё" },
    },
    { day: null, seen_at: null, count: null, share: null, is_own: null, title: null },
  ]);
  expect(asked).toEqual([
    expect.stringMatching(/^\/data\/answers\/[0-9a-f]{32}\?at=t1&language=en&value=d1$/),
  ]);
});

test("Evidence is told what each column holds", async () => {
  const { query } = given();

  const { _evidenceColumnTypes: types } = await query(DATA);

  expect(types.map(({ evidenceType }: { evidenceType: string }) => evidenceType)).toEqual([
    ...["date", "date", "number", "number", "boolean", "string"],
  ]);
});

test("while a page is being left nothing is asked", async () => {
  const { asked, query } = given();

  expect([...(await query(askedInBrowser(PAGE, {})))]).toEqual([]);
  expect(asked).toEqual([]);
});

test.each([
  "select 1",
  DATA.replace("SELECT *", "SELECT DISTINCT *"),
  `${DATA.trim()} WHERE 1 = 1`,
  'SELECT * FROM (answer:0 or 1=1) AS "inputQuery-_1"',
])("what a page was not built with is not asked: %j", async (text) => {
  const { asked, query } = given();

  await expect(query(text)).rejects.toThrow("Pages ask what they were built with");
  expect(asked).toEqual([]);
});
