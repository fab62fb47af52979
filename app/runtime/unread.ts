import { isLive, type Stream } from "../../sources/source.ts";
import type { FeedHealth } from "../../warehouse/landing/index.ts";
import type { Locale } from "../community/words.ts";

/** A stream that is read too seldom for a system that forgets. */
export interface Unread {
  readonly stream: string;
  /** Up to when it was read to its end. */
  readonly until: string;
  readonly unreadHours: number;
  readonly forgottenAfterHours: number;
  /** Something may be lost already. */
  readonly isLost: boolean;
}

/** The alarm comes while three quarters of the time are left to do something. */
const ALARM_PART = 1 / 4;

const HOUR_MS = 3_600_000;

/** Streams of which something is lost soon, or is lost. One that was never read has lost nothing. */
export function unreadOf(
  streams: readonly Stream[],
  health: readonly FeedHealth[],
  now: Date,
): readonly Unread[] {
  // An export that was read today brings nothing that is waiting now.
  const live = health.filter(({ feed }) => isLive(feed));
  const untilOf = new Map(live.map(({ stream, until }) => [stream, until]));
  return streams.flatMap(({ name, forgottenAfterHours }) => {
    const until = untilOf.get(name) ?? null;
    if (forgottenAfterHours === undefined || until === null) return [];
    const unreadHours = (now.getTime() - Date.parse(until)) / HOUR_MS;
    if (unreadHours < forgottenAfterHours * ALARM_PART) return [];
    const isLost = unreadHours >= forgottenAfterHours;
    return [{ stream: name, until, unreadHours, forgottenAfterHours, isLost }];
  });
}

export function unreadText(
  { until, unreadHours, forgottenAfterHours, isLost }: Unread,
  locale: Locale,
): string {
  const [hours, left] = [Math.floor(unreadHours), Math.floor(forgottenAfterHours - unreadHours)];
  const words = {
    ru: {
      read: `прочитано до конца ${until}, ${hours} ч назад, а система хранит непрочитанное ${forgottenAfterHours} ч`,
      soon: `Через ${left} ч начнутся потери: запустите \`vklad run\` и узнайте, почему стоит расписание.`,
      lost: "Часть потеряна: запустите `vklad run`, а пропуск закройте выгрузкой.",
    },
    en: {
      read: `read to its end at ${until}, ${hours} h ago, and the system keeps what is unread for ${forgottenAfterHours} h`,
      soon: `In ${left} h something is lost: run \`vklad run\` and see why the schedule stands.`,
      lost: "Something is lost: run `vklad run`, and fill the gap from an export.",
    },
  }[locale];
  return `${words.read}. ${isLost ? words.lost : words.soon}`;
}
