/** A plan's own page. */
export const planPage = {
  ru: {
    noSuchPlan: "Такого плана в этом выпуске данных нет. Возможно, его заменила новая редакция.",
    revision: (number) => `, редакция ${number}`,
    proposed: (name, at, until, zone) =>
      `Предложил(а) ${name} ${at}; подписать до ${until} (${zone})`,
    digest: "Отпечаток плана",
    report: "Отчёт для печати",
    sums: {
      budget: (symbol) => `Бюджет, ${symbol}`,
      due: (symbol) => `Начислено, ${symbol}`,
      paid: (symbol) => `Выплачено, ${symbol}`,
      kept: (symbol) => `Хранится, ${symbol}`,
      releases: (symbol) => `Выплата отложенного раньше, ${symbol}`,
      expired: (symbol) => `Вернулось по сроку, ${symbol}`,
      carry: (symbol) => `Остаётся на следующий месяц, ${symbol}`,
      difference: (symbol) => `Расхождение, ${symbol}`,
    },
    topTitle: "Кто получает больше всех и за что?",
    linesTitle: "Кому, сколько и какая это доля?",
    linesText:
      "Доля считается от всех строк того же бюджета. Отложенное за прошлые месяцы платится сверх бюджета этого, из того, что хранилось. Нажмите на имя, чтобы увидеть, из каких вкладов сложилась строка.",
    noLines: "В этом плане нет строк.",
    batchesTitle: "Какими переводами платится?",
    transfer: "Перевод",
    status: "Состояние",
    lineCount: "Строк",
    signature: "Подпись в сети",
    noBatches: "Переводов нет: ни у кого из получателей ещё нет кошелька.",
  },
  en: {
    noSuchPlan:
      "There is no such plan in this release of the data. Perhaps a newer revision took its place.",
    revision: (number) => `, revision ${number}`,
    proposed: (name, at, until, zone) =>
      `Proposed by ${name} ${at}; to be signed until ${until} (${zone})`,
    digest: "Digest of the plan",
    report: "Report for paper",
    sums: {
      budget: (symbol) => `Budget, ${symbol}`,
      due: (symbol) => `Due, ${symbol}`,
      paid: (symbol) => `Paid, ${symbol}`,
      kept: (symbol) => `Kept, ${symbol}`,
      releases: (symbol) => `Kept earlier and paid now, ${symbol}`,
      expired: (symbol) => `Kept for too long, ${symbol}`,
      carry: (symbol) => `Carried to next month, ${symbol}`,
      difference: (symbol) => `Difference, ${symbol}`,
    },
    topTitle: "Who gets most, and for what?",
    linesTitle: "To whom, how much, and what share is it?",
    linesText:
      "A share is of all lines of the same budget. What was kept for earlier months is paid beside the budget of this one, out of what was kept. Choose a name to see which contributions a line is made of.",
    noLines: "This plan has no lines.",
    batchesTitle: "By which transactions is it paid?",
    transfer: "Transaction",
    status: "State",
    lineCount: "Lines",
    signature: "Signature on chain",
    noBatches: "There are no transactions: none of the recipients has a wallet yet.",
  },
};
