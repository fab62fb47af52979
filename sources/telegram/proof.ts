/**
 * Whose account of Telegram it is: a press on a link to the bot shows the code, and the bot answers.
 *
 * API: https://core.telegram.org/bots/features#deep-linking, https://core.telegram.org/bots/api#sendmessage
 */
import { z } from "zod";

import type { Http } from "../http.ts";
import type { CodeProof, Talk } from "../proof.ts";
import { WHOLE_CODE } from "../proof.ts";
import type { Json } from "../source.ts";
import { instantOf, type Part, telegramMessagesStream } from "./message-stream.ts";

const Start = z.looseObject({
  message_id: z.int(),
  date: z.int().min(0).max(8_640_000_000_000),
  chat: z.looseObject({ id: z.int(), type: z.literal("private") }),
  from: z.looseObject({ id: z.int(), is_bot: z.literal(false) }),
  text: z.string(),
});

/**
 * The code by which somebody begins to talk with the bot; null for anything else that is said in
 * private. Nothing of the message is kept but the code and whose it is.
 */
export function shownCode(message: unknown): Part | null {
  const { data } = Start.safeParse(message);
  if (data === undefined || data.from.id !== data.chat.id) return null;
  const [command, code = "", ...more] = data.text.split(" ");
  if (command !== "/start" || !WHOLE_CODE.test(code) || more.length > 0) return null;
  const at = instantOf(data.date);
  return {
    chat_id: data.chat.id,
    message_id: data.message_id,
    part: `code:${data.from.id}`,
    kind: "code",
    way: "bot",
    changed_at: at,
    sent_at: at,
    user_id: data.from.id,
    sent: { code },
  };
}

/** Of a private message that shows a code, what `shownCode` reads: no name, and no other word. */
export function codeMessage(message: unknown): Json | null {
  if (shownCode(message) === null) return null;
  const { message_id, date, chat, from, text } = Start.parse(message);
  return {
    message_id,
    date,
    chat: { id: chat.id, type: chat.type },
    from: { id: from.id, is_bot: from.is_bot },
    text,
  };
}

const Landed = z.looseObject({
  kind: z.literal("code"),
  way: z.literal("bot"),
  user_id: z.int(),
  sent: z.looseObject({ code: z.string() }),
});

export const telegramProof: CodeProof = {
  namespace: "telegram",
  stream: telegramMessagesStream.name,
  read(record) {
    const { data } = Landed.safeParse(record);
    return data === undefined ? null : { nativeId: `${data.user_id}`, text: data.sent.code };
  },
};

const Me = z.object({ ok: z.literal(true), result: z.looseObject({ username: z.string() }) });
const Sent = z.object({ ok: z.literal(true) });

/** The bot's own voice, in a chat that somebody began. */
export function telegramTalk(http: Http): Talk {
  return {
    async addressFor(code, signal) {
      const { result } = await http.get(Me, "/getMe", { signal });
      return `https://t.me/${encodeURIComponent(result.username)}?start=${code}`;
    },
    async tell(nativeId, text, signal) {
      // Nothing is opened from it, and nobody else is shown it.
      const json = { chat_id: Number(nativeId), text, protect_content: true };
      await http.post(Sent, "/sendMessage", { json, signal });
    },
  };
}
