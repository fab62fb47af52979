const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}(?::?\d{2})?)?$/u;

/**
 * An instant to the microsecond, in UTC: `2026-10-07T12:00:00.000123Z`. PostHog writes it in the
 * project's time zone, and JavaScript's dates would lose what tells two events apart. Texts of this
 * form sort as their instants do. Null for anything else.
 */
export function inMicroseconds(value: unknown): string | null {
  const [, day, time, fraction = "", zone = "Z"] =
    typeof value === "string" ? (WRITTEN.exec(value) ?? []) : [];
  if (day === undefined || time === undefined) return null;
  const at = new Date(`${day}T${time}${/^[+-]\d{2}$/u.test(zone) ? `${zone}:00` : zone}`);
  if (Number.isNaN(at.getTime())) return null;
  const utc = at.toISOString();
  // A day that there is not would have become another one.
  if (zone === "Z" && !utc.startsWith(day)) return null;
  // Before the year 0 and past 9999 it has other digits, and would not sort.
  if (!/^\d{4}-/u.test(utc)) return null;
  return `${utc.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
}

/** So many milliseconds before an instant of that form. */
export function before(instant: string, ms: number): string {
  const at = new Date(Date.parse(`${instant.slice(0, 19)}Z`) - ms).toISOString();
  return `${at.slice(0, 19)}.${instant.slice(20, 26)}Z`;
}
