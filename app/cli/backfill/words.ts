import type { Backfilled } from "../../../activities/ingest/index.ts";
import type { PlannedWindow } from "../../../sources/backfill.ts";
import type { Locale } from "../../community/words.ts";

interface Cost {
  readonly requests: number;
  readonly perMinute: number;
  /** False where nothing tells how many there are: then it is more. */
  readonly isBounded: boolean;
}

interface Words {
  readonly window: (window: PlannedWindow) => string;
  readonly total: (cost: Cost) => string;
  readonly others: (streams: string) => string;
  readonly goesOn: string;
  readonly dryRun: string;
  readonly nothing: string;
  readonly read: (counts: Backfilled) => string;
  readonly next: string;
}

export const backfillWords: Readonly<Record<Locale, Words>> = {
  en: {
    window: ({ recordCount, isCounted, requestCount, ...window }) =>
      `  ${named(window)}: records: ${counted(recordCount, isCounted, "at most")}, ` +
      `requests: ${recordCount === null ? "at least" : "about"} ${requestCount}`,
    total: ({ requests, perMinute, isBounded }) =>
      `${isBounded ? "About" : "At least"} ${requests} requests at ${perMinute} a minute, ` +
      `live feeds apart: ${minutes(requests, perMinute)} min`,
    others: (streams) => `Not by spans: ${streams}. Live feeds and sweeps read these lists whole.`,
    goesOn: "an unfinished reading of this span is there: it goes on, and costs less",
    dryRun: "Nothing was read. Without --dry-run it is.",
    nothing: "Nothing is there.",
    read: ({ readCount, landedCount, refusedCount }) =>
      `${readCount} read, ${landedCount} landed that were not known so, ${refusedCount} refused`,
    next: "Loaded by the next `vklad run`, or by `serve` at its next reading.",
  },
  ru: {
    window: ({ recordCount, isCounted, requestCount, ...window }) =>
      `  ${named(window)}: записей: ${counted(recordCount, isCounted, "не больше")}, ` +
      `запросов: ${recordCount === null ? "не меньше" : "около"} ${requestCount}`,
    total: ({ requests, perMinute, isBounded }) =>
      `Запросов: ${isBounded ? "около" : "не меньше"} ${requests}, ` +
      `по ${perMinute} в минуту без живых лент: ` +
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

function named({ part, from, to }: Pick<PlannedWindow, "part" | "from" | "to">): string {
  const days = `${from.slice(0, 10)} … ${to.slice(0, 10)}`;
  return part === undefined ? days : `${part}, ${days}`;
}

function minutes(requests: number, perMinute: number): number {
  return Math.ceil(requests / perMinute);
}
