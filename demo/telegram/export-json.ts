/** Messages as Telegram Desktop writes them into `result.json`. */
import {
  type Chat,
  fullName,
  isService,
  type Message,
  type Person,
  type Service,
} from "./chats.ts";
import { seconds } from "./bot-json.ts";
import { exportedEntities, exportedText, type Rich } from "./text.ts";

/** Messages of the basic group that a supergroup was are numbered so far below. */
const SHIFT = 1_000_000_000;

/** Of a reaction no more people are named than that. */
const RECENT_MAX = 3;

export interface ExportClock {
  /** Of the computer that exports: dates are written without a zone. */
  readonly utcOffsetMinutes: number;
}

const CHAT_TYPES = {
  private: "personal_chat",
  group: "private_group",
  supergroup: "private_supergroup",
  channel: "private_channel",
} as const;

export function chatHead(chat: Chat): { name: string | null; type: string; id: number } {
  const { kind, username, bareId, title, peer } = chat;
  const isPublic = username !== null && (kind === "supergroup" || kind === "channel");
  const type = peer?.isBot === true ? "bot_chat" : CHAT_TYPES[kind];
  const name = peer === null ? title : peer.isGone ? null : fullName(peer);
  return { name, type: isPublic ? type.replace("private", "public") : type, id: bareId };
}

export function exportedId({ id, chat }: Message): number {
  return chat.migratedTo === null ? id : id - SHIFT;
}

export function messageExport(message: Message, clock: ExportClock): object {
  const { content, editedAt, at, replyTo, topic } = message;
  const id = exportedId(message);
  if (content === null) return { id, type: "unsupported" };
  const edited =
    editedAt === null
      ? {}
      : { edited: localDate(editedAt, clock), edited_unixtime: `${seconds(editedAt)}` };
  const dated = { date: localDate(at, clock), date_unixtime: `${seconds(at)}` };
  if (isService(content))
    return {
      id,
      type: "service",
      ...dated,
      ...senderOf(message, "actor"),
      ...serviceExport(message, content),
      text: "",
      text_entities: [],
    };
  const answered = replyTo ?? topic;
  return {
    id,
    type: "message",
    ...dated,
    ...edited,
    ...senderOf(message, "from"),
    ...(answered === null ? {} : { reply_to_message_id: exportedId(answered) }),
    ...textOf(content),
    ...reactionsOf(message, clock),
  };
}

function textOf(content: Rich): object {
  return { text: exportedText(content), text_entities: exportedEntities(content) };
}

/** Who was deleted has no name, and keeps the number. */
function senderOf({ from, chat }: Message, as: "from" | "actor"): object {
  if (from === null) {
    const kind = chat.kind === "group" ? "chat" : "channel";
    return { [as]: chat.title, [`${as}_id`]: `${kind}${chat.bareId}` };
  }
  return { [as]: from.isGone ? null : fullName(from), [`${as}_id`]: `user${from.id}` };
}

function serviceExport({ chat }: Message, service: Service): object {
  const names = (who: readonly Person[]) => who.map((one) => (one.isGone ? null : fullName(one)));
  switch (service.action) {
    case "created":
      return chat.kind === "group"
        ? { action: "create_group", title: service.title, members: names(service.who) }
        : { action: "create_channel", title: service.title };
    case "invited":
      return { action: "invite_members", members: names(service.who) };
    case "joined_by_link":
      return { action: "join_group_by_link", inviter: fullName(service.inviter) };
    case "removed":
      return { action: "remove_members", members: names(service.who) };
    case "migrated_to":
      return { action: "migrate_to_supergroup" };
    case "migrated_from":
      return { action: "migrate_from_group", title: service.group.title };
    case "topic_opened":
      return { action: "topic_created", title: service.name };
    case "pinned":
      return { action: "pin_message", message_id: exportedId(service.message) };
    case "renamed":
      return { action: "edit_group_title", title: service.title };
    default:
      throw new Error(`There is no service ${JSON.stringify(service satisfies never)}.`);
  }
}

function reactionsOf({ reactions, chat }: Message, clock: ExportClock): object {
  const emojis = [...new Set([...reactions.values()].flatMap(({ emojis: own }) => own))];
  if (emojis.length === 0) return {};
  const listed = emojis.map((emoji) => {
    const given = [...reactions.values()].filter(({ emojis: own }) => own.includes(emoji));
    const newest = given.toSorted((a, b) => b.at - a.at).slice(0, RECENT_MAX);
    const recent = newest.map(({ by, at }) => ({
      from: by.isGone ? null : fullName(by),
      from_id: `user${by.id}`,
      date: localDate(at, clock),
    }));
    const named = chat.kind === "channel" ? {} : { recent };
    return { type: "emoji", count: given.length, emoji, ...named };
  });
  return { reactions: listed };
}

export function localDate(at: number, { utcOffsetMinutes }: ExportClock): string {
  return new Date(at + utcOffsetMinutes * 60_000).toISOString().slice(0, 19);
}
