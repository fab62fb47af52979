/**
 * A message of an export, as a part of its chat.
 *
 * Format: `export_output_json.cpp` of Telegram Desktop.
 */
import { isUtf8 } from "node:buffer";

import { z } from "zod";

import { parseExactly } from "../../exact-json.ts";
import { sortOut } from "../../records.ts";
import type { Json, Quarantined } from "../../source.ts";
import { type ExportedChat, keyOf, peerIdOf } from "../keys.ts";
import { linksOfExported } from "../links.ts";
import { instantOf, type Part } from "../message-stream.ts";
import { cleanExported, type JsonObject } from "../withheld.ts";

/** Seconds as text; `date` beside it is local time, and does not say where. */
const Seconds = z.string().regex(/^\d{1,11}$/, "expected seconds since 1970");

const Message = z.looseObject({
  id: z.int(),
  date_unixtime: Seconds,
  edited_unixtime: Seconds.optional(),
  from_id: z.string().optional(),
  actor_id: z.string().optional(),
  reply_to_message_id: z.int().optional(),
  reply_to_peer_id: z.string().optional(),
  /** The text in pieces, which Telegram Desktop writes since it writes seconds. */
  text_entities: z.array(z.looseObject({ text: z.string() })),
});

export type Given = { readonly part: Part } | { readonly refused: Quarantined };

/** What cannot be read is named by its place in the file; what was read of it is kept. */
export function readExported(
  bytes: Uint8Array,
  chat: ExportedChat,
  where: { readonly at: number },
): Given {
  const refused = (reason: string, record: Json = {}): Given => {
    const key = keyOf({ way: "export", chat, messageId: 0 });
    const place = { chat_id: key?.chat_id ?? null, ...where };
    return {
      refused: { record: { ...place, byte_count: bytes.length, ...(record as object) }, reason },
    };
  };
  const parsed = parsedOrNull(bytes);
  if (parsed === null) return refused(isUtf8(bytes) ? "it is not JSON" : "it is not UTF-8");
  const sent = cleanExported(parsed as JsonObject);
  // Stories, games of later versions: of these the export has nothing but the id.
  if (sent["type"] === "unsupported")
    return refused("unsupported by this Telegram Desktop", { sent });
  const { known, quarantined } = sortOut(Message, [sent]);
  const [message] = known;
  if (message === undefined) return refused(quarantined[0]?.reason ?? "", { sent });
  return { part: partOf(message.parsed, sent, chat) };
}

function partOf(message: z.output<typeof Message>, sent: JsonObject, chat: ExportedChat): Part {
  const { id, date_unixtime, edited_unixtime } = message;
  const key = keyOf({ way: "export", chat, messageId: id });
  if (key === null) throw new Error("A chat that is never read was read.");
  const author = peerIdOf(message.from_id ?? message.actor_id ?? "");
  const links = linksOfExported(sent);
  return {
    chat_id: key.chat_id,
    message_id: key.message_id,
    part: "message",
    kind: "message",
    way: "export",
    changed_at: instantOf(Number(edited_unixtime ?? date_unixtime)),
    sent_at: instantOf(Number(date_unixtime)),
    ...(author === null ? {} : author > 0 ? { user_id: author } : { author_chat_id: author }),
    ...replyOf(message, chat, key.chat_id),
    ...(links.length === 0 ? {} : { links }),
    sent,
  };
}

/** In a topic, too, every message answers the one that opened it: nothing else names the topic. */
function replyOf(
  { reply_to_message_id: id, reply_to_peer_id: peer }: z.output<typeof Message>,
  chat: ExportedChat,
  chatId: number,
) {
  if (id === undefined) return {};
  if (peer === undefined) return { reply_to: keyOf({ way: "export", chat, messageId: id })! };
  const other = peerIdOf(peer);
  return other === null || other === chatId ? {} : { reply_to: { chat_id: other, message_id: id } };
}

function parsedOrNull(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) return null;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    return parseExactly(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  try {
    return parseExactly(withEscapes(text));
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

/**
 * Telegram Desktop writes a control character as `\x0B`, which is not JSON. Escapes are read one by
 * one, so that a backslash before it counts.
 */
function withEscapes(text: string): string {
  return text.replaceAll(/\\(?:x([0-9A-Fa-f]{2})|[^])/g, (whole, hex?: string) =>
    hex === undefined ? whole : `\\u00${hex}`,
  );
}
