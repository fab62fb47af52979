import type { Locale } from "./words.ts";

type Texts = Readonly<Record<string, string>>;

const ru: Texts = {
  treasury_short:
    "В казне меньше токенов, чем нужно выплатить. Пополните казну: выплата продолжится сама. Это делает хранитель казны.",
  no_allowance:
    "Казна принадлежит не ключу выплат, и её владельцы ещё не разрешили ему платить. Оператор готовит разрешение (vklad treasury allow), владельцы казны подписывают, и выплата продолжится сама.",
  allowance_short:
    "Владельцы казны разрешили выплатить меньше, чем осталось по плану. Оператор готовит новое разрешение (vklad treasury allow), владельцы казны подписывают, и выплата продолжится сама.",
  allowance_too_large:
    "Владельцы казны разрешили больше, чем платит план; лишнее забрал бы тот, кто украл ключ выплат. Оператор готовит разрешение на точную сумму (vklad treasury allow), владельцы казны подписывают, и выплата продолжится сама.",
  lamports_short:
    "На счёте плательщика не хватает SOL на комиссии и аренду счетов. Пополните его: выплата продолжится сама. Это делает оператор.",
  other_plan:
    "Ещё не завершён перевод другого плана. Ждать: когда он завершится, выплата продолжится сама.",
  not_payable:
    "Подписей больше не хватает: изменился состав комитета, отозван ключ или вышел срок. Открытые переводы гасят, и план предлагают заново. Это может любой член комитета.",
  SettlementRefusedError:
    "Проверка перед выплатой нашла помеху; ничего не подписано. Устраните её: выплата продолжится сама. Это делает оператор.",
  SettlementNeedsReviewError:
    "Сеть не принимает перевод. Открытые переводы гасят, и план предлагают заново. Это может любой член комитета.",
  SettlementMismatchError:
    "Сеть и журнал говорят о деньгах разное; больше ничего не отправляется. Оператор сверяет журнал с историей сети.",
  PayoutMismatchError:
    "Перевод не совпал с планом и не был отправлен. Это ошибка программы: сообщите оператору.",
  ChainMismatchError:
    "Открыта не та сеть, для которой подписан план, или её старая копия. Оператор возвращает нужную; до тех пор ничего не выплачивается.",
  SettlementSetupError:
    "Токен или казна в сети не те, что названы в настройках. Оператор запускает vklad settlement doctor и исправляет названное.",
  SimulationRefusedError:
    "Сеть отвергла бы перевод, поэтому он не подписан. Устраните названное, или открытые переводы гасят и план предлагают заново. Это может любой член комитета.",
  signer_not_payable:
    "Подписывающий процесс сам прочёл журнал и счёл, что этот план сейчас платить нельзя; ничего не подписано. Оператор смотрит, тот ли журнал он читает и что сказано ниже.",
  signer_spent:
    "Строка этого плана уже была подписана в другом плане и, возможно, выплачена; ничего не подписано. Прежний план гасят до конца, а утерянный журнал возвращает оператор (vklad ledger restore или adopt).",
  signer_bytes:
    "Перевод, который просят подписать, не совпал с планом; ничего не подписано. Это ошибка программы или чужое вмешательство: сообщите оператору.",
  signer_cap:
    "Перевод больше разрешённого предела; ничего не подписано. Какой это предел и сколько вышло, сказано ниже. Если так и надо, оператор поднимает предел в настройках (settlement.caps).",
  SignerDownError:
    "Подписывающий процесс не отвечает. Попытка повторится сама; если это надолго, оператор запускает его (vklad signer) и смотрит, что он пишет.",
  SignerRefusedError:
    "Подписывающий процесс отказал; ничего не подписано. Причина сказана ниже: её устраняет оператор.",
  SpendingCapError:
    "Комиссия или аренда больше разрешённой; ничего не подписано. Оператор спрашивает другой узел или поднимает предел в настройках.",
  ChainDisagreementError:
    "Узлы сети говорят разное, и ни одному не верим. Оператор выясняет, какой из них неправ, и заменяет его.",
  ChainTimeoutError:
    "Узел сети не отвечает. Попытка повторится сама; если это надолго, оператор заменяет узел.",
  LedgerOlderError:
    "Журнал старше сети: он утерян или восстановлен из старой копии. Оператор возвращает новейшую копию журнала; до тех пор ничего не выплачивается.",
};

const en: Texts = {
  treasury_short:
    "The treasury holds fewer tokens than are to be paid. Fill it up: paying goes on by itself. The keeper of the treasury does that.",
  no_allowance:
    "The treasury is not the settler's own, and its owners have not allowed it to pay yet. The operator writes an allowance (vklad treasury allow), the treasury's owners sign it, and paying goes on by itself.",
  allowance_short:
    "The treasury's owners allowed less than is left to pay. The operator writes a new allowance (vklad treasury allow), the treasury's owners sign it, and paying goes on by itself.",
  allowance_too_large:
    "The treasury's owners allowed more than the plan pays, which whoever stole the settler's key could take. The operator writes an allowance of the exact sum (vklad treasury allow), the treasury's owners sign it, and paying goes on by itself.",
  lamports_short:
    "The settler's account has too little SOL for fees and rents. Send it some: paying goes on by itself. The operator does that.",
  other_plan: "A payment of another plan has not ended yet. Wait: then paying goes on by itself.",
  not_payable:
    "Too few signatures count by now: the committee changed, a key was revoked, or the time is over. Void what is left, and it is proposed anew. Any committee member may do that.",
  SettlementRefusedError:
    "The check before paying found what is in the way; nothing was signed. Put it right: paying goes on by itself. The operator does that.",
  SettlementNeedsReviewError:
    "The chain does not take a payment. Void what is left, and it is proposed anew. Any committee member may do that.",
  SettlementMismatchError:
    "Chain and ledger tell different stories about money; nothing more is sent. The operator compares the ledger with the chain's history.",
  PayoutMismatchError:
    "A payment did not fit its plan and was not sent. That is a fault of the program: tell the operator.",
  ChainMismatchError:
    "The chain that is open is not the one the plan was signed for, or an older copy of it. The operator brings the right one back; nothing is paid until then.",
  SettlementSetupError:
    "Token or treasury on the chain are not those that the configuration names. The operator runs vklad settlement doctor and mends what it names.",
  SimulationRefusedError:
    "The chain would refuse a payment, so it was not signed. Mend what is named, or void what is left, and it is proposed anew. Any committee member may do that.",
  signer_not_payable:
    "The signer read the ledger by itself and found that this plan may not be paid now; nothing was signed. The operator looks whether it reads the right ledger, and at what is said below.",
  signer_spent:
    "A line of this plan was signed in another plan before, and may have been paid; nothing was signed. What is left of that plan is voided first; a lost ledger the operator brings back (vklad ledger restore or adopt).",
  signer_bytes:
    "What was to be signed is not what the plan says; nothing was signed. That is a fault of the program, or somebody's hand: tell the operator.",
  signer_cap:
    "A payment is above what is allowed; nothing was signed. Which cap it is and what came out is said below. If it is meant, the operator raises the cap in the configuration (settlement.caps).",
  SignerDownError:
    "The signer does not answer. It is asked again by itself; if that lasts, the operator starts it (vklad signer) and looks at what it says.",
  SignerRefusedError:
    "The signer refused; nothing was signed. The reason is said below: the operator mends it.",
  SpendingCapError:
    "A fee or a rent is above what is allowed; nothing was signed. The operator asks another node, or raises the cap in the configuration.",
  ChainDisagreementError:
    "The nodes of the chain say different things, and none is believed. The operator finds out which is wrong, and replaces it.",
  ChainTimeoutError:
    "A node of the chain does not answer. It is asked again; if that lasts, the operator replaces the node.",
  LedgerOlderError:
    "The ledger is older than the chain: it was lost, or restored from an old copy. The operator brings the newest copy back; nothing is paid until then.",
};

const TEXTS = { ru, en };
const UNKNOWN: Readonly<Record<Locale, string>> = {
  ru: "Выплата остановилась. Сообщите оператору, что здесь написано.",
  en: "Paying has stopped. Tell the operator what is said here.",
};

/** Why a payment does not go on, by the stop's code: what it is, what to do, and who can. */
export function stopText(code: string, locale: Locale): string {
  return TEXTS[locale][code] ?? UNKNOWN[locale];
}
