/** What a member of the committee may do about a plan, and what was done. */
export const steering = {
  ru: {
    wishes: {
      hold: "Задержать",
      resume: "Продолжить",
      void: "Погасить остаток",
      revise: "Предложить заново",
    },
    actors: { operator: "оператор", schedule: "сама программа", settler: "сама программа" },
    heldBy: (name, at, reason) => `Задержал(а) ${name}, ${at}: ${reason}`,
    voidedBy: (name, at, reason) => `Погасить решил(а) ${name}, ${at}: ${reason}`,
    setAside: (count) =>
      `Отложено строк: ${count}. Их кошельки сменились после предложения или сейчас не могут принять токены; новая редакция хранит этот долг.`,
    receipts: (count, sol) => `Квитанций в сети: ${count}, они запирают ${sol} SOL плательщика.`,
    reclaimed: (sol) =>
      `Возвращено ${sol} SOL: вместо квитанций вторую выплату запрещает закрытие плана.`,
    foreign: "Чужие переводы казны, пока платился этот план",
    acknowledge: "Признать",
    intervene: "Вмешаться",
    reason: "Причина останется в журнале решений",
  },
  en: {
    wishes: {
      hold: "Hold",
      resume: "Resume",
      void: "Void what is left",
      revise: "Propose anew",
    },
    actors: { operator: "the operator", schedule: "the program", settler: "the program" },
    heldBy: (name, at, reason) => `Held by ${name}, ${at}: ${reason}`,
    voidedBy: (name, at, reason) => `To be voided, said ${name}, ${at}: ${reason}`,
    setAside: (count) =>
      `Lines set aside: ${count}. Their wallets changed after the proposal, or cannot take tokens now; the next revision keeps this debt.`,
    receipts: (count, sol) =>
      `Receipts on the chain: ${count}; they lock up ${sol} SOL of the settler.`,
    reclaimed: (sol) =>
      `${sol} SOL were taken back: in the receipts' place the plan's closing forbids a second payment.`,
    foreign: "Foreign transfers of the treasury while this plan was paid",
    acknowledge: "Acknowledge",
    intervene: "Intervene",
    reason: "The reason stays in the ledger",
  },
};
