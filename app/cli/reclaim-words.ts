import type { Fault, ReclaimFault } from "../../activities/settlement/reclaim/may-reclaim.ts";
import type { Locale } from "../community/words.ts";

interface ReclaimWords {
  readonly receipts: string;
  readonly locked: string;
  readonly reclaimed: string;
  /** Why they stay, what was found and expected, and what to do. */
  readonly faults: Readonly<Record<ReclaimFault, (fault: Fault) => string>>;
  readonly closable: string;
  readonly closing: string;
  readonly waiting: (blocks: number) => string;
  readonly reclaimable: string;
  readonly done: string;
  readonly later: string;
  readonly stays: string;
  readonly nothing: string;
}

/** What `vklad settlement reclaim` says of each plan. */
export const reclaimWords: Readonly<Record<Locale, ReclaimWords>> = {
  ru: {
    receipts: "квитанций",
    locked: "заперто, lamports",
    reclaimed: "возвращено",
    faults: {
      other_settler: ({ found, expected }) =>
        `остаются: платил ${found}, а ключ здесь от ${expected}. Запустите с ключом плательщика.`,
      unsettled: ({ found }) =>
        `остаются: ${found} ещё не закрыт, ожидалась сверка distribution_settled. Дождитесь конца выплаты.`,
      batch_open: ({ found, expected }) =>
        `остаются: перевод ${found}, ожидалось ${expected}. Дождитесь его конца или погасите остаток.`,
      attempt_open: ({ found, expected }) =>
        `остаются: ${found} — последняя высота, на которой подписанное ещё может попасть в сеть; ожидалось ${expected}. Повторите через несколько минут.`,
      unanchored: ({ found, expected }) =>
        `остаются: более поздних выплат другого месяца, чья отметка в сети знает этот месяц закрытым, среди просмотренных (${found}) нет; ожидалось ${expected}. Повторите после следующей выплаты.`,
      place_not_held: ({ found, expected }) =>
        `остаются: место месяца ${expected} в сети (${found}) за этим планом не закреплено, и его мог бы занять другой. Такие квитанции не возвращают.`,
    },
    closable: "можно вернуть: сначала план закрывается в сети навсегда",
    closing: "план закрывается в сети",
    waiting: (blocks) =>
      `план закрыт; квитанции — через ${blocks} блоков, когда истечёт всё подписанное раньше`,
    reclaimable: "можно вернуть",
    done: "возвращено всё",
    later: "Ещё не всё: запустите снова позже, команда продолжит с того же места.",
    stays:
      "Место месяца и закрытие плана остаются в сети навсегда: вместо квитанций вторую выплату запрещают они.",
    nothing: "Планов ещё нет.",
  },
  en: {
    receipts: "receipts",
    locked: "locked, lamports",
    reclaimed: "taken back",
    faults: {
      other_settler: ({ found, expected }) =>
        `they stay: ${found} paid, and the key here is of ${expected}. Run it with the settler's key.`,
      unsettled: ({ found }) =>
        `they stay: ${found} is not settled; expected distribution_settled. Wait for the end of its payment.`,
      batch_open: ({ found, expected }) =>
        `they stay: batch ${found}; expected ${expected}. Wait for its end, or void what is left.`,
      attempt_open: ({ found, expected }) =>
        `they stay: ${found} is the last height at which what was signed may land; expected ${expected}. Run it again in some minutes.`,
      unanchored: ({ found, expected }) =>
        `they stay: of later payments of another month (${found} were looked at) none names on the chain a ledger that knew this month as settled; expected ${expected}. Run it again after the next payment.`,
      place_not_held: ({ found, expected }) =>
        `they stay: the place of ${expected} on the chain (${found}) is not this plan's, and another could take it. Such receipts are not taken back.`,
    },
    closable: "may be taken back: first the plan is closed on the chain, for ever",
    closing: "the plan is being closed on the chain",
    waiting: (blocks) =>
      `the plan is closed; its receipts in ${blocks} blocks, when all that was signed before has expired`,
    reclaimable: "may be taken back",
    done: "all taken back",
    later: "Not all yet: run it again later, it goes on where it stopped.",
    stays:
      "The month's place and the plan's closing stay on the chain for ever: they refuse a second payment in the receipts' stead.",
    nothing: "There are no plans yet.",
  },
};
