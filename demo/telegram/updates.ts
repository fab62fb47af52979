import type { Update } from "@grammyjs/types";

import { chatJson, messageJson, seconds, userJson } from "./bot-json.ts";
import {
  botChatId,
  type Chat,
  isAdmin,
  isIn,
  isService,
  type Message,
  type Person,
  type Status,
} from "./chats.ts";
import type { Happened, Messenger } from "./messenger.ts";
import { plain } from "./text.ts";

export type UpdateType = Exclude<keyof Update, "update_id">;

/** Told only to who names them. */
const ON_DEMAND: readonly UpdateType[] = [
  "chat_member",
  "message_reaction",
  "message_reaction_count",
];

/** Every kind of update that this twin knows. */
const KNOWN: readonly UpdateType[] = [
  ...(["message", "edited_message", "channel_post", "edited_channel_post"] as const),
  ...(["my_chat_member", ...ON_DEMAND] as const),
];

/** What a bot is told that has named these; an empty list is none at all named. */
export function toldTypes(named: readonly string[]): ReadonlySet<string> {
  return new Set(named.length > 0 ? named : KNOWN.filter((type) => !ON_DEMAND.includes(type)));
}

export interface MadeUpdate {
  readonly type: UpdateType;
  readonly chatId: number;
  /** The update's own date. */
  readonly at: number;
  readonly body: object;
}

/** What of all that happens the bot is told. */
export function updatesOf(
  messenger: Messenger,
  happened: Happened,
  { at, isPrivacyOn }: { readonly at: number; readonly isPrivacyOn: boolean },
): readonly MadeUpdate[] {
  const { bot } = messenger;
  switch (happened.kind) {
    case "written":
    case "edited": {
      const { message, kind } = happened;
      if (!isShown(message, bot, isPrivacyOn)) return [];
      const { chat } = message;
      const ofChannel = chat.kind === "channel";
      const type =
        kind === "written"
          ? ofChannel
            ? "channel_post"
            : "message"
          : ofChannel
            ? "edited_channel_post"
            : "edited_message";
      return [made(type, chat, { at, told: messageJson(message) })];
    }
    case "reacted": {
      const { message, by, old, now } = happened;
      const { chat } = message;
      if (!isAdmin(chat, bot) || by.isBot) return [];
      const head = { chat: chatJson(chat), message_id: message.botId, date: seconds(at) };
      // In a channel nobody is told who it was.
      if (chat.kind === "channel")
        return [
          made("message_reaction_count", chat, {
            at,
            told: { ...head, reactions: counted(message) },
          }),
        ];
      const told = {
        ...head,
        user: userJson(by),
        old_reaction: old.map(emoji),
        new_reaction: now.map(emoji),
      };
      return [made("message_reaction", chat, { at, told })];
    }
    case "member": {
      const { chat, by, who, old, now } = happened;
      const isOwn = who.id === bot.id;
      if (!isOwn && !isAdmin(chat, bot)) return [];
      const told = {
        chat: chatJson(chat),
        from: userJson(by),
        date: seconds(at),
        old_chat_member: memberJson(who, old),
        new_chat_member: memberJson(who, now),
      };
      return [made(isOwn ? "my_chat_member" : "chat_member", chat, { at, told })];
    }
    default:
      throw new Error(`Nothing is known of ${JSON.stringify(happened satisfies never)}.`);
  }
}

function made(
  type: UpdateType,
  chat: Chat,
  { at, told }: { at: number; told: object },
): MadeUpdate {
  return { type, chatId: botChatId(chat), at, body: { [type]: told } };
}

/** A bot sees nothing of where it is not, of other bots, nor, with privacy on, of talk among people. */
function isShown(message: Message, bot: Person, isPrivacyOn: boolean): boolean {
  const { chat, from, content, replyTo } = message;
  if (!isIn(chat, bot)) return false;
  // An update tells neither of the bot's own messages nor of other bots'.
  if (from?.isBot === true && !isService(content)) return false;
  if (chat.kind === "private" || chat.kind === "channel" || isAdmin(chat, bot)) return true;
  if (isService(content) || !isPrivacyOn) return true;
  return replyTo?.from?.id === bot.id || (content !== null && isCommandTo(plain(content), bot));
}

function isCommandTo(text: string, { username }: Person): boolean {
  const [, addressed] = /^\/\w+(?:@(\w+))?(?:\s|$)/u.exec(text) ?? [];
  return /^\/\w/u.test(text) && (addressed === undefined || addressed === username);
}

function emoji(of: string) {
  return { type: "emoji", emoji: of };
}

function counted({ reactions }: Message) {
  const counts = new Map<string, number>();
  for (const { emojis } of reactions.values())
    for (const one of emojis) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts].map(([of, total_count]) => ({ type: emoji(of), total_count }));
}

/** The rights of an administrator are those that the bot's reading hangs on, and no more. */
export function memberJson(who: Person, status: Status): object {
  const user = userJson(who);
  switch (status) {
    case "creator":
      return { status, user, is_anonymous: false };
    case "administrator":
      return { status, user, can_be_edited: false, is_anonymous: false, can_manage_chat: true };
    case "kicked":
      return { status, user, until_date: 0 };
    default:
      return { status, user };
  }
}
