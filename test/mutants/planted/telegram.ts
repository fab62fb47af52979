import type { Mutant } from "../mutant.ts";

const LIVE = ["sources/telegram/messages.test.ts"];
const EXPORT = ["sources/telegram/exported-messages.test.ts"];
const KEYS = ["sources/telegram/keys.test.ts"];
const MESSAGES = ["models/staging/telegram/stg_telegram_messages.test.ts"];

/** What is read of chats, what is not, and how a bot and an export become one message. */
export const telegramMutants: readonly Mutant[] = [
  {
    change: "read a private chat of a bot",
    file: "sources/telegram/updates.ts",
    find: 'if (type === "private" || id > 0) {',
    replace: 'if (type === "nobody") {',
    check: LIVE,
  },
  {
    change: "read a chat that nobody configured",
    file: "sources/telegram/updates.ts",
    find: "if (!isRead(id) && !isHeir)",
    replace: "if (!isRead(id) && !isHeir && type === type.toUpperCase())",
    check: LIVE,
  },
  {
    change: "keep the words of an update whose chat is unreadable",
    file: "sources/telegram/updates.ts",
    find: "return refused(bare(update), `unreadable ${kind}.chat`);",
    replace: "return refused(update, `unreadable ${kind}.chat`);",
    check: LIVE,
  },
  {
    change: "let phones land from a chat",
    file: "sources/telegram/updates.ts",
    find: "const sent = cleanUpdate(content) as JsonObject;",
    replace: "const sent = content;",
    check: LIVE,
  },
  {
    change: "keep the copy of a message that another one answers",
    file: "sources/telegram/withheld.ts",
    find: "return withoutCopies(withoutPrivate(update));",
    replace: "return withoutPrivate(update);",
    check: LIVE,
  },
  {
    change: "confirm an update before it has landed",
    file: "sources/telegram/messages.ts",
    find: "const asked = await askForUpdates(http, offset, signal);",
    replace:
      "const asked = await askForUpdates(http, offset, signal);\n" +
      "      const end = asked.at(-1) as { update_id?: number } | undefined;\n" +
      "      if (end?.update_id !== undefined) await askForUpdates(http, end.update_id + 1, signal);",
    check: LIVE,
  },
  {
    change: "ask for updates without naming reactions and members",
    file: "sources/telegram/messages.ts",
    find: "allowed_updates: [...ALLOWED_UPDATES],",
    replace: "",
    check: LIVE,
  },
  {
    change: "take a smaller update id for an old one",
    file: "sources/telegram/messages.ts",
    find: "const offset = isRenumbered(cursor, until) ? null : cursor.offset;",
    replace: "const offset = cursor.offset;",
    check: LIVE,
  },
  {
    change: "take a short reply of a bot for the end",
    file: "sources/telegram/messages.ts",
    find: "done: !isMoved || inTime.length < asked.length,",
    replace: "done: asked.length < UPDATES_MAX,",
    check: LIVE,
  },
  {
    change: "let a date of next century hold up a chat",
    file: "sources/telegram/messages.ts",
    find: "return newerMs > 0 && newerMs <= NEWER_MS_MAX;",
    replace: "return newerMs > 0;",
    check: LIVE,
  },
  {
    change: "name a bot's token in a message",
    file: "sources/http.ts",
    find: "const { origin, pathname } = addressOf(url, path, query);",
    replace: "const { origin, pathname } = addressOf(url, `${secretPath}${path}`, query);",
    check: ["sources/http.test.ts", ...LIVE],
  },
  {
    change: "read a personal chat of an export",
    file: "sources/telegram/keys.ts",
    find: "  if (kind === null) return null;",
    replace: "  if (kind === null) return id;",
    check: [...KEYS, ...EXPORT],
  },
  {
    change: "give a group's message of an export the number of a bot's",
    file: "sources/telegram/keys.ts",
    find: "const isLow = isBasicGroup(chatId) && seen.messageId > 0;",
    replace: "const isLow = isBasicGroup(chatId) && seen.messageId > MIGRATED_SHIFT;",
    check: KEYS,
  },
  {
    change: "take an export that was cut short for whole",
    file: "sources/telegram/exported-messages.ts",
    find: "return at === byteCount && isClosed && isExport;",
    replace: "return at === byteCount;",
    check: EXPORT,
  },
  {
    change: "lose what stands before a fault of an export",
    file: "sources/telegram/exported-messages.ts",
    find: "if (place.at > from.at && isFault(error)) return { records, quarantined, place };",
    replace: "",
    check: EXPORT,
  },
  {
    change: "end an import at a message of 20 MB",
    file: "sources/telegram/exported-messages.ts",
    find: "place: passingMessage(place),",
    replace: "place: { ...place, at: file.byteCount },",
    check: EXPORT,
  },
  {
    change: "refuse control characters as Telegram Desktop writes them",
    file: "sources/telegram/export/message.ts",
    find: "return parseExactly(withEscapes(text));",
    replace: "return parseExactly(text);",
    check: EXPORT,
  },
  {
    change: "let a phone land from an export",
    file: "sources/telegram/export/message.ts",
    find: "const sent = cleanExported(parsed as JsonObject);",
    replace: "const sent = parsed as JsonObject;",
    check: EXPORT,
  },
  {
    change: "let a late export undo a newer edit",
    file: "models/staging/telegram/stg_telegram_messages.ts",
    find: "order by v.changed_at desc, v.way = 'export' desc, v.ordinal desc, v.chat_id",
    replace: "order by v.way = 'export' desc, v.changed_at desc, v.ordinal desc, v.chat_id",
    check: MESSAGES,
  },
  {
    change: "believe a bot's text over an export's of one edit",
    file: "models/staging/telegram/stg_telegram_messages.ts",
    find: "order by v.changed_at desc, v.way = 'export' desc, v.ordinal desc, v.chat_id",
    replace: "order by v.changed_at desc, v.ordinal desc, v.chat_id",
    check: MESSAGES,
  },
  {
    change: "count a group's message twice, as a bot and an export number it",
    file: "models/staging/telegram/stg_telegram_message_keys.ts",
    find: "coalesce(p.message_id, s.message_id) as message_id",
    replace: "s.message_id",
    check: MESSAGES,
  },
  {
    change: "bring back by an export a reaction that was taken back",
    file: "models/staging/telegram/stg_telegram_reactions.ts",
    find: "select (chat_id, message_id, actor) from states",
    replace: "select (chat_id, message_id, actor) from of_bot",
    check: MESSAGES,
  },
  {
    change: "warn of a system that forgets only once it has",
    file: "app/runtime/unread.ts",
    find: "const ALARM_PART = 1 / 4;",
    replace: "const ALARM_PART = 1;",
    check: ["app/runtime/unread.test.ts"],
  },
];
