import { readFileSync } from "node:fs";
import { join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";

import { baseUnits } from "../../app/community/tokens.ts";
import { testWithShared } from "../../test/shared.ts";
// @ts-expect-error Plain JavaScript, as the browser runs it.
import { setToken, symbol, tokens } from "../components/token.js";
// @ts-expect-error Plain JavaScript, as the browser runs it.
import { grouped, plural, sumOf } from "../components/wording.js";
import { giveMacros } from "./queries.ts";

async function valueOf(expression: string, decimals = 6): Promise<unknown> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await giveMacros(connection, { decimals });
  const rows = await connection.runAndReadAll(`SELECT ${expression}`);
  return rows.getRows()[0]?.[0];
}

/** Base units as a page's query shows them and as a component does: the same, or the test fails. */
async function shown(units: string, decimals: number): Promise<string> {
  setToken({ symbol: "MIM", decimals });
  const inBrowser = tokens(units);
  expect(await valueOf(`tokens('${units}')`, decimals)).toBe(inBrowser);
  return `${inBrowser} ${symbol()}`.replaceAll("\u00a0", " ");
}

testWithShared("a budget reads as it was configured", "cases/token-decimals", async (path) => {
  const { token, budget } = JSON.parse(readFileSync(join(path, "input.json"), "utf8"));

  expect(await shown(`${baseUnits(budget, token.decimals)}`, token.decimals)).toBe("40 000 MIM");
});

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])(
  "40 000 tokens and the least part of one read so at %d decimals",
  async (decimals) => {
    const whole = baseUnits("40000", decimals);
    const least = decimals === 0 ? "40 001" : `40 000,${"1".padStart(decimals, "0")}`;

    expect(await shown(`${whole}`, decimals)).toBe("40 000 MIM");
    expect(await shown(`${whole + 1n}`, decimals)).toBe(`${least} MIM`);
    expect(await valueOf(`tokens_about('${whole}')`, decimals)).toBe(40_000);
  },
);

const MONEY: readonly [units: string, decimals: number, text: string][] = [
  ["0", 6, "0"],
  ["1", 6, "0,000001"],
  ["1234567890", 6, "1 234,567890"],
  ["-1500000", 6, "−1,500000"],
  // Past what a double can hold.
  ["12345678901234567891", 6, "12 345 678 901 234,567891"],
  ["12345678901234567891", 9, "12 345 678 901,234567891"],
  ["12345678901234567891", 0, "12 345 678 901 234 567 891"],
  ["-5", 9, "−0,000000005"],
];

test.each(MONEY)("%s base units at %d decimals read %s", async (units, decimals, text) => {
  expect(await shown(units, decimals)).toBe(`${text} MIM`);
});

test.each([
  ["points(1234567)", "1,234567"],
  ["points(NULL)", null],
  ["points_about(1234567)", "1,23"],
  ["points_about(1235000)", "1,24"],
  ["points_about(-1235000)", "−1,24"],
  ["share(123456)", "12,35 %"],
  ["month_name('2026-07')", "июль 2026"],
  ["days_since(TIMESTAMPTZ '2026-10-01 10:00:00Z')", 3n],
  ["label('class', 'learn')", "Учёба"],
  ["label('class', 'unheard_of')", "unheard_of"],
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
