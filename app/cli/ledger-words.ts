import type { Locale } from "../community/words.ts";

interface LedgerWords {
  readonly before: string;
  readonly after: string;
  readonly found: string;
  readonly stopped: string;
  readonly nothing: string;
  readonly dry: string;
  readonly restored: string;
  readonly kept: string;
  readonly next: string;
}

/** What `vklad ledger` says around what it found. */
export const ledgerWords: Readonly<Record<Locale, LedgerWords>> = {
  ru: {
    before: "журнал кончался событием",
    after: "теперь кончается событием",
    found: "проверено событий",
    stopped: "дальше не годится",
    nothing: "Добавить нечего: новее журнала ничего не нашлось.",
    dry: "Ничего не изменено: это была проверка (--dry-run).",
    restored: "Восстановлено событий",
    kept: "Прежний файл оставлен рядом",
    next: "Теперь ./vklad doctor: если сеть знает выплаты, которых журнал не знает, их примет ./vklad ledger adopt.",
  },
  en: {
    before: "the ledger ended with event",
    after: "it now ends with event",
    found: "events that verify",
    stopped: "no further",
    nothing: "There is nothing to add: nothing newer than the ledger was found.",
    dry: "Nothing was changed: this was a look (--dry-run).",
    restored: "Events restored",
    kept: "The file before is kept beside",
    next: "Now ./vklad doctor: where the chain knows payments that the ledger does not, ./vklad ledger adopt takes them in.",
  },
};
