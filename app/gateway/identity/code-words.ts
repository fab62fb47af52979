import type { Locale } from "../../community/words.ts";

/** What the bot tells whoever pressed on the link; the asker's name is as the club shows it. */
export const codeWords: Readonly<
  Record<Locale, (community: string, asker: string, number: string) => string>
> = {
  ru: (community, asker, number) =>
    `«${community}»: «${asker}» просит связать с собой эту учётную запись. Если это вы, введите на ` +
    `странице «Мои аккаунты» число ${number}. Если нет, никому его не говорите: ничего не изменится.`,
  en: (community, asker, number) =>
    `${community}: “${asker}” asks to be linked with this account. If that is you, type the number ` +
    `${number} on the page of your accounts. If not, tell it to nobody, and nothing changes.`,
};
