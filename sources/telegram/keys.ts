/**
 * What tells messages apart, whichever feed brings them: a chat's id as bots know it, and a number
 * within the chat.
 *
 * Supergroups and channels number their messages themselves, so a bot and an export say the same. In
 * a basic group every account has numbers of its own (https://core.telegram.org/api/updates: private
 * chats and groups share one sequence an account), so the same number of a bot and of an export are
 * two messages. What an export numbers in a basic group stands a thousand million lower, where
 * Telegram Desktop puts it itself once the group has become a supergroup; `models/staging/telegram`
 * finds out which of them a bot saw.
 */
// A type and no interface, so that it is JSON to the compiler, too.
export type MessageKey = {
  readonly chat_id: number;
  readonly message_id: number;
};

/** Ids of supergroups and channels, as bots see them, begin below this. */
const CHANNELS_BELOW = -1_000_000_000_000;

/** How far below its own number stands what was written before a group became a supergroup. */
export const MIGRATED_SHIFT = 1_000_000_000;

/** Chats of more than two, by what an export calls them. No other chat is ever read. */
const SHARED_CHATS = {
  private_group: "basic",
  private_supergroup: "channel",
  public_supergroup: "channel",
  private_channel: "channel",
  public_channel: "channel",
} as const;

/** A chat as an export names it: its id lacks the sign and the prefix that bots see. */
export interface ExportedChat {
  readonly type: string;
  readonly id: number;
}

/** Null for a conversation of one or two: it is not ours to read. */
export function chatIdOf({ type, id }: ExportedChat): number | null {
  const kind = Object.hasOwn(SHARED_CHATS, type)
    ? SHARED_CHATS[type as keyof typeof SHARED_CHATS]
    : null;
  if (kind === null) return null;
  return kind === "basic" ? -id : CHANNELS_BELOW - id;
}

/** Numbers of a basic group are an account's own. */
export function isBasicGroup(chatId: number): boolean {
  return chatId < 0 && chatId > CHANNELS_BELOW;
}

export type Numbered =
  | { readonly way: "bot"; readonly chatId: number; readonly messageId: number }
  | { readonly way: "export"; readonly chat: ExportedChat; readonly messageId: number };

/** Null for a chat that is never read. */
export function keyOf(seen: Numbered): MessageKey | null {
  if (seen.way === "bot") return { chat_id: seen.chatId, message_id: seen.messageId };
  const chatId = chatIdOf(seen.chat);
  if (chatId === null) return null;
  const isLow = isBasicGroup(chatId) && seen.messageId > 0;
  return { chat_id: chatId, message_id: seen.messageId - (isLow ? MIGRATED_SHIFT : 0) };
}

/** Whom an export names as `user123`, `channel123` or `chat123`, as bots know them. */
export function peerIdOf(named: string): number | null {
  const match = /^(user|channel|chat)(\d{1,15})$/.exec(named);
  if (match === null) return null;
  const id = Number(match[2]);
  if (match[1] === "user") return id;
  return match[1] === "chat" ? -id : CHANNELS_BELOW - id;
}
