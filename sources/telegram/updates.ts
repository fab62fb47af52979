/**
 * What an update of a bot says, as parts of a chat.
 *
 * API: https://core.telegram.org/bots/api#update
 */
import type { Update } from "@grammyjs/types";
import { z } from "zod";

import { sortOut } from "../records.ts";
import type { Json, Quarantined } from "../source.ts";
import { keyOf } from "./keys.ts";
import { linksOfSent } from "./links.ts";
import { instantOf, type Part } from "./message-stream.ts";
import { shownCode } from "./proof.ts";
import { cleanUpdate, isObject, type JsonObject } from "./withheld.ts";

/**
 * Named one by one: without names Telegram leaves out reactions and members, and with them it keeps
 * to the list. Bots see reactions and members only as administrators.
 */
export const ALLOWED_UPDATES = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "message_reaction",
  "message_reaction_count",
  "chat_member",
  "my_chat_member",
] as const satisfies readonly (keyof Update)[];

type Kind = (typeof ALLOWED_UPDATES)[number];

/** `Date` reaches no further. */
const Seconds = z.int().min(0).max(8_640_000_000_000);
const Chat = z.looseObject({ id: z.int(), type: z.string() });
const Person = z.looseObject({ id: z.int() });
const Message = z.looseObject({
  message_id: z.int(),
  date: Seconds,
  edit_date: Seconds.optional(),
  from: Person.optional(),
  sender_chat: Person.optional(),
  new_chat_members: z.array(Person).optional(),
  left_chat_member: Person.optional(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  reply_to_message: z.looseObject({ message_id: z.int() }).optional(),
  external_reply: z
    .looseObject({
      chat: z.looseObject({ id: z.int() }).optional(),
      message_id: z.int().optional(),
    })
    .optional(),
});
const Reaction = z.looseObject({
  message_id: z.int(),
  date: Seconds,
  user: Person.optional(),
  actor_chat: Person.optional(),
});
const Counts = z.looseObject({ message_id: z.int(), date: Seconds });
const Member = z.looseObject({
  date: Seconds,
  new_chat_member: z.looseObject({ status: z.string(), user: Person }),
});

export interface Read {
  readonly parts: readonly Part[];
  readonly quarantined: readonly Quarantined[];
  /** A chat that nobody configured; null for one that is read, or never is. */
  readonly unknownChat: { readonly id: number; readonly type: string } | null;
  /** The supergroup that a chat we read has become. */
  readonly became: number | null;
}

const NOTHING: Read = { parts: [], quarantined: [], unknownChat: null, became: null };

/**
 * Of a private chat nothing is read but a one-time code that somebody shows to the bot, of one that
 * nobody configured only that it is there.
 */
export function readUpdate(update: JsonObject, isRead: (chatId: number) => boolean): Read {
  const kind = ALLOWED_UPDATES.find((name) => Object.hasOwn(update, name));
  if (kind === undefined) return NOTHING;
  const content = update[kind];
  const chat = Chat.safeParse(isObject(content) ? content["chat"] : undefined);
  // Whose words they are is not known, so none of them is kept.
  if (!isObject(content) || !chat.success) return refused(bare(update), `unreadable ${kind}.chat`);
  const { id, type } = chat.data;
  if (type === "private" || id > 0) {
    const code = kind === "message" ? shownCode(content) : null;
    return code === null ? NOTHING : { ...NOTHING, parts: [code] };
  }
  const cameFrom = content["migrate_from_chat_id"];
  const isHeir = typeof cameFrom === "number" && isRead(cameFrom);
  if (!isRead(id) && !isHeir) return { ...NOTHING, unknownChat: { id, type } };
  const sent = cleanUpdate(content) as JsonObject;
  const parts = READERS[kind](id, sent);
  if (typeof parts === "string") return refused({ ...bare(update), [kind]: sent }, parts);
  const became = isHeir ? id : sent["migrate_to_chat_id"];
  return { ...NOTHING, parts, became: typeof became === "number" ? became : null };
}

/** The parts, or what is wrong with the update. */
type Reader = (chatId: number, sent: JsonObject) => readonly Part[] | string;

function reader<T>(
  schema: z.ZodType<T>,
  partsOf: (chatId: number, parsed: T, sent: JsonObject) => readonly Part[],
): Reader {
  return (chatId, sent) => {
    const { known, quarantined } = sortOut(schema, [sent]);
    const [update] = known;
    if (update === undefined) return quarantined[0]?.reason ?? "unreadable";
    return partsOf(chatId, update.parsed, sent);
  };
}

const ofMessage = reader(Message, (chatId, message, sent) => {
  const key = keyOf({ way: "bot", chatId, messageId: message.message_id })!;
  const sent_at = instantOf(message.date);
  const links = linksOfSent(sent);
  const walked = (kind: "joined" | "left", person: z.output<typeof Person>): Part => ({
    ...key,
    part: `${kind}:${person.id}`,
    kind,
    way: "bot",
    changed_at: sent_at,
    sent_at,
    user_id: person.id,
    sent: person as unknown as Json,
  });
  return [
    {
      ...key,
      part: "message",
      kind: "message",
      way: "bot",
      changed_at: instantOf(message.edit_date ?? message.date),
      sent_at,
      ...authorOf(message),
      ...placeOf(message, chatId),
      ...(links.length === 0 ? {} : { links }),
      sent,
    },
    ...(message.new_chat_members ?? []).map((person) => walked("joined", person)),
    ...(message.left_chat_member === undefined ? [] : [walked("left", message.left_chat_member)]),
  ];
});

/** Behind a channel, and behind an administrator who hides, stands a bot of Telegram's. */
function authorOf({ from, sender_chat }: z.output<typeof Message>) {
  if (sender_chat !== undefined) return { author_chat_id: sender_chat.id };
  return from === undefined ? {} : { user_id: from.id };
}

/** The topic, and what it answers. In a topic every message answers the one that opened it. */
function placeOf(message: z.output<typeof Message>, chatId: number) {
  const { message_thread_id, reply_to_message, external_reply: other } = message;
  const thread = message.is_topic_message === true ? message_thread_id : undefined;
  const replied = reply_to_message?.message_id;
  const isReply = replied !== undefined && replied !== thread;
  const elsewhere =
    other?.chat === undefined || other.message_id === undefined
      ? {}
      : { reply_to: { chat_id: other.chat.id, message_id: other.message_id } };
  return {
    ...(thread === undefined ? {} : { thread_id: thread }),
    ...(isReply ? { reply_to: { chat_id: chatId, message_id: replied } } : elsewhere),
  };
}

const ofReaction = reader(
  Reaction.refine(({ user, actor_chat }) => user !== undefined || actor_chat !== undefined, {
    path: ["user"],
    message: "neither a user nor a chat reacted",
  }),
  (chatId, { message_id, date, user, actor_chat }, sent) => [
    {
      ...keyOf({ way: "bot", chatId, messageId: message_id })!,
      part: `reaction:${user?.id ?? actor_chat?.id}`,
      kind: "reaction",
      way: "bot",
      changed_at: instantOf(date),
      ...(user === undefined ? {} : { user_id: user.id }),
      sent,
    },
  ],
);

const ofCounts = reader(Counts, (chatId, { message_id, date }, sent) => [
  {
    ...keyOf({ way: "bot", chatId, messageId: message_id })!,
    part: "reactions",
    kind: "reactions",
    way: "bot",
    changed_at: instantOf(date),
    sent,
  },
]);

const memberReader = (own: Pick<Part, "is_self">) =>
  reader(Member, (chatId, { date, new_chat_member: { user } }, sent) => [
    {
      ...own,
      chat_id: chatId,
      message_id: 0,
      part: `member:${user.id}`,
      kind: "member",
      way: "bot",
      changed_at: instantOf(date),
      user_id: user.id,
      sent,
    },
  ]);

const READERS: Readonly<Record<Kind, Reader>> = {
  message: ofMessage,
  edited_message: ofMessage,
  channel_post: ofMessage,
  edited_channel_post: ofMessage,
  message_reaction: ofReaction,
  message_reaction_count: ofCounts,
  chat_member: memberReader({}),
  my_chat_member: memberReader({ is_self: true }),
};

function refused(record: Json, reason: string): Read {
  return { ...NOTHING, quarantined: [{ record, reason }] };
}

/** What an update is, without anything that somebody wrote. */
export function bare(update: JsonObject): JsonObject {
  const kinds = Object.keys(update).filter((key) => key !== "update_id");
  return { update_id: update["update_id"] ?? null, kinds };
}
