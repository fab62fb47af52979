import type { MeaningReason } from "../../../sources/discourse/meaning/propose.ts";
import type { Locale } from "../../community/words.ts";

/** What a proposal for the categories of a forum is said in. */
export interface CategoryWords {
  readonly heading: (categories: number) => string;
  readonly posts: (count: number) => string;
  readonly closed: string;
  readonly topic: string;
  readonly reply: string;
  readonly reasons: Readonly<Record<MeaningReason, (because: string) => string>>;
  readonly absent: (ids: string) => string;
  readonly paste: (file: string) => string;
  readonly checkIt: string;
  readonly meanings: Readonly<Record<string, string>>;
  /** What a run that has read the forum says of those that nobody mapped. */
  readonly unmapped: (given: { readonly names: string; readonly posts: number }) => string;
  readonly without: string;
}

const ru: CategoryWords = {
  heading: (categories) => `Категорий на форуме: ${categories}. Чем считать их сообщения и почему:`,
  posts: (count) => `сообщений: ${count}`,
  closed: "закрытая",
  topic: "новая тема",
  reply: "ответ",
  reasons: {
    configured: () => "так уже сказано в настройках",
    named: (word) => `так называется: «${word}»`,
    answers: () => "в ней отмечают решения",
    above: (name) => `как у категории «${name}» над ней`,
    unknown: () => "по названию не понять: так просят меньше всего; скажите сами",
  },
  absent: (ids) => `Названы в настройках, а на форуме их нет: ${ids}.`,
  paste: (file) => `Проверьте и впишите в ${file}, в sources.discourse:`,
  checkIt: "проверьте",
  meanings: {
    learn: "учёба",
    publish: "публикация",
    interact: "обсуждение",
    help: "помощь",
    manage: "организация",
    personal: "себе",
    community: "сообществу",
    world: "миру",
  },
  unmapped: ({ names, posts }) =>
    `Форум: не сказано, чем считать сообщения категорий: ${names} (сообщений: ${posts}). Пока это ` +
    `обсуждение на пользу сообщества. Выполните \`vklad sources map discourse\`: команда ` +
    `предложит и напечатает, что вписать.`,
  without: "без категории",
};

const en: CategoryWords = {
  heading: (categories) =>
    `Categories of the forum: ${categories}. What their posts may count as, and why:`,
  posts: (count) => `posts: ${count}`,
  closed: "closed",
  topic: "new topic",
  reply: "reply",
  reasons: {
    configured: () => "the configuration says so already",
    named: (word) => `it is called so: “${word}”`,
    answers: () => "solutions are marked in it",
    above: (name) => `as the category “${name}” above it`,
    unknown: () => "its name does not tell: this asks for least; say it yourself",
  },
  absent: (ids) => `The configuration names these, and the forum does not have them: ${ids}.`,
  paste: (file) => `Check it and paste it into ${file}, under sources.discourse:`,
  checkIt: "check it",
  meanings: {
    learn: "learning",
    publish: "publication",
    interact: "discussion",
    help: "help",
    manage: "organisation",
    personal: "for oneself",
    community: "for the community",
    world: "for the world",
  },
  unmapped: ({ names, posts }) =>
    `Forum: nobody said what posts of these categories count as: ${names} (posts: ${posts}). For ` +
    `now they are discussion for the community. Run \`vklad sources map discourse\`: it proposes ` +
    `that and prints what to paste.`,
  without: "no category",
};

export const categoryWords: Readonly<Record<Locale, CategoryWords>> = { ru, en };
