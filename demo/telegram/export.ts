/**
 * Writes what Telegram Desktop exports as machine-readable JSON: one chat, or a whole account. Message
 * by message, so that an export may be larger than memory.
 *
 * Left out: files and media, stickers, forwarded messages, polls, calls, stories, sessions, contacts.
 */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

import { type Chat, isIn, type Message } from "./chats.ts";
import { chatHead, type ExportClock, messageExport } from "./export-json.ts";
import type { Messenger } from "./messenger.ts";

export interface ExportOptions extends ExportClock {
  /** Only what was written since then: an export asks for a range of days. */
  readonly from?: number;
}

const MOSCOW: ExportOptions = { utcOffsetMinutes: 180 };

/** The text of `result.json` of one chat. */
export function* exportChat(
  messenger: Messenger,
  chat: Chat,
  options: ExportOptions = MOSCOW,
): Generator<string> {
  messenger.catchUp();
  yield* chatText(chat, messagesOf(chat), { options, depth: 0 });
  yield "\n";
}

/** The text of `result.json` of all chats that the owner has, and has had. */
export function* exportAccount(
  messenger: Messenger,
  options: ExportOptions = MOSCOW,
): Generator<string> {
  messenger.catchUp();
  const { owner, chats } = messenger;
  const personal = { user_id: owner.id, first_name: owner.firstName, last_name: owner.lastName };
  // What a basic group was is a part of the supergroup that it became.
  const seen = chats.filter((chat) => chat.members.has(owner.id) && chat.migratedTo === null);
  yield `{\n "about": "Here is the data you requested.",\n`;
  yield ` "personal_information": ${JSON.stringify({ ...personal, phone_number: "+0 000 000 0000" })},\n`;
  yield* chatList(
    "chats",
    seen.filter((chat) => isIn(chat, owner)),
    options,
  );
  yield ",\n";
  yield* chatList(
    "left_chats",
    seen.filter((chat) => !isIn(chat, owner)),
    options,
  );
  yield "\n}\n";
}

function* chatList(
  name: string,
  chats: readonly Chat[],
  options: ExportOptions,
): Generator<string> {
  yield ` "${name}": {\n  "about": "",\n  "list": [`;
  for (const [index, chat] of chats.entries()) {
    yield index === 0 ? "\n" : ",\n";
    yield* chatText(chat, messagesOf(chat), { options, depth: 3 });
  }
  yield "\n  ]\n }";
}

/** One chat with any messages, of which none is kept: for exports larger than memory. */
export function* chatText(
  chat: Chat,
  messages: Iterable<Message>,
  { options, depth }: { readonly options: ExportOptions; readonly depth: number },
): Generator<string> {
  const { name, type, id } = chatHead(chat);
  const indent = " ".repeat(depth);
  const head = { name, type, id };
  yield `${indent}{\n`;
  for (const [key, value] of Object.entries(head))
    yield `${indent} "${key}": ${JSON.stringify(value)},\n`;
  yield `${indent} "messages": [`;
  let isFirst = true;
  for (const message of messages) {
    if (message.isDeleted || message.at < (options.from ?? -Infinity)) continue;
    yield isFirst ? "\n" : ",\n";
    isFirst = false;
    yield `${indent}  ${JSON.stringify(messageExport(message, options))}`;
  }
  yield `\n${indent} ]\n${indent}}`;
}

/** With those of the basic group that it was, which come first. */
function* messagesOf(chat: Chat): Generator<Message> {
  if (chat.migratedFrom !== null) yield* messagesOf(chat.migratedFrom);
  yield* chat.messages;
}

/** Writes the text to a file, no faster than the disk takes it; the number of bytes. */
export async function writeExport(file: string, text: Iterable<string>): Promise<number> {
  const out = createWriteStream(file);
  let waiting = "";
  for (const piece of text) {
    waiting += piece;
    if (waiting.length < 65_536) continue;
    if (!out.write(waiting)) await once(out, "drain");
    waiting = "";
  }
  out.end(waiting);
  await finished(out);
  return out.bytesWritten;
}
