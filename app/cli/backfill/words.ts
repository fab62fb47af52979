import type { Backfilled } from "../../../activities/ingest/index.ts";
import type { PlannedWindow } from "../../../sources/backfill.ts";
import type { Locale } from "../../community/words.ts";

interface Words {
  readonly window: (window: PlannedWindow) => string;
  readonly total: (cost: { readonly requests: number; readonly perMinute: number }) => string;
  readonly others: (streams: string) => string;
  readonly goesOn: string;
  readonly dryRun: string;
  readonly nothing: string;
  readonly read: (counts: Backfilled) => string;
  readonly next: string;
}

export const backfillWords: Readonly<Record<Locale, Words>> = {
  en: {
    window: ({ from, to, recordCount, isCounted, requestCount }) =>
      `  ${day(from)} … ${day(to)}: records: ${counted(recordCount, isCounted, "at most")}, ` +
      `requests: ${recordCount === null ? "at least" : "about"} ${requestCount}`,
    total: ({ requests, perMinute }) =>
      `About ${requests} requests at ${perMinute} a minute, live feeds apart: ` +
      `${minutes(requests, perMinute)} min`,
    others: (streams) => `Not by spans: ${streams}. Live feeds and sweeps read these lists whole.`,
    goesOn: "an unfinished reading of this span is there: it goes on, and costs less",
    dryRun: "Nothing was read. Without --dry-run it is.",
    nothing: "Nothing is there.",
    read: ({ readCount, landedCount, refusedCount }) =>
      `${readCount} read, ${landedCount} landed that were not known so, ${refusedCount} refused`,
    next: "Loaded by the next `vklad run`, or by `serve` at its next reading.",
  },
  ru: {
    window: ({ from, to, recordCount, isCounted, requestCount }) =>
      `  ${day(from)} … ${day(to)}: записей: ${counted(recordCount, isCounted, "не больше")}, ` +
      `запросов: ${recordCount === null ? "не меньше" : "около"} ${requestCount}`,
    total: ({ requests, perMinute }) =>
      `Запросов: около ${requests}, по ${perMinute} в минуту без живых лент: ` +
      `${minutes(requests, perMinute)} мин`,
    others: (streams) => `Не по датам: ${streams}. Эти списки целиком читают живые ленты и сверки.`,
    goesOn: "этот отрезок уже начат: чтение продолжится и обойдётся дешевле",
    dryRun: "Ничего не прочитано. Без --dry-run будет прочитано.",
    nothing: "Там ничего нет.",
    read: ({ readCount, landedCount, refusedCount }) =>
      `прочитано ${readCount}, легло неизвестных такими ${landedCount}, отвергнуто ${refusedCount}`,
    next: "Загрузит следующий `vklad run` или ближайшее чтение `serve`.",
  },
};

/** Only a number is said to be a bound. */
function counted(count: number | null, isCounted: boolean, atMost: string): string {
  if (count === null) return "?";
  return isCounted ? `${count}` : `${atMost} ${count}`;
}

function day(instant: string): string {
  return instant.slice(0, 10);
}

function minutes(requests: number, perMinute: number): number {
  return Math.ceil(requests / perMinute);
}
