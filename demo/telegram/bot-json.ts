/** What the bot sees of chats, people and messages. API: https://core.telegram.org/bots/api */
import type { Message as BotMessage, User } from "@grammyjs/types";

import {
  botChatId,
  type Chat,
  isService,
  type Message,
  type Person,
  type Service,
} from "./chats.ts";
import { botEntities, plain } from "./text.ts";

/** Writes in the place of whoever is an administrator without a name. */
const ANONYMOUS = {
  id: 1_087_968_824,
  is_bot: true,
  first_name: "Group",
  username: "GroupAnonymousBot",
};

export function userJson({ id, isBot, firstName, lastName, username, isGone }: Person): User {
  return {
    id,
    is_bot: isBot,
    first_name: isGone ? "" : firstName,
    ...(lastName === null || isGone ? {} : { last_name: lastName }),
    ...(username === null ? {} : { username }),
  };
}

export function chatJson(chat: Chat): BotMessage["chat"] {
  const { kind, peer, title, username, isForum } = chat;
  const id = botChatId(chat);
  if (kind === "private") {
    const { id: _id, is_bot: _bot, ...names } = userJson(peer!);
    return { id, type: "private", ...names } as BotMessage["chat"];
  }
  return {
    id,
    type: kind,
    title,
    ...(username === null ? {} : { username }),
    ...(isForum ? { is_forum: true } : {}),
  } as BotMessage["chat"];
}

export function messageJson(message: Message, depth = 0): BotMessage {
  const { chat, botId, at, from, replyTo, topic, content, editedAt } = message;
  // A message of a topic that answers nobody answers the one that opened it.
  const answered = replyTo ?? topic;
  const sender =
    from !== null
      ? { from: userJson(from) }
      : chat.kind === "channel"
        ? { sender_chat: chatJson(chat) }
        : { from: ANONYMOUS, sender_chat: chatJson(chat) };
  return {
    message_id: botId,
    ...sender,
    date: seconds(at),
    chat: chatJson(chat),
    ...(editedAt === null ? {} : { edit_date: seconds(editedAt) }),
    ...(topic === null
      ? {}
      : {
          message_thread_id: topic.botId,
          is_topic_message: true,
        }),
    ...(answered === null || depth > 0 ? {} : { reply_to_message: messageJson(answered, 1) }),
    ...(content === null
      ? {}
      : isService(content)
        ? serviceJson(message, content)
        : textJson(content)),
  } as unknown as BotMessage;
}

function textJson(content: Exclude<Message["content"], null | Service>): object {
  const entities = botEntities(content, (id) => `${id}`);
  return { text: plain(content), ...(entities.length === 0 ? {} : { entities }) };
}

function serviceJson({ chat, botId, from }: Message, service: Service): object {
  switch (service.action) {
    case "created":
      return {
        [chat.kind === "channel"
          ? "channel_chat_created"
          : chat.kind === "group"
            ? "group_chat_created"
            : "supergroup_chat_created"]: true,
      };
    case "invited":
      return { new_chat_members: service.who.map(userJson) };
    case "joined_by_link":
      return { new_chat_members: from === null ? [] : [userJson(from)] };
    case "removed":
      return { left_chat_member: userJson(service.who[0]!) };
    case "migrated_to":
      return { migrate_to_chat_id: botChatId(service.to) };
    case "migrated_from":
      return { migrate_from_chat_id: botChatId(service.group) };
    case "topic_opened":
      return {
        message_thread_id: botId,
        is_topic_message: true,
        forum_topic_created: {
          name: service.name,
          icon_color: 7322096,
        },
      };
    case "pinned":
      return { pinned_message: messageJson(service.message, 1) };
    case "renamed":
      return { new_chat_title: service.title };
    default:
      throw new Error(`There is no service ${JSON.stringify(service satisfies never)}.`);
  }
}

export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
