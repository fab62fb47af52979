import { wordsOf } from "../contributions/words.ts";
import { folded } from "../contributions/look-alikes.ts";

/** What a text refers to elsewhere by an address: a name that no two texts of a community share. */
export type Reference =
  | {
      readonly to: "post";
      readonly slug: string;
      readonly topicId: string;
      readonly number: number;
    }
  | { readonly to: "telegram" | "discord"; readonly chatId: string; readonly messageId: string }
  | { readonly to: "annotation"; readonly annotationId: string };

const ADDRESS = /https?:\/\/[^\s<>"'\])}»]+/gu;

/** Bot API numbers of supergroups lie so far below: https://core.telegram.org/api/bots/ids. */
const SUPERGROUPS_BELOW = -1_000_000_000_000;

const HOSTS: Readonly<Record<string, (parts: readonly string[]) => Reference | null>> = {
  // https://core.telegram.org/api/links#message-links: a chat, maybe a topic, and the message.
  "t.me": ([c, chat, ...rest]) => {
    const messageId = rest.at(-1);
    if (c !== "c" || !isNumber(chat) || !isNumber(messageId)) return null;
    return { to: "telegram", chatId: `${SUPERGROUPS_BELOW - Number(chat)}`, messageId };
  },
  "discord.com": ([channels, , chatId, messageId]) =>
    channels === "channels" && isNumber(chatId) && isNumber(messageId)
      ? { to: "discord", chatId, messageId }
      : null,
  "hypothes.is": ([a, annotationId]) =>
    a === "a" && isId(annotationId) ? { to: "annotation", annotationId } : null,
  "hyp.is": ([annotationId]) => (isId(annotationId) ? { to: "annotation", annotationId } : null),
};

/** Addresses of other texts, in the order in which they stand. `more` are those of hidden links. */
export function referencesIn(text: string, more: readonly string[] = []): readonly Reference[] {
  return [...(text.match(ADDRESS) ?? []), ...more].flatMap((address) => {
    const found = referenceOf(address.replace(/[.,;:!?]+$/u, ""));
    return found === null ? [] : [found];
  });
}

function referenceOf(address: string): Reference | null {
  if (!URL.canParse(address)) return null;
  const { hostname, pathname } = new URL(address);
  const parts = pathname.split("/").filter((part) => part !== "");
  const known = HOSTS[hostname.replace(/^www\./u, "")];
  return known === undefined ? postOf(parts) : known(parts);
}

/**
 * `/t/slug/301/4` of a forum, at whatever address: that its slug is the topic's own is looked at by
 * whoever knows the topics.
 */
function postOf(parts: readonly string[]): Reference | null {
  const at = parts.indexOf("t");
  const [slug, topicId, number = "1"] = at === -1 ? [] : parts.slice(at + 1);
  if (slug === undefined || isNumber(slug) || !isNumber(topicId) || !isNumber(number)) return null;
  return { to: "post", slug, topicId, number: Number(number) };
}

/** A quotation is known again by so many words in a row; fewer are anybody's. */
export const QUOTED_WORDS = 8;

/** Lines marked as another's words, as folded words; shorter quotations name nothing. */
export function quotationsIn(text: string): readonly (readonly string[])[] {
  return (text.match(/(?:^[ \t]*(?:>|&gt;).*(?:\n|$))+/gmu) ?? [])
    .map((block) => wordsOf(block.replaceAll(/^[ \t]*(?:>|&gt;)[ \t]?/gmu, "")).map(folded))
    .filter((words) => words.length >= QUOTED_WORDS);
}

function isNumber(part: string | undefined): part is string {
  return part !== undefined && /^\d{1,20}$/u.test(part);
}

function isId(part: string | undefined): part is string {
  return part !== undefined && /^[\w-]{16,32}$/u.test(part);
}
