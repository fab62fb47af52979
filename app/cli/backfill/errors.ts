import type { NoHistory } from "../../../sources/backfill.ts";
import type { Locale } from "../../community/words.ts";

export class BackfillSourceError extends Error {
  override readonly name = "BackfillSourceError";
  constructor(named: string, known: readonly string[], locale: Locale) {
    const all = known.join(", ");
    super(
      {
        en: `--source names ${JSON.stringify(named)}; expected one of ${all}.`,
        ru: `--source называет ${JSON.stringify(named)}; ожидался один из источников: ${all}.`,
      }[locale],
    );
  }
}

export class BackfillUnconnectedError extends Error {
  override readonly name = "BackfillUnconnectedError";
  constructor(system: string, file: string, locale: Locale) {
    super(
      {
        en:
          `The configuration ${file} has no sources.${system}; expected its address there. ` +
          `Add it, then run this again.`,
        ru:
          `В настройках ${file} нет sources.${system}; ожидался его адрес. ` +
          `Впишите его и запустите снова.`,
      }[locale],
    );
  }
}

export class BackfillSpanError extends Error {
  override readonly name = "BackfillSpanError";
}

export class NoHistoryError extends Error {
  override readonly name = "NoHistoryError";
  constructor(system: string, why: NoHistory, locale: Locale) {
    super(
      {
        en: `${system} has no span of its history to give: ${why.en}.`,
        ru: `${system} не отдаёт историю по датам: ${why.ru}.`,
      }[locale],
    );
  }
}
