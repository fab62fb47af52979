import type { Random } from "../random.ts";
import { DAY_MS, HOUR_MS, isOutage, isWeekend, midnightBefore, type Frame } from "./frame.ts";

/** How likely each hour is, from midnight: people with jobs write in the evening. */
const WORKDAY_HOURS = [2, 1, 0, 0, 0, 0, 1, 3, 5, 4, 3, 3, 5, 5, 3, 3, 3, 4, 6, 9, 12, 12, 9, 5];
const WEEKEND_HOURS = [3, 2, 1, 0, 0, 0, 0, 1, 3, 6, 9, 10, 10, 9, 8, 8, 7, 7, 7, 8, 9, 9, 7, 5];

/** The same day at an hour at which people write. */
export function atLikelyHour(random: Random, at: number): number {
  const hours = isWeekend(at) ? WEEKEND_HOURS : WORKDAY_HOURS;
  return midnightBefore(at) + random.weighted(hours) * HOUR_MS + random.whole(0, HOUR_MS - 1);
}

/** An instant between two others when people write and the forum is up. */
export function instantBetween(
  random: Random,
  { frame, from, until }: { frame: Frame; from: number; until: number },
): number {
  for (;;) {
    const roughly = from + random.next() * (until - from);
    // Evenings and weekends: three of ten workday instants are drawn again.
    if (!isWeekend(roughly) && random.chance(0.3)) continue;
    const at = atLikelyHour(random, roughly);
    if (at >= from && at < until && !isOutage(frame, at)) return at;
    // A window shorter than a day may hold no likely hour at all.
    if (until - from < DAY_MS && !isOutage(frame, roughly)) return Math.floor(roughly);
  }
}

/** How long people take to answer: many within hours, some after days. */
export function replyDelay(random: Random): number {
  const draw = random.next();
  if (draw < 0.45) return (0.2 + random.next() * 6) * HOUR_MS;
  if (draw < 0.85) return (6 + random.next() * 42) * HOUR_MS;
  return (2 + random.next() * 12) * DAY_MS;
}
