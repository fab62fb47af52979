import type { Span } from "../../../sources/backfill.ts";
import type { Locale } from "../../community/words.ts";
import { BackfillSpanError } from "./errors.ts";

export interface Days {
  readonly from: string;
  readonly to: string;
}

/**
 * The instants of two days (UTC), of which the last is not read. Today may be named as the last one:
 * all before it has happened. Throws BackfillSpanError.
 */
export function spanOf({ from, to }: Days, now: Date, locale: Locale): Span {
  const refused = (en: string, ru: string) => new BackfillSpanError({ en, ru }[locale]);
  for (const [option, day] of Object.entries({ "--from": from, "--to": to }))
    if (!isDay(day))
      throw refused(
        `${option} is ${JSON.stringify(day)}; expected a day such as 2026-09-01.`,
        `${option}: ${JSON.stringify(day)}; ожидался день, например 2026-09-01.`,
      );
  if (from >= to)
    throw refused(
      `--from is ${from} and --to ${to}; expected a day before --to, which is not read itself.`,
      `--from: ${from}, --to: ${to}; ожидался день раньше --to, который сам не читается.`,
    );
  const today = now.toISOString().slice(0, 10);
  if (to > today)
    throw refused(
      `--to is ${to}, and today is ${today} (UTC); expected today or a day before it: what has not ` +
        `happened is read by the live feed.`,
      `--to: ${to}, а сегодня ${today} (UTC); ожидалось сегодня или раньше: чего ещё не было, ` +
        `прочитает живая лента.`,
    );
  return { from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` };
}

/** JavaScript takes 30 February for a day of March. */
function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
