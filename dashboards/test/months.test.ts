import { expect, test } from "vitest";

// @ts-expect-error Plain JavaScript, as the browser runs it.
import { monthAxis, monthsBetween, shortMonth, withAllMonths } from "../components/months.js";

const TEN_YEARS: string[] = monthsBetween(["2017-12", "2026-10"]);

test("a month in which nothing was done has its place between those in which something was", () => {
  const rows = [
    { period: "2025-11", class: "Помощь", points: 3 },
    { period: "2026-02", class: "Учёба", points: 4 },
    { period: "2026-02", class: "Помощь", points: 5 },
  ];

  expect(withAllMonths(rows, { by: "class", y: "points" })).toEqual([
    { period: "2025-11", month: "ноя 25", class: "Помощь", points: 3 },
    { period: "2025-12", month: "дек 25", class: "Помощь", points: 0 },
    { period: "2026-01", month: "янв 26", class: "Помощь", points: 0 },
    { period: "2026-02", month: "фев 26", class: "Учёба", points: 4 },
    { period: "2026-02", month: "фев 26", class: "Помощь", points: 5 },
  ]);
});

test("no rows have no months", () => {
  expect(withAllMonths([], { by: "class", y: "points" })).toEqual([]);
});

test("107 months are labelled by their nine years, each at its January", () => {
  const months = TEN_YEARS.map(shortMonth);

  const { interval, formatter } = monthAxis(months);

  expect(months).toHaveLength(107);
  expect(months.filter((month, index) => interval(index, month)).map(formatter)).toEqual([
    "2018",
    "2019",
    "2020",
    "2021",
    "2022",
    "2023",
    "2024",
    "2025",
    "2026",
  ]);
});

test("a year of months is labelled by the months themselves", () => {
  expect(monthAxis(monthsBetween(["2025-11", "2026-10"]).map(shortMonth))).toEqual({});
});
