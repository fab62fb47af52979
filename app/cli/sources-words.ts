import type { Replayed } from "../../activities/ingest/index.ts";
import type { SystemUsage } from "../../warehouse/usage/index.ts";
import type { SourceState } from "../runtime/source-states.ts";
import type { Locale } from "../community/words.ts";

interface Words {
  readonly states: Readonly<Record<SourceState["state"], string>>;
  readonly lag: (minutes: number) => string;
  readonly refused: string;
  readonly nothing: string;
  readonly noneRefused: string;
  readonly seen: string;
  readonly replayed: (counts: Replayed) => string;
  /** Before what the load and the models refused. */
  readonly afterLanding: (asOf: string) => string;
  readonly notTaken: string;
  /** Of a system: what its rate allows, and how much of it was used. */
  readonly quota: (usage: SystemUsage) => string;
  readonly usageUnread: string;
}

export const sourcesWords: Readonly<Record<Locale, Words>> = {
  ru: {
    states: {
      fresh: "свежо",
      late: "давно не отвечает",
      never: "ещё не прочитано до конца",
      beside: "не по часам",
    },
    lag: (minutes) => `${span(minutes, ["д", "ч", "мин"])} назад`,
    refused: "в карантине",
    nothing: "Ни один источник не подключён.",
    noneRefused: "В карантине ничего нет.",
    seen: "замечено",
    replayed: ({ mendedCount, overtakenCount, leftCount }) =>
      `загружено ${mendedCount}, прочитано с тех пор ${overtakenCount}, осталось ${leftCount}`,
    afterLanding: (asOf) => `Не приняли загрузка и модели, на ${asOf}:`,
    notTaken: "не приняли загрузка и модели",
    quota: ({ per_minute, sent_count, limited_count, stopped_at, stopped_until }) =>
      joined([
        `не больше ${rounded(per_minute)} запросов в минуту`,
        `за сутки ${sent_count}`,
        limited_count > 0 && `сочтено лишними (429): ${limited_count}`,
        stopped_at !== null &&
          `не отвечает, оплаченное израсходовано (402), с ${stopped_at} до ${stopped_until ?? "неизвестно какого срока"}`,
      ]),
    usageUnread:
      "Сколько запросов отправлено, не читается (usage.db): счёт начнётся заново со следующим чтением.",
  },
  en: {
    states: {
      fresh: "fresh",
      late: "silent for too long",
      never: "never read to its end",
      beside: "not by the clock",
    },
    lag: (minutes) => `${span(minutes, ["d", "h", "min"])} ago`,
    refused: "quarantined",
    nothing: "No source is connected.",
    noneRefused: "Nothing is quarantined.",
    seen: "seen",
    replayed: ({ mendedCount, overtakenCount, leftCount }) =>
      `${mendedCount} loaded, ${overtakenCount} read meanwhile, ${leftCount} left`,
    afterLanding: (asOf) => `Refused by the load and the models, as of ${asOf}:`,
    notTaken: "refused by the load and the models",
    quota: ({ per_minute, sent_count, limited_count, stopped_at, stopped_until }) =>
      joined([
        `at most ${rounded(per_minute)} requests a minute`,
        `${sent_count} in 24 h`,
        limited_count > 0 && `called too many (429): ${limited_count}`,
        stopped_at !== null &&
          `answers nothing, what is paid for is used up (402), since ${stopped_at} until ${stopped_until ?? "nobody knows when"}`,
      ]),
    usageUnread:
      "How much was asked cannot be read (usage.db): with the next reading counts begin anew.",
  },
};

/** The largest unit that there is one of. */
function span(minutes: number, [days, hours, rest]: readonly [string, string, string]): string {
  if (minutes >= 2 * 24 * 60) return `${Math.floor(minutes / (24 * 60))} ${days}`;
  if (minutes >= 2 * 60) return `${Math.floor(minutes / 60)} ${hours}`;
  return `${minutes} ${rest}`;
}

function joined(parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(" · ");
}

function rounded(perMinute: number): number {
  return Math.round(perMinute * 10) / 10;
}
