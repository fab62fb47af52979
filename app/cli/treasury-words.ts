import type { Locale } from "../community/words.ts";

interface TreasuryWords {
  readonly embedded: string;
  readonly treasury: string;
  readonly balance: string;
  readonly owner: string;
  readonly ownSettler: string;
  readonly multisig: string;
  readonly delegate: string;
  readonly nobody: string;
  readonly lastFor: string;
  readonly next: {
    readonly hot: string;
    readonly foreign: string;
    readonly allow: string;
    readonly revoke: string;
    readonly pays: string;
    readonly nothing: string;
  };
  readonly made: string;
  readonly there: string;
  readonly configure: string;
  readonly nonce: string;
  readonly allows: string;
  readonly revokes: string;
  readonly tokens: string;
  readonly mint: string;
  readonly from: string;
  readonly to: string;
  readonly plan: string;
  readonly chain: string;
  readonly signed: string;
  readonly notYet: string;
  readonly compare: string;
  readonly written: string;
  readonly sent: string;
}

/** What `vklad treasury` says around what it found. */
export const treasuryWords: Readonly<Record<Locale, TreasuryWords>> = {
  ru: {
    embedded:
      "Токены выплачиваются на встроенной сети, её казной владеет сам ключ выплат: разрешать нечего. Реальную сеть называет settlement.cluster.",
    treasury: "казна",
    balance: "в ней, базовых единиц",
    owner: "владелец",
    ownSettler: "сам ключ выплат",
    multisig: "мультиподпись",
    delegate: "платить разрешено",
    nobody: "никому",
    lastFor: "последнее разрешение — для плана",
    next: {
      hot: "Казной владеет сам ключ выплат: кто его украдёт, заберёт всё. Казну, которой владеет комитет, создаёт vklad treasury make.",
      foreign:
        "Платить разрешено не ключу выплат, а другому. Если это не задумано, заберите разрешение: vklad treasury revoke --write FILE.",
      allow: "Одобренному плану нужно разрешение на точную сумму: vklad treasury allow",
      revoke:
        "Разрешать больше нечего, а разрешение осталось. Заберите его: vklad treasury revoke --write FILE.",
      pays: "Разрешено ровно столько, сколько осталось выплатить. Выплата продолжится сама",
      nothing: "Делать ничего не нужно: одобренного и невыплаченного плана нет.",
    },
    made: "Казна создана.",
    there: "Казна уже есть.",
    configure: "Впишите в settlement конфигурации и положите на счёт казны бюджет:",
    nonce: "Создан счёт очереди подписей",
    allows: "РАЗРЕШАЕТ ключу выплат потратить",
    revokes: "ЗАБИРАЕТ всё, что было разрешено",
    tokens: "токенов",
    mint: "токен",
    from: "из казны, владелец которой",
    to: "ключ выплат",
    plan: "для плана",
    chain: "в сети",
    signed: "есть подпись",
    notYet: "ещё нет подписи",
    compare:
      "Сверьте месяц и начало хеша со страницей плана. Подписать: vklad treasury sign FILE --key KEY.",
    written: "Записано",
    sent: "Окончательно в сети",
  },
  en: {
    embedded:
      "Tokens are paid on the embedded chain, whose treasury the settler owns: there is nothing to allow. settlement.cluster names a real one.",
    treasury: "treasury",
    balance: "it holds, base units",
    owner: "owner",
    ownSettler: "the settler's own key",
    multisig: "multisig",
    delegate: "allowed to spend",
    nobody: "nobody",
    lastFor: "the last allowance was for plan",
    next: {
      hot: "The key that pays owns the treasury: whoever steals it takes all. `vklad treasury make` makes one that the committee owns.",
      foreign:
        "Not the settler but somebody else may spend of it. If that is not meant, take it back: vklad treasury revoke --write FILE.",
      allow: "An approved plan needs an allowance of the exact sum: vklad treasury allow",
      revoke:
        "There is nothing left to allow, and an allowance is left. Take it back: vklad treasury revoke --write FILE.",
      pays: "Exactly what is left to pay is allowed. Paying goes on by itself",
      nothing: "There is nothing to do: no plan is approved and unpaid.",
    },
    made: "The treasury is made.",
    there: "The treasury is there already.",
    configure:
      "Put this under settlement of the configuration, and a budget into the treasury's account:",
    nonce: "Made the account by which signatures of different days go together",
    allows: "ALLOWS the settler to spend",
    revokes: "TAKES BACK whatever was allowed",
    tokens: "tokens",
    mint: "mint",
    from: "from the treasury, whose owner is",
    to: "settler",
    plan: "for plan",
    chain: "on",
    signed: "has signed",
    notYet: "has not signed yet",
    compare:
      "Compare month and beginning of the digest with the plan's page. To sign: vklad treasury sign FILE --key KEY.",
    written: "Written to",
    sent: "Final on the chain",
  },
};
