import type { SetupCheckName } from "../../activities/settlement/setup-check.ts";
import type { Locale } from "../community/words.ts";

interface SetupWords {
  readonly checks: Readonly<Record<SetupCheckName, string>>;
  readonly found: string;
  readonly expected: string;
  readonly embedded: string;
  readonly unwitnessed: string;
  readonly hot: string;
  readonly allowed: string;
  readonly refused: string;
}

/** What `vklad settlement doctor` says around what it found. */
export const settlementWords: Readonly<Record<Locale, SetupWords>> = {
  ru: {
    checks: {
      genesis: "сеть, по хешу её начала",
      mint: "токен: программа и выпуск",
      decimals: "знаков после запятой у токена",
      mintAuthority: "кто может выпускать токен",
      freezeAuthority: "кто может замораживать счета",
      treasury: "владелец казны",
      balance: "в казне, базовых единиц",
      allowance: "кому и сколько разрешено платить из казны",
      closeAuthority: "кто, кроме владельца, может закрыть казну",
      settler: "у плательщика, lamports",
      rents: "аренда квитанции и счёта, lamports",
      prices: "недавние цены, микро-lamports",
      witnesses: "свидетели",
      clock: "расхождение часов с сетью",
    },
    found: "найдено",
    expected: "ожидалось",
    embedded:
      "Токены выплачиваются на встроенной сети, проверять нечего. Реальную сеть называет settlement.cluster.",
    unwitnessed:
      "Свидетелей нет: всё, что касается денег, принимается со слов одного узла. Назовите узел другого владельца в settlement.witnesses.",
    hot: "Казной владеет сам ключ выплат: кто его украдёт, заберёт всё. Казна, которой владеет комитет, отдаёт вору не больше одного одобренного плана: vklad treasury make.",
    allowed:
      "Разрешено больше, чем осталось выплатить по одобренным планам. Заберите лишнее: vklad treasury revoke --write FILE, владельцы казны подписывают, vklad treasury send FILE.",
    refused: "Пока отмеченное ✕ не исправлено, ничего не выплачивается.",
  },
  en: {
    checks: {
      genesis: "chain, by the hash of its genesis",
      mint: "token: program and supply",
      decimals: "decimals of the token",
      mintAuthority: "who may mint",
      freezeAuthority: "who may freeze accounts",
      treasury: "owner of the treasury",
      balance: "in the treasury, base units",
      allowance: "who may spend of the treasury, and how much",
      closeAuthority: "who else may close the treasury",
      settler: "the settler's lamports",
      rents: "rent of a receipt and an account, lamports",
      prices: "recent prices, micro-lamports",
      witnesses: "witnesses",
      clock: "clock apart from the chain's",
    },
    found: "found",
    expected: "expected",
    embedded:
      "Tokens are paid on the embedded chain: there is nothing to check. settlement.cluster names a real one.",
    unwitnessed:
      "There is no witness: what money hangs on is believed by the word of one node. Name a node of another operator in settlement.witnesses.",
    hot: "The key that pays owns the treasury: whoever steals it takes all. Of a treasury that the committee owns a thief takes one approved plan at the most: vklad treasury make.",
    allowed:
      "More is allowed than approved plans still pay. Take it back: vklad treasury revoke --write FILE, the treasury's owners sign it, vklad treasury send FILE.",
    refused: "Nothing is paid until what is marked ✕ is mended.",
  },
};
