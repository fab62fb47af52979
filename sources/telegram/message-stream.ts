import type { Json, Stream } from "../source.ts";
import type { MessageKey } from "./keys.ts";

/**
 * Everything that happens in a chat. A message, what one person made of it by a reaction, and a
 * member's standing are parts with keys of their own, because each changes by itself.
 */
export const telegramMessagesStream: Stream = {
  name: "telegram_messages",
  primaryKey: ["chat_id", "message_id", "part"],
  changedAt: ["$.changed_at"],
  forgottenAfterHours: 24,
};

/** How a part lands: what tells it apart and when it changed, and below `sent` what was sent. */
export type Part = MessageKey & {
  /** The kind, and of all kinds but `message`, `reactions` and `seen` whose it is: `reaction:77`. */
  readonly part: string;
  /**
   * `reactions` are counts without names; `joined` and `left` are said by a service message, a
   * `member`'s standing by itself, so of message 0; `seen` is a chat that nobody configured; `code`
   * is a one-time code that somebody showed to the bot.
   */
  readonly kind:
    | "message"
    | "reaction"
    | "reactions"
    | "joined"
    | "left"
    | "member"
    | "seen"
    | "code";
  readonly way: "bot" | "export";
  readonly changed_at: string;
  readonly sent_at?: string;
  /** Whoever wrote, reacted, came or went. */
  readonly user_id?: number;
  /** In whose name it was written, where that is a channel or the group itself. */
  readonly author_chat_id?: number;
  /** Of a member's standing: it is our own bot's. */
  readonly is_self?: true;
  readonly thread_id?: number;
  readonly reply_to?: MessageKey;
  readonly links?: readonly string[];
  readonly sent: Json;
};

export function instantOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}
