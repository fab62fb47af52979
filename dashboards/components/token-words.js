/** What the token's page says, in both languages. */
export const tokenWords = {
  ru: {
    language: "По-русски",
    none: "Снимков токена ещё нет. Первый появится, когда процесс, который платит, создаст сеть, а чтение источников её увидит: `vklad run`.",
    now: "Сколько токена есть и где он?",
    supply: "Выпущено",
    treasury: "В казне",
    circulating: "В обращении",
    paid: "Из этого выплатили наши планы",
    beside: "В обращении не по нашим планам",
    besideNote:
      "Чужие переводы казны, выпуск мимо неё и всё, что вернулось или сожжено, видно здесь.",
    source: "Со слов одного узла, без свидетелей: деньги от этих цифр не зависят. Слот",
    seen: "прочитан",
    chainTime: "время сети",
    over: "Как это менялось?",
    owners: "У скольких владельцев токен и насколько он сосредоточен?",
    ownersText:
      "Считаются владельцы с ненулевым остатком, без казны. Коэффициент Джини: 0, если у всех поровну, и почти 1, если всё у одного.",
    count: "Владельцев",
    frozen: "Заморожено счетов",
    first: "У первого",
    first5: "У первых пяти",
    first10: "У первых десяти",
    gini: "Коэффициент Джини",
    largest: "Самые крупные владельцы",
    largestAsOf: "Список на слот",
    nobody: "В обращении ещё ничего нет: весь выпуск в казне.",
    owner: "Адрес",
    amount: "Сколько",
    share: "Доля",
    accounts: "Счетов",
    member: "кошелёк участника",
    isFrozen: "заморожен",
    day: "День",
    authorities: "Кто может выпускать и замораживать",
    mintAuthority: "Выпускать может",
    freezeAuthority: "Замораживать может",
    anyone: "никто",
    mint: "Выпуск токена",
    noHolders: {
      refused:
        "Узел не перечисляет счета токена, поэтому о владельцах на этот день ничего не сказано. Узел, который отвечает на getProgramAccounts, называет VKLAD_SETTLEMENT_RPC.",
      too_many:
        "Счетов токена больше, чем можно прочесть за раз, поэтому о владельцах на этот день ничего не сказано.",
      does_not_add_up:
        "Список счетов, который дал узел, трижды не сошёлся с выпуском, поэтому ему не поверили: о владельцах на этот день ничего не сказано.",
    },
  },
  en: {
    language: "In English",
    none: "There is no snapshot of the token yet. The first one appears once the process that pays has made the chain and the sources are read: `vklad run`.",
    now: "How much of the token is there, and where?",
    supply: "Supply",
    treasury: "In the treasury",
    circulating: "In circulation",
    paid: "Of that, paid by our plans",
    beside: "In circulation beside our plans",
    besideNote:
      "Foreign transfers of the treasury, minting past it, and what came back or was burnt show here.",
    source: "By the word of one node, without witnesses: no money hangs on these figures. Slot",
    seen: "read",
    chainTime: "chain's time",
    over: "How did it change?",
    owners: "How many own the token, and how concentrated is it?",
    ownersText:
      "Owners with a balance are counted, without the treasury. Gini's coefficient: 0 where all own the same, almost 1 where one owns all.",
    count: "Owners",
    frozen: "Frozen accounts",
    first: "The largest owns",
    first5: "The largest five own",
    first10: "The largest ten own",
    gini: "Gini's coefficient",
    largest: "Largest owners",
    largestAsOf: "List as of slot",
    nobody: "Nothing is in circulation yet: the whole supply is in the treasury.",
    owner: "Address",
    amount: "Amount",
    share: "Share",
    accounts: "Accounts",
    member: "a member's wallet",
    isFrozen: "frozen",
    day: "Day",
    authorities: "Who may mint and freeze",
    mintAuthority: "May mint",
    freezeAuthority: "May freeze",
    anyone: "nobody",
    mint: "Mint",
    noHolders: {
      refused:
        "The node does not list the token's accounts, so nothing is said of owners on this day. Name one that answers getProgramAccounts in VKLAD_SETTLEMENT_RPC.",
      too_many:
        "There are more accounts of the token than can be read at once, so nothing is said of owners on this day.",
      does_not_add_up:
        "Three times the node's list of accounts did not add up to the supply, so it was not believed: nothing is said of owners on this day.",
    },
  },
};

/** Millionths as a percentage with two digits: «12,34 %», 12.34%. */
export function percentIn(lang, ppm) {
  if (ppm === null || ppm === undefined) return "—";
  const hundredths = (BigInt(ppm) + 50n) / 100n;
  const text = `${hundredths / 100n}${lang === "ru" ? "," : "."}${`${hundredths % 100n}`.padStart(2, "0")}`;
  return lang === "ru" ? `${text}\u00a0%` : `${text}%`;
}

/** Millionths as a number from 0 to 1 with three digits. */
export function fractionIn(lang, ppm) {
  if (ppm === null || ppm === undefined) return "—";
  const thousandths = (BigInt(ppm) + 500n) / 1_000n;
  const text = `${thousandths / 1_000n}.${`${thousandths % 1_000n}`.padStart(3, "0")}`;
  return lang === "ru" ? text.replace(".", ",") : text;
}
