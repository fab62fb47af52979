const DAY_MS = 86_400_000;

/** More would be too thin to tell apart on a chart; the table has all. */
export const WEEKS_MAX = 26;

/** Every Monday from the first to the last of those given (`2026-09-28`), none left out. */
export function weeksBetween(mondays) {
  const [first, last] = [mondays.toSorted()[0], mondays.toSorted().at(-1)];
  if (first === undefined) return [];
  const count = Math.round((Date.parse(last) - Date.parse(first)) / (7 * DAY_MS)) + 1;
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(first) + index * 7 * DAY_MS).toISOString().slice(0, 10),
  );
}

/** `2026-09-28` is «28.09», and in a table, where a year may be another, «28.09.2026». */
export const weekName = (monday) => monday.split("-").slice(1).toReversed().join(".");
export const weekInYear = (monday) => monday.split("-").toReversed().join(".");
