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
  readonly paid: string;
  readonly voided: string;
  readonly opened: string;
  readonly closed: string;
  readonly reclaimed: string;
  readonly batch: string;
  readonly slot: string;
  readonly planless: string;
  readonly allKnown: string;
  readonly adopted: string;
  readonly left: string;
  readonly rebaseSign: string;
  readonly rebaseThen: string;
  readonly rebased: string;
  readonly moved: string;
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
    paid: "принята выплата",
    voided: "принято погашение",
    opened: "принято открытие месяца",
    closed: "принято закрытие плана",
    reclaimed: "принят возврат аренды квитанций",
    batch: "перевод",
    slot: "слот",
    planless: "плана нет ни в журнале, ни в файлах",
    allKnown: "Журнал знает все выплаты сети.",
    adopted:
      "Журнал снова знает все выплаты сети. Дальше обычный запуск; неоплаченное комитет подписывает заново.",
    left: "Пока план отмеченных ✕ не назван в --plan, ничего не предлагается и не выплачивается.",
    rebaseSign: "Если больше ничего не вернуть, члены комитета по порогу подписывают эту строку",
    rebaseThen: "Затем: vklad ledger rebase",
    rebased: "Журнал начат заново. Навсегда закрыты месяцы по",
    moved: "Прежний журнал в landing отложен, ничего не удалено",
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
    paid: "payment adopted",
    voided: "void adopted",
    opened: "opening of the month adopted",
    closed: "closing of the plan adopted",
    reclaimed: "receipts taken back adopted",
    batch: "batch",
    slot: "slot",
    planless: "its plan is neither in the ledger nor in a file",
    allKnown: "The ledger knows every payment of the chain.",
    adopted:
      "The ledger knows every payment of the chain again. The usual run goes on; what was not paid the committee signs anew.",
    left: "Until --plan names the plans of those marked ✕, nothing is proposed or paid.",
    rebaseSign:
      "If nothing else can be brought back, as many committee members as the threshold says sign this line",
    rebaseThen: "Then: vklad ledger rebase",
    rebased: "The ledger begins anew. Closed for ever are the months to",
    moved: "What had landed of the ledger before is kept aside",
  },
};
