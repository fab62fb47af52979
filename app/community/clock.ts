/** The only clock of the product. The demo's starts at its as-of and ticks from there. */
export interface Clock {
  now(): Date;
}

export const wallClock: Clock = { now: () => new Date() };

/** Starts at `asOf` when it is made, and ticks like a wall clock. */
export function clockFrom(asOf: string, wall: Clock = wallClock): Clock {
  const shift = Date.parse(asOf) - wall.now().getTime();
  return { now: () => new Date(wall.now().getTime() + shift) };
}

/** Start of the day of `instant` in a time zone, as an instant. */
export function startOfDay(instant: Date, timeZone: string): Date {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((found) => found.type === type)?.value);
  const midnight = Date.UTC(part("year"), part("month") - 1, part("day"));
  // The offset at midnight may differ from the offset now, on a day when clocks change.
  const guess = new Date(midnight - offsetAt(new Date(midnight), timeZone));
  return new Date(midnight - offsetAt(guess, timeZone));
}

function offsetAt(instant: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((found) => found.type === type)?.value);
  const local = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return local - Math.floor(instant.getTime() / 1000) * 1000;
}

/** The calendar month of an instant in a time zone: `2026-09`. */
export function periodOf(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit" })
    .format(instant)
    .slice(0, 7);
}

/** Months that have ended by `instant`, from `first` on, oldest first. */
export function closedPeriods(first: string, instant: Date, timeZone: string): string[] {
  const current = periodOf(instant, timeZone);
  const periods: string[] = [];
  for (let period = first; period < current; period = nextPeriod(period)) periods.push(period);
  return periods;
}

/** The first instant of the month after the one that `instant` lies in, in a time zone. */
export function startOfNextMonth(instant: Date, timeZone: string): Date {
  const period = nextPeriod(periodOf(instant, timeZone));
  const first = Date.parse(`${period}-01T00:00:00Z`);
  // In one of these three it is the first there, whatever the zone.
  const days = [-12, 0, 12].map((hours) =>
    startOfDay(new Date(first + hours * 3_600_000), timeZone),
  );
  return days.find((day) => periodOf(day, timeZone) === period) ?? new Date(first);
}

/**
 * The same wall-clock moment so many calendar months later in a time zone; the last day of a month
 * that has no such day.
 */
export function monthsAfter(instant: Date, months: number, timeZone: string): Date {
  const wall = new Date(instant.getTime() + offsetAt(instant, timeZone));
  const day = wall.getUTCDate();
  wall.setUTCDate(1);
  wall.setUTCMonth(wall.getUTCMonth() + months);
  const last = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
  wall.setUTCDate(Math.min(day, last));
  const guess = new Date(wall.getTime() - offsetAt(wall, timeZone));
  return new Date(wall.getTime() - offsetAt(guess, timeZone));
}

function nextPeriod(period: string): string {
  const [year = 0, month = 0] = period.split("-").map(Number);
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7);
}

/** Only `--as-of` and the demo set the clock to another day: less is the wall clock itself. */
export function clockAhead({ now }: Clock): number {
  const ahead_ms = now().getTime() - Date.now();
  return Math.abs(ahead_ms) < 60_000 ? 0 : ahead_ms;
}
