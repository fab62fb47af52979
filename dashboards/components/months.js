import { said } from "./language.js";
import { figures } from "./words/figures.js";

const shortMonths = () => said(figures).shortMonths.split(" ");

/** More months than these are told by their years: their own names would stand on each other. */
export const NAMED_MONTHS_MAX = 18;

/** `2026-09` is «сен 26», and Sep 26; six of them fit a phone. */
export function shortMonth(period) {
  const [year, month] = period.split("-");
  return `${shortMonths()[Number(month) - 1]} ${year.slice(2)}`;
}

/** Every month from the first to the last of those given (`2026-09`), none left out. */
export function monthsBetween(periods) {
  const sorted = periods.toSorted();
  if (sorted.length === 0) return [];
  const [first, last] = [sorted[0], sorted.at(-1)].map((period) => {
    const [year, month] = period.split("-").map(Number);
    return year * 12 + month - 1;
  });
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const at = first + index;
    return `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
}

/**
 * Rows of a chart by month, with a place for each month in between: where nothing was done there is
 * a gap, and the distance of two bars is that of their months.
 */
export function withAllMonths(rows, { by, y }) {
  if (rows.length === 0) return [];
  const known = Map.groupBy(rows, ({ period }) => period);
  return monthsBetween([...known.keys()]).flatMap((period) => {
    const month = shortMonth(period);
    const of = known.get(period) ?? [{ [by]: rows[0][by], [y]: 0 }];
    return of.map((row) => ({ ...row, period, month }));
  });
}

/** How the axis of so many months is labelled: with months, or, where they are many, with years. */
export function monthAxis(months) {
  if (months.length <= NAMED_MONTHS_MAX) return {};
  const [january] = shortMonths();
  const isYear = (month) => month.startsWith(january);
  return {
    interval: (_, month) => isYear(month),
    formatter: (month) => `20${month.slice(-2)}`,
    // Neither end is labelled for being one: the last month would be a year of its own.
    showMinLabel: null,
    showMaxLabel: null,
  };
}
