import { botChatId, isService, type Message } from "./chats.ts";
import { seconds } from "./bot-json.ts";
import { exportedId } from "./export-json.ts";
import type { Messenger } from "./messenger.ts";
import { plain } from "./text.ts";

/** A message as whoever read every export and every update should know it. */
export interface TrueMessage {
  /** Where it was written, by the Bot API's number, and its own number there. */
  readonly chat_id: number;
  readonly message_id: number;
  /** Where an export has it: in the supergroup, below zero, if it was written before the migration. */
  readonly exported: { readonly chat_id: number; readonly id: number };
  /** Seconds since 1970. */
  readonly date: number;
  readonly edited: number | null;
  /** `user7`, or null: the chat itself. */
  readonly from: string | null;
  /** Null of a service message, and of one that an export cannot write. */
  readonly text: string | null;
  readonly action: string | null;
  readonly reply_to: number | null;
  readonly topic: number | null;
  /** Gone from every later export, and no update says so. */
  readonly is_deleted: boolean;
  /** Who reacts with what, and since when: an export names the last few alone. */
  readonly reactions: readonly {
    readonly user: number;
    readonly emojis: readonly string[];
    readonly date: number;
  }[];
}

/** Everything that was written in chats that are not private, in the order of writing. */
export function truthOf(messenger: Messenger): readonly TrueMessage[] {
  messenger.catchUp();
  return messenger.chats
    .filter(({ kind }) => kind !== "private")
    .flatMap(({ messages }) => messages)
    .map(trueMessage);
}

export function trueMessage(message: Message): TrueMessage {
  const { chat, botId, at, editedAt, from, content, replyTo, topic, isDeleted } = message;
  const isText = content !== null && !isService(content);
  return {
    chat_id: botChatId(chat),
    message_id: botId,
    exported: {
      chat_id: botChatId(chat.migratedTo ?? chat),
      id: exportedId(message),
    },
    date: seconds(at),
    edited: editedAt === null ? null : seconds(editedAt),
    from: from === null ? null : `user${from.id}`,
    text: isText ? plain(content) : null,
    action: isService(content) ? content.action : null,
    reply_to: replyTo?.botId ?? null,
    topic: topic?.botId ?? null,
    is_deleted: isDeleted,
    reactions: [...message.reactions.values()]
      .map(({ by, emojis, at: since }) => ({
        user: by.id,
        emojis,
        date: seconds(since),
      }))
      .toSorted((a, b) => a.user - b.user),
  };
}

/** Who is in a chat now, by the number that both ways of reading have. */
export function membersIn(messenger: Messenger): ReadonlyMap<number, readonly number[]> {
  messenger.catchUp();
  return new Map(
    messenger.chats
      .filter(({ kind, migratedTo }) => kind !== "private" && migratedTo === null)
      .map((chat) => [
        botChatId(chat),
        [...chat.members]
          .filter(([, status]) => status !== "left" && status !== "kicked")
          .map(([id]) => id)
          .toSorted((a, b) => a - b),
      ]),
  );
}
