import type {
  APIGuildMember,
  APIMessage,
  APIReaction,
  APIUser,
  GuildFeature,
} from "discord-api-types/v10";

import { isSameEmoji } from "./guild.ts";
import {
  type Access,
  CHANNEL,
  type Emoji,
  type GuildState,
  MESSAGE,
  type StoredChannel,
  type StoredMessage,
  type StoredThread,
  type StoredUser,
} from "./guild-state.ts";
import { compareIds } from "./snowflake.ts";

/** Threads that nobody writes in are put away after this: a day, as communities have it. */
const ARCHIVED_AFTER_MINUTES = 1_440;
const MINUTE = 60_000;

/** Discord looks at links a moment after a message, and the message then has changed unedited. */
const EMBEDDED_AFTER_MS = 2_000;

/** Of users, members and messages alike: a bit field of which no bit is set. */
const NO_FLAGS: number = 0;
const HAS_THREAD: number = 32;

/** What the application was granted in the developer portal; it may be taken away. */
export interface Intents {
  messageContent: boolean;
  members: boolean;
}

/** The state as one bot sees it at the clock's time. */
export function viewGuild(
  state: GuildState,
  { botId, intents }: { readonly botId: string; readonly intents: Intents },
) {
  const { clock } = state;
  const iso = (ms: number) => new Date(ms).toISOString().replace("Z", "000+00:00");

  function userJson(user: StoredUser): APIUser {
    const face = state.now(user.faces) ?? { username: "deleted_user", globalName: null };
    return {
      id: user.id,
      username: face.username,
      avatar: null,
      // Bots keep the numbers that people's names had.
      discriminator: user.isBot ? "1705" : "0",
      public_flags: NO_FLAGS,
      flags: NO_FLAGS,
      banner: null,
      accent_color: null,
      global_name: face.globalName,
      avatar_decoration_data: null,
      collectibles: null,
      primary_guild: null,
      ...(user.isBot ? { bot: true } : {}),
    };
  }

  const isIn = (user: StoredUser) => state.now(user.memberships) !== null;
  const byUserId = (a: StoredUser, b: StoredUser) => compareIds(a.id, b.id);

  function memberJson(user: StoredUser): APIGuildMember {
    const member = state.now(user.memberships);
    if (member === null) throw new Error(`${user.id} is no member.`);
    return {
      avatar: null,
      banner: null,
      communication_disabled_until: null,
      flags: NO_FLAGS,
      joined_at: iso(member.joinedAt),
      nick: member.nick,
      pending: false,
      premium_since: null,
      roles: [],
      user: userJson(user),
      mute: false,
      deaf: false,
    };
  }

  const isThere = (message: StoredMessage) => state.now(message.faces) !== null;

  /** It has the last one's id although that may be gone. */
  const lastMessageId = (channelId: string) =>
    state.messagesIn(channelId).findLast(({ createdAt }) => createdAt <= clock.now())?.id ?? null;

  function channelJson(channel: StoredChannel) {
    const face = state.now(channel.faces);
    if (face === null) throw new Error(`There is no channel ${channel.id}.`);
    const holdsMessages = channel.kind !== "category";
    return {
      id: channel.id,
      type: CHANNEL[channel.kind],
      ...(holdsMessages ? { last_message_id: lastMessageId(channel.id) } : {}),
      flags: 0,
      guild_id: state.id,
      name: face.name,
      parent_id: channel.parentId,
      ...(holdsMessages ? { rate_limit_per_user: 0, topic: null } : {}),
      position: channel.position,
      permission_overwrites: [],
      nsfw: false,
    };
  }

  /** Put away by hand, or because nobody wrote: since when; null where it is not. */
  function archivedAt(thread: StoredThread): number | null {
    const now = clock.now();
    const last = thread.archivings.findLast(({ from }) => from <= now);
    if (last?.value === true) return last.from;
    const written = state.messagesIn(thread.id).filter(({ createdAt }) => createdAt <= now);
    const active = Math.max(last?.from ?? thread.createdAt, written.at(-1)?.createdAt ?? 0);
    const due = active + ARCHIVED_AFTER_MINUTES * MINUTE;
    return due <= now ? due : null;
  }

  function threadJson(thread: StoredThread) {
    const written = state
      .messagesIn(thread.id)
      .filter(({ createdAt, kind }) => createdAt <= clock.now() && kind !== "threadStarter");
    const archived = archivedAt(thread);
    const toggled = thread.archivings.findLast(({ from }) => from <= clock.now())?.from;
    return {
      id: thread.id,
      type: thread.isPrivate ? CHANNEL.privateThread : CHANNEL.publicThread,
      last_message_id: lastMessageId(thread.id),
      flags: 0,
      guild_id: state.id,
      name: thread.name,
      parent_id: thread.channelId,
      rate_limit_per_user: 0,
      bitrate: 64_000,
      user_limit: 0,
      rtc_region: null,
      owner_id: thread.ownerId,
      thread_metadata: {
        archived: archived !== null,
        archive_timestamp: iso(archived ?? toggled ?? thread.createdAt),
        auto_archive_duration: ARCHIVED_AFTER_MINUTES,
        locked: false,
        create_timestamp: iso(thread.createdAt),
      },
      message_count: written.filter(isThere).length,
      member_count: Math.min(50, new Set(written.map(({ authorId }) => authorId)).size),
      total_message_sent: written.length,
    };
  }

  function reactionsOf(message: StoredMessage): { emoji: Emoji; users: StoredUser[] }[] {
    const given = message.reactions.filter((one) => state.now(one.given) !== null);
    const groups: { emoji: Emoji; users: StoredUser[] }[] = [];
    for (const { emoji, userId } of given) {
      const group = groups.find((one) => isSameEmoji(one.emoji, emoji));
      if (group === undefined) groups.push({ emoji, users: [state.user(userId)] });
      else group.users.push(state.user(userId));
    }
    return groups.map(({ emoji, users }) => ({ emoji, users: users.toSorted(byUserId) }));
  }

  const reactionJson = ({ emoji, users }: { emoji: Emoji; users: StoredUser[] }): APIReaction => ({
    emoji: { id: emoji.id, name: emoji.name },
    count: users.length,
    count_details: { burst: 0, normal: users.length },
    burst_colors: [],
    me_burst: false,
    me: users.some(({ id }) => id === botId),
  });

  /** Without the right to read texts, a bot reads its own and those that speak to it. */
  function isReadable(message: StoredMessage, content: string): boolean {
    return intents.messageContent || message.authorId === botId || content.includes(`<@${botId}>`);
  }

  function messageJson(message: StoredMessage, { isInside = false } = {}): APIMessage {
    const face = state.now(message.faces);
    if (face === null) throw new Error(`The message ${message.id} is gone.`);
    const { content, editedAt, isPinned } = face;
    const { refersTo } = message;
    const isShown = isReadable(message, content);
    const reactions = reactionsOf(message).map(reactionJson);
    const thread = threads().find(({ id }) => id === message.id);
    const link = /https?:\/\/[^\s<>]+/.exec(content)?.[0];
    const isEmbedded = link !== undefined && clock.now() >= message.createdAt + EMBEDDED_AFTER_MS;
    const [{ type }, isAnswer] = [{ type: MESSAGE[message.kind] }, message.kind === "reply"];
    return {
      type,
      content: isShown ? content : "",
      mentions: mentionedIn(content),
      mention_roles: [],
      attachments: [],
      embeds: isShown && isEmbedded ? [{ type: "link" as never, url: link, title: link }] : [],
      timestamp: iso(message.createdAt),
      edited_timestamp: editedAt === null ? null : iso(editedAt),
      flags: thread === undefined ? NO_FLAGS : HAS_THREAD,
      components: [],
      id: message.id,
      channel_id: message.channelId,
      author: userJson(state.user(message.authorId)),
      pinned: isPinned,
      mention_everyone: /@(everyone|here)\b/.test(content),
      tts: false,
      ...(reactions.length === 0 ? {} : { reactions }),
      ...(refersTo === null
        ? {}
        : {
            message_reference: {
              type: 0,
              channel_id: refersTo.channelId,
              ...(refersTo.messageId === null ? {} : { message_id: refersTo.messageId }),
              guild_id: state.id,
            },
          }),
      ...(isAnswer && !isInside ? { referenced_message: referenced(refersTo?.messageId) } : {}),
      ...(thread === undefined || isInside ? {} : { thread: threadJson(thread) as never }),
    };
  }

  /** Null where what it answers is gone. */
  function referenced(id: string | null | undefined): APIMessage | null {
    const found = id == null ? undefined : state.findMessage(id);
    return found === undefined || !isThere(found) ? null : messageJson(found, { isInside: true });
  }

  function mentionedIn(content: string): APIUser[] {
    const ids = [...content.matchAll(/<@!?(\d+)>/g)].map(([, id]) => id ?? "");
    return [...new Set(ids)].flatMap((id) => {
      const user = state.users.get(id);
      return user === undefined ? [] : [userJson(user)];
    });
  }

  const threads = () =>
    [...state.threads.values()].filter(
      ({ channelId, createdAt, stands }) =>
        createdAt <= clock.now() && state.now(stands) !== null && accessTo(channelId) !== null,
    );

  /** A thread is as its channel is; null for what is not there, and for a private thread. */
  function accessTo(id: string): Access | null {
    const channel = state.channels.get(id);
    if (channel !== undefined) return state.now(channel.faces)?.access ?? null;
    const thread = state.threads.get(id);
    if (thread === undefined || thread.createdAt > clock.now()) return null;
    if (state.now(thread.stands) === null) return null;
    return thread.isPrivate ? "hidden" : accessTo(thread.channelId);
  }

  return {
    state,
    botId,
    intents,
    iso,
    userJson,
    memberJson,
    channelJson,
    threadJson,
    messageJson,
    archivedAt,
    accessTo,
    threads,
    reactionsOf,
    /** Whoever is in the guild now, by id. */
    members: () => [...state.users.values()].filter(isIn).toSorted(byUserId),
    isMember: () => isIn(state.user(botId)),
    channels: () =>
      [...state.channels.values()].filter((channel) => state.now(channel.faces) !== null),
    /** What stands in a channel or thread now, oldest first. */
    messagesIn: (id: string) => state.messagesIn(id).filter(isThere),
    guildJson: () => ({
      id: state.id,
      name: state.name,
      icon: null,
      banner: null,
      features: ["COMMUNITY"] as GuildFeature[],
    }),
  };
}

export type GuildView = ReturnType<typeof viewGuild>;
