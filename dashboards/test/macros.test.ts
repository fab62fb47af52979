import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";

// @ts-expect-error Plain JavaScript, as the browser runs it.
import { macros } from "../components/macros.js";
// @ts-expect-error Plain JavaScript, as the browser runs it.
import { grouped, plural, stk, sumOf } from "../components/wording.js";

async function valueOf(expression: string): Promise<unknown> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  for (const macro of macros("2026-10-05T09:00:00Z")) await connection.run(macro);
  const rows = await connection.runAndReadAll(`SELECT ${expression}`);
  return rows.getRows()[0]?.[0];
}

const MONEY: readonly [string, string][] = [
  ["0", "0,000000"],
  ["1", "0,000001"],
  ["1234567890", "1 234,567890"],
  ["-1500000", "−1,500000"],
  // Past what a double can hold.
  ["12345678901234567891", "12 345 678 901 234,567891"],
];

test.each(MONEY)("%s base units read %s, in SQL and in the browser alike", async (units, text) => {
  const expected = text.replaceAll(" ", "\u00a0");

  expect(await valueOf(`stk('${units}')`)).toBe(expected);
  expect(stk(units)).toBe(expected);
});

test.each([
  ["points(1234567)", "1,234567"],
  ["points(NULL)", null],
  ["points_about(1234567)", "1,23"],
  ["points_about(1235000)", "1,24"],
  ["points_about(-1235000)", "−1,24"],
  ["share(123456)", "12,35 %"],
  ["month_name('2026-07')", "июль 2026"],
  ["month_short('2026-07')", "июл 26"],
  ["days_since(TIMESTAMPTZ '2026-10-01 10:00:00Z')", 3n],
  ["label('class', 'learn')", "Учёба"],
  ["label('class', 'unheard_of')", "unheard_of"],
  ["reason('unknown Attempts.Answer')", "указывает на то, чего нет: Attempts.Answer"],
  ["reason('missing user_id')", "нет поля user_id"],
  ["reason('id: Invalid input; user.name: Required')", "не читаются поля: id; user.name"],
  ["reason('verdict_by_author')", "вердикт поставил автор ответа"],
])("%s is %s", async (expression, text) => {
  const expected = typeof text === "string" ? text.replaceAll(/(?<=\d) /g, "\u00a0") : text;

  expect(await valueOf(expression)).toEqual(expected);
});

test("Russian counts agree with their nouns", () => {
  const forms = ["день", "дня", "дней"];

  expect([1, 2, 5, 11, 21, 104].map((count) => plural(count, forms))).toEqual([
    "1 день",
    "2 дня",
    "5 дней",
    "11 дней",
    "21 день",
    "104 дня",
  ]);
});

test("a sum of amounts loses nothing", () => {
  expect(sumOf(["9007199254740993", "1"])).toBe(9007199254740994n);
  expect(grouped("9007199254740994")).toBe("9 007 199 254 740 994".replaceAll(" ", "\u00a0"));
});
