import type { ChannelReason } from "../../../sources/discord/mapping/propose.ts";
import type { Locale } from "../../community/words.ts";

/** What a proposal for the channels of a guild is said in. */
export interface ChannelWords {
  readonly heading: (channels: number) => string;
  readonly closed: string;
  readonly everybodys: string;
  readonly cohort: (id: string) => string;
  readonly unread: string;
  readonly reasons: Readonly<Record<ChannelReason, (because: string) => string>>;
  readonly absent: (ids: string) => string;
  readonly paste: (file: string) => string;
}

const ru: ChannelWords = {
  heading: (channels) => `Каналов на сервере: ${channels}. Какие читать, чьи они и почему:`,
  closed: "закрытый",
  everybodys: "для всех",
  cohort: (id) => `поток ${id}`,
  unread: "не читать",
  reasons: {
    configured: () => "так уже сказано в настройках",
    named: (name) => `так называется: «${name}»`,
    heading: (name) => `стоит под заголовком «${name}»`,
    open: () => "открыт всем участникам сервера",
    closed: () => "закрыт, и по названию не понять, чей он; скажите сами",
  },
  absent: (ids) => `Названы в настройках, а на сервере их нет или в них не пишут: ${ids}.`,
  paste: (file) =>
    `Проверьте (поток — это Id его строки в таблице потоков) и впишите в ${file}, в sources.discord:`,
};

const en: ChannelWords = {
  heading: (channels) =>
    `Channels of the guild: ${channels}. Which to read, whose they are and why:`,
  closed: "closed",
  everybodys: "everybody's",
  cohort: (id) => `cohort ${id}`,
  unread: "not to be read",
  reasons: {
    configured: () => "the configuration says so already",
    named: (name) => `it is called so: “${name}”`,
    heading: (name) => `it stands below the heading “${name}”`,
    open: () => "it is open to all members of the guild",
    closed: () => "it is closed, and its name does not tell whose it is: say it yourself",
  },
  absent: (ids) =>
    `The configuration names these, and the guild does not have them or nobody can write there: ${ids}.`,
  paste: (file) =>
    `Check it (a cohort is the Id of its row in the table of cohorts) and paste it into ${file}, ` +
    `under sources.discord:`,
};

export const channelWords: Readonly<Record<Locale, ChannelWords>> = { ru, en };
