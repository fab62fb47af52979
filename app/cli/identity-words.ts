import type { Reason } from "../../models/core/identity/suggest/evidence.ts";
import type { Contradiction, LinkOutcome } from "../../warehouse/ledger/index.ts";
import type { Locale } from "../community/words.ts";

interface IdentityWords {
  readonly outcomes: Readonly<Record<LinkOutcome["outcome"], string>>;
  readonly because: (contradiction: Contradiction) => string;
  readonly methods: Readonly<Record<"proof" | "verified_email" | "manual", string>>;
  readonly reasons: Readonly<Record<Reason, string>>;
  readonly asked: string;
  readonly dropped: string;
  readonly assertedBy: string;
  readonly confirmedBy: string;
  readonly undone: string;
  readonly joins: string;
  readonly alone: string;
  readonly declared: string;
  readonly owner: string;
  readonly unread: string;
  readonly nothingPublished: string;
  readonly noSuggestions: string;
  readonly noConflicts: string;
  readonly noPairs: string;
  readonly waits: string;
  readonly contradicts: string;
  readonly unapplied: (system: string) => string;
  readonly wouldUndo: string;
  readonly wouldLink: string;
  readonly counting: string;
  readonly noChange: string;
  readonly before: string;
  readonly after: string;
  readonly points: string;
  readonly wallet: string;
  readonly noWallet: string;
  readonly kept: string;
  readonly ownerless: string;
  readonly paidStays: string;
  readonly sayYes: string;
  readonly undoneCount: string;
  readonly refusedPair: string;
  readonly operator: string;
  readonly people: string;
}

/** What `vklad identity` says. */
export const identityWords: Readonly<Record<Locale, IdentityWords>> = {
  ru: {
    outcomes: {
      linked: "связаны",
      asked: "ждёт второго слова: деканата на странице или самого человека",
      contradicts: "противоречит тому, что есть: не применено и ждёт человека",
      undone: "было связано и отменено: так и остаётся",
    },
    because: (found) =>
      found.because === "one_each"
        ? `у обоих есть учётная запись ${found.system}, а у человека она одна`
        : "у обоих есть свой кошелёк: решает деканат",
    methods: {
      proof: "доказательство",
      verified_email: "подтверждённый адрес",
      manual: "слово двух людей",
    },
    reasons: {
      same_address: "один адрес почты, не везде подтверждённый",
      same_name: "одно имя",
      same_name_in_other_letters: "одно имя другими буквами",
      same_name_by_diminutive: "одно имя, полное и краткое",
      name_and_initial: "имя и первая буква",
      same_surname: "одна фамилия",
      same_given_name: "одно личное имя",
      same_given_name_in_other_letters: "одно личное имя другими буквами",
      same_given_name_by_diminutive: "личное имя, полное и краткое",
      same_handle: "один псевдоним",
      handle_is_name: "псевдоним из имени",
      near_handle: "похожие псевдонимы",
      same_cohort: "один поток",
    },
    asked: "Попросил",
    dropped: "Снято с очереди",
    assertedBy: "сказал",
    confirmedBy: "подтвердил",
    undone: "отменено",
    joins: "Учётные записи этого человека",
    alone: "Ни с чем не связана.",
    declared: "Объявлено",
    owner: "владелец",
    unread: "в источниках не встречалась",
    nothingPublished: "Ещё ничего не опубликовано: сначала `vklad run`.",
    noSuggestions: "Подсказок нет.",
    noConflicts: "Ничего не ждёт.",
    noPairs: "Пар с одним подтверждённым адресом нет.",
    waits: "Ждёт второго слова",
    contradicts: "Противоречит",
    unapplied: (system) => `Стоит в журнале и не применена: у обоих есть учётная запись ${system}`,
    wouldUndo: "Будут отменены связи",
    wouldLink: "Будет связано пар",
    counting: "считается заново рядом с действующими данными",
    noChange: "Ни очки, ни деньги от этого не меняются.",
    before: "сейчас",
    after: "станет",
    points: "очки",
    wallet: "кошелёк",
    noWallet: "кошелька нет: что причитается, хранится",
    kept: "хранится",
    ownerless: "Останется храниться без владельца, потому что это работа двух людей",
    paidStays: "Выплаченные месяцы не меняются.",
    sayYes: "Ничего не отменено. Чтобы отменить именно это, повторите с --yes.",
    undoneCount: "Отменено связей",
    refusedPair: "Записано: это два человека, больше не подсказывается.",
    operator: "оператор",
    people: "человек",
  },
  en: {
    outcomes: {
      linked: "linked",
      asked: "waits for a second word: the deanery's on its page, or the person's own",
      contradicts: "contradicts what stands: not applied, waits for a person",
      undone: "was linked and undone: it stays so",
    },
    because: (found) =>
      found.because === "one_each"
        ? `both have an account of ${found.system}, and a person has one`
        : "both have a wallet of their own: the deanery decides",
    methods: {
      proof: "a proof",
      verified_email: "a confirmed address",
      manual: "two people's word",
    },
    reasons: {
      same_address: "one e-mail address, not confirmed everywhere",
      same_name: "one name",
      same_name_in_other_letters: "one name in other letters",
      same_name_by_diminutive: "one name, in full and in short",
      name_and_initial: "a name and a first letter",
      same_surname: "one surname",
      same_given_name: "one given name",
      same_given_name_in_other_letters: "one given name in other letters",
      same_given_name_by_diminutive: "a given name, in full and in short",
      same_handle: "one handle",
      handle_is_name: "a handle made of the name",
      near_handle: "handles that are near each other",
      same_cohort: "one cohort",
    },
    asked: "Asked",
    dropped: "Dropped",
    assertedBy: "said by",
    confirmedBy: "confirmed by",
    undone: "undone",
    joins: "Accounts of this person",
    alone: "Linked with nothing.",
    declared: "Declared",
    owner: "owner",
    unread: "seen in no source",
    nothingPublished: "Nothing has been published yet: `vklad run` first.",
    noSuggestions: "There are no suggestions.",
    noConflicts: "Nothing waits.",
    noPairs: "There are no pairs with one confirmed address.",
    waits: "Waits for a second word",
    contradicts: "Contradicts",
    unapplied: (system) =>
      `Stands in the ledger and is not applied: both have an account of ${system}`,
    wouldUndo: "Links that would be undone",
    wouldLink: "Pairs that would be linked",
    counting: "counted anew beside the live data",
    noChange: "Neither points nor money change by it.",
    before: "now",
    after: "then",
    points: "points",
    wallet: "wallet",
    noWallet: "no wallet: what is due is kept",
    kept: "kept",
    ownerless: "Would stay kept without an owner, because it is two people's work",
    paidStays: "Months that are paid do not change.",
    sayYes: "Nothing was undone. To undo just this, say it again with --yes.",
    undoneCount: "Links undone",
    refusedPair: "Written down: they are two people, and are suggested no more.",
    operator: "the operator",
    people: "a person",
  },
};
