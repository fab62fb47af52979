import type { FailureCode } from "../../workflows/error-codes.ts";
import type { Locale } from "./words.ts";

/** What became of a feed, in words; the codes are those of `docs/troubleshooting.md`. */
const TOLD: Readonly<Partial<Record<FailureCode, Readonly<Record<Locale, string>>>>> = {
  SourceAuthError: {
    ru: "ключ не действует или не даёт этого читать (401 или 403)",
    en: "the key is not valid or may not read this (401 or 403)",
  },
  SourceMissingError: {
    ru: "по этому адресу ничего нет (404)",
    en: "there is nothing at this address (404)",
  },
  SourceMovedError: {
    ru: "отправляет на другой адрес, ключ туда не передаётся",
    en: "redirects to another address, and the key goes to no other",
  },
  SourceRequestError: { ru: "отвергает наш запрос", en: "refuses our request" },
  SourceShapeError: { ru: "ответ незнакомой формы", en: "the answer has an unknown shape" },
  SourceTooLargeError: {
    ru: "ответ больше, чем можно принять за раз",
    en: "the answer is larger than can be held",
  },
  SourceQuotaError: {
    ru: "оплаченное там израсходовано (402), до нового срока ничего не читается",
    en: "what is paid for there is used up (402), nothing is read until its next period",
  },
  SourceCountError: {
    ru: "система насчитывает не столько записей, сколько присылает",
    en: "the system counts other records than it sends",
  },
  SourceDownError: {
    ru: "нет пригодного ответа за отведённое время",
    en: "no usable answer within its time",
  },
  SourceCursorError: {
    ru: "не читается место, где чтение остановилось",
    en: "the place where reading stopped cannot be read",
  },
  TimeoutFailure: {
    ru: "чтение не уложилось в отведённое время",
    en: "reading took longer than its time",
  },
  GuidesFolderError: {
    ru: "папки руководств нет, или в неё нельзя заглянуть",
    en: "the folder of guides is not there or cannot be looked into",
  },
  TelegramConflictError: {
    ru: "обновления бота забирает webhook или другая программа",
    en: "a webhook or another program takes the bot's updates",
  },
  TelegramExportError: {
    ru: "выгрузки Telegram нет, или она обрывается",
    en: "the Telegram export is not there, or not whole",
  },
  TelegramHookError: {
    ru: "Telegram не приносит обновлений бота: webhook не стоит, ведёт не сюда или не доставляет",
    en: "Telegram brings no updates of the bot: its webhook is not set, leads elsewhere or fails",
  },
  DiscordIntentError: {
    ru: "боту не дано видеть это: нужен переключатель Privileged Gateway Intents",
    en: "the bot is not shown this: one of its Privileged Gateway Intents is off",
  },
  DiscordUnmappedError: {
    ru: "не сказано, какие каналы можно читать: vklad sources map discord",
    en: "nobody has said which channels may be read: vklad sources map discord",
  },
  NocodbUnmappedError: {
    ru: "не сказано, какая таблица что значит",
    en: "nobody has said which table is what",
  },
  NocodbUnseenError: {
    ru: "не видно таблицы, которую называет соответствие",
    en: "a table that the mapping names is not to be seen",
  },
  LandingCorruptError: {
    ru: "файл landing повреждён",
    en: "a file of landing is damaged",
  },
  LandingChangedError: {
    ru: "файл landing изменили",
    en: "a file of landing was changed",
  },
  LedgerBrokenError: {
    ru: "журнал изменили в обход программы",
    en: "the ledger was changed behind the program's back",
  },
  LedgerCorruptError: { ru: "журнал повреждён", en: "the ledger is damaged" },
  LedgerOlderError: { ru: "журнал старше сети", en: "the ledger is older than the chain" },
  ChainFileCorruptError: { ru: "сеть повреждена", en: "the chain is damaged" },
  ChainMismatchError: {
    ru: "сеть не та, для которой писан журнал",
    en: "the chain is not the ledger's",
  },
};

const OTHER: Readonly<Record<Locale, string>> = {
  ru: "сбой, которому нет названия",
  en: "a failure that has no name",
};

/** In one line: never a message, which may quote what a source sent. */
export function failureText(code: FailureCode, locale: Locale): string {
  const told = TOLD[code]?.[locale];
  return told === undefined ? `${OTHER[locale]} (${code})` : `${told} (${code})`;
}
