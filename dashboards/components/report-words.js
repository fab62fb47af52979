/** What a report says, in both languages: it is read by people who know no other page. */
import { timeZoneName } from "./moments.js";
import { decimals } from "./token.js";

export const reportWords = {
  ru: {
    language: "По-русски",
    print: "Напечатать или сохранить как PDF",
    back: "Страница плана",
    title: "Выплата за",
    revision: "редакция",
    asOf: "По журналу решений на",
    demo: "Демо-сообщество: все люди вымышлены.",
    stopped: "Выплата стоит с",
    of: "из",
    who: "Кто",
    when: "Когда",
    digest: "Отпечаток плана, целиком и группами",
    domain: "Бюджет",
    domains: { personal: "Личное", community: "Сообщество", world: "Мир" },
    chain: {
      title: "Где платится",
      genesis: "Сеть, хеш её начала",
      mint: "Выпуск токена",
      treasury: "Казна",
      settler: "Ключ выплат",
    },
    sums: {
      title: "Суммы",
      budget: "Выделено",
      carryIn: "Перенос с прошлого месяца",
      expired: "Вернулось по сроку хранения",
      lines: "Начислено строками",
      paid: "Выплачено по строкам",
      escrowed: "Хранится до кошелька",
      releases: "Отложенное раньше, к выплате",
      released: "Отложенное раньше, выплачено",
      carry: "Остаётся на следующий месяц",
      treasuryBefore: "В казне было",
      treasuryAfter: "В казне стало",
      difference: "Расхождение",
    },
    lines: {
      title: "Строки",
      member: "Участник",
      status: "Состояние",
      batch: "Перевод",
      kept: "отложенное раньше",
    },
    line: {
      planned: "к выплате",
      signed: "отправлена",
      paid: "выплачена",
      voided: "погашена",
      failed: "не прошла",
      escrowed: "хранится до кошелька",
      set_aside: "отложена",
    },
    proposedBy: "Предложил(а)",
    signUntil: "подписать до",
    payableFrom: "Платится с",
    signatures: { title: "Подписи", key: "Ключ", none: "Подписей нет." },
    payments: {
      title: "Переводы",
      lines: "Строк",
      slot: "Слот",
      signature: "Подпись в сети",
      none: "Переводов нет: ни у кого из получателей не было кошелька.",
    },
    history: {
      title: "Что было решено и почему",
      what: "Что",
      reason: "Причина",
      none: "Никто не вмешивался.",
      unknown: "Чужой перевод казны, о котором никто ещё ничего не сказал",
      distribution_held: "задержать",
      distribution_resumed: "продолжить",
      distribution_void_asked: "погасить остаток",
      distribution_revision_asked: "предложить заново",
      line_set_aside: "отложена строка",
      foreign_transfer_acknowledged: "признан чужой перевод",
    },
    check: {
      title: "Как это проверить",
      verify: "Построить план заново из записанного, без сети:",
      write: "Записать выплаченный месяц в файл и таблицу:",
      audit: "Сверить этот файл с сетью, без журнала решений и без ключей:",
      node: "АДРЕС_УЗЛА",
      head: "Журнал решений кончался событием",
    },
    plan: {
      open: "Ждёт подписей",
      objection: "Подписан, ждёт возражений",
      approved: "Подписан",
      settling: "Выплачивается",
      settled: "Выплачен",
      held: "Задержан",
      voiding: "Погашается",
      revising: "Будет заменён",
      superseded: "Заменён",
      expired: "Срок вышел",
      voided: "Отменён",
    },
    batch: {
      planned: "в очереди",
      signed: "отправлен",
      paid: "выплачен",
      voided: "погашен",
      failed: "не прошёл",
    },
    actors: { operator: "оператор", schedule: "сама программа", settler: "сама программа" },
  },
  en: {
    language: "In English",
    print: "Print, or save as PDF",
    back: "The plan's page",
    title: "Distribution of",
    revision: "revision",
    asOf: "By the ledger as of",
    demo: "A demo community: all people are made up.",
    stopped: "Paying has stood still since",
    of: "of",
    who: "Who",
    when: "When",
    digest: "Digest of the plan, whole and in groups",
    domain: "Domain",
    domains: { personal: "Personal", community: "Community", world: "World" },
    chain: {
      title: "Where it is paid",
      genesis: "Chain, hash of its genesis",
      mint: "Mint",
      treasury: "Treasury",
      settler: "Settler's key",
    },
    sums: {
      title: "Sums",
      budget: "Budget",
      carryIn: "Carried from last month",
      expired: "Kept for too long, taken back",
      lines: "Due by lines",
      paid: "Paid by lines",
      escrowed: "Kept until there is a wallet",
      releases: "Kept earlier, to be paid",
      released: "Kept earlier, paid",
      carry: "Carried to next month",
      treasuryBefore: "Treasury before",
      treasuryAfter: "Treasury after",
      difference: "Difference",
    },
    lines: {
      title: "Lines",
      member: "Member",
      status: "State",
      batch: "Batch",
      kept: "kept earlier",
    },
    line: {
      planned: "to be paid",
      signed: "sent",
      paid: "paid",
      voided: "voided",
      failed: "failed",
      escrowed: "kept until there is a wallet",
      set_aside: "set aside",
    },
    proposedBy: "Proposed by",
    signUntil: "to be signed until",
    payableFrom: "Payable from",
    signatures: { title: "Signatures", key: "Key", none: "Nobody has signed." },
    payments: {
      title: "Payments",
      lines: "Lines",
      slot: "Slot",
      signature: "Signature on chain",
      none: "No payments: none of the recipients had a wallet.",
    },
    history: {
      title: "What was decided, and why",
      what: "What",
      reason: "Reason",
      none: "Nobody intervened.",
      unknown: "A foreign transfer of the treasury of which nobody has said anything",
      distribution_held: "hold",
      distribution_resumed: "resume",
      distribution_void_asked: "void what is open",
      distribution_revision_asked: "propose anew",
      line_set_aside: "line set aside",
      foreign_transfer_acknowledged: "foreign transfer acknowledged",
    },
    check: {
      title: "How to check it",
      verify: "Make the plan again from what was frozen, without network:",
      write: "Write the settled month into a file and a table:",
      audit: "Hold that file against the chain, with no ledger and no key:",
      node: "NODE_URL",
      head: "The ledger ended with the event",
    },
    plan: {
      open: "Waits for signatures",
      objection: "Signed, waits for objections",
      approved: "Signed",
      settling: "Is being paid",
      settled: "Paid",
      held: "Held",
      voiding: "Is being voided",
      revising: "Will be replaced",
      superseded: "Replaced",
      expired: "Expired",
      voided: "Voided",
    },
    batch: { planned: "planned", signed: "sent", paid: "paid", voided: "voided", failed: "failed" },
    actors: { operator: "the operator", schedule: "the program", settler: "the program" },
  },
};

const LOCALES = { ru: "ru", en: "en-GB" };
const MARKS = { ru: { thousands: "\u00a0", point: "," }, en: { thousands: ",", point: "." } };

/** Base units as tokens, by digits and never through a double: `1 234,5…` or `1,234.5…`. */
export function amountIn(lang, baseUnits) {
  const { thousands, point } = MARKS[lang];
  const units = BigInt(baseUnits);
  const digits = `${units < 0n ? -units : units}`.padStart(decimals() + 1, "0");
  const whole = digits.slice(0, digits.length - decimals());
  const fraction = digits.slice(digits.length - decimals());
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${units < 0n ? "−" : ""}${grouped}${/[1-9]/.test(fraction) ? point + fraction : ""}`;
}

export function dateIn(lang, at) {
  const timeZone = timeZoneName();
  const style = { dateStyle: "long", timeStyle: "short", timeZone };
  return new Intl.DateTimeFormat(LOCALES[lang], style).format(new Date(at));
}

/** `2026-09`: «сентябрь 2026», September 2026. */
export function monthIn(lang, period) {
  const [year, month] = period.split("-").map(Number);
  const date = new Date(Date.UTC(year, month - 1, 15));
  const style = { month: "long", timeZone: "UTC" };
  return `${new Intl.DateTimeFormat(LOCALES[lang], style).format(date)} ${year}`;
}

/** The whole digest in groups of four, to be read out. */
export const digestGroups = (digest) => digest.match(/.{1,4}/g).join(" ");
