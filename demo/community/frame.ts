/** When the demo's history happens: everything is counted from its first day. */
export interface Frame {
  readonly seed: string;
  /** Midnight of the community's first month. */
  readonly start: number;
  readonly asOf: number;
  /** What is to arrive after the as-of is planned up to here. */
  readonly end: number;
  /** 1 is the whole community; tests take less. */
  readonly scale: number;
  readonly outage: { readonly from: number; readonly until: number };
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Europe/Moscow has had one offset since 2014. */
const MOSCOW_MS = 3 * HOUR_MS;

const MONTHS = 6;
const OUTAGE_STARTS_DAY = 76;
const OUTAGE_DAYS = 4;
/** A restart sets the clock back to the as-of: nothing may arrive in the first day after it. */
export const QUIET_AFTER_AS_OF_MS = DAY_MS;
const PLANNED_AFTER_AS_OF_MS = 8 * DAY_MS;

export function frameOf({
  seed,
  asOf,
  scale,
}: {
  seed: number;
  asOf: number;
  scale: number;
}): Frame {
  const here = new Date(asOf + MOSCOW_MS);
  const start = Date.UTC(here.getUTCFullYear(), here.getUTCMonth() - MONTHS, 1) - MOSCOW_MS;
  const from = start + OUTAGE_STARTS_DAY * DAY_MS;
  return {
    seed: `${seed}`,
    start,
    asOf,
    end: asOf + PLANNED_AFTER_AS_OF_MS,
    scale,
    outage: { from, until: from + OUTAGE_DAYS * DAY_MS },
  };
}

export function day(frame: Frame, number: number): number {
  return frame.start + number * DAY_MS;
}

export function isOutage({ outage }: Frame, at: number): boolean {
  return at >= outage.from && at < outage.until;
}

/** Midnight in Moscow at or before `at`. */
export function midnightBefore(at: number): number {
  return Math.floor((at + MOSCOW_MS) / DAY_MS) * DAY_MS - MOSCOW_MS;
}

export function isWeekend(at: number): boolean {
  const weekday = new Date(at + MOSCOW_MS).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** The calendar day in Moscow, as NocoDB's `Date` fields show one. */
export function dateOf(at: number): string {
  return new Date(at + MOSCOW_MS).toISOString().slice(0, 10);
}
