import type { Clock } from "../clock.ts";
import {
  type Access,
  changed,
  type ChannelKind,
  type Emoji,
  GuildState,
  type MessageFace,
  type MessageKind,
  type StoredMessage,
} from "./guild-state.ts";

/** When something happens: at the clock's time, unless it is planted in the past or the future. */
export interface When {
  readonly at?: number;
}

export interface Posted extends When {
  /** A channel's or a thread's. */
  readonly channel: string;
  readonly author: string;
  readonly content: string;
  readonly replyTo?: string;
}

export interface StartedThread extends When {
  readonly channel: string;
  readonly author: string;
  readonly name: string;
  /** The message that it grows out of, whose id it takes. */
  readonly from?: string;
  readonly isPrivate?: boolean;
}

/** What people, moderators and Discord itself do in a guild. Ids are given back where one is made. */
export interface GuildChanges {
  addUser(user: {
    readonly username: string;
    readonly globalName?: string;
    readonly isBot?: boolean;
    /** When the account was made. */
    readonly at: number;
  }): string;
  addEmoji(name: string, when?: When): Emoji;
  addChannel(
    channel: {
      readonly name: string;
      readonly kind?: ChannelKind;
      readonly parent?: string;
      readonly access?: Access;
    } & When,
  ): string;
  setAccess(channel: string, access: Access, when?: When): void;
  removeChannel(channel: string, when?: When): void;
  join(user: string, when?: When): void;
  leave(user: string, when?: When): void;
  /** Of the account, everywhere at once, on old messages too; `nick` in this guild alone. */
  rename(
    user: string,
    to: {
      readonly username?: string;
      readonly globalName?: string | null;
      readonly nick?: string | null;
    },
    when?: When,
  ): void;
  post(message: Posted): string;
  edit(message: string, content: string, when?: When): void;
  /** It vanishes: nothing tells of it. */
  remove(message: string, when?: When): void;
  pin(message: string, by: string, when?: When): void;
  react(message: string, user: string, emoji: Emoji | string, when?: When): void;
  unreact(message: string, user: string, emoji: Emoji | string, when?: When): void;
  startThread(thread: StartedThread): string;
  archive(thread: string, when?: When): void;
  unarchive(thread: string, when?: When): void;
  removeThread(thread: string, when?: When): void;
}

export interface Guild {
  readonly state: GuildState;
  readonly changes: GuildChanges;
}

/** An empty guild with one channel, in which Discord says who joined. */
export function createGuild({
  clock,
  name,
  createdAt,
}: {
  readonly clock: Clock;
  readonly name: string;
  readonly createdAt: number;
}): Guild {
  const state = new GuildState({ clock, name, createdAt });
  const changes = guildChanges(state);
  state.systemChannelId = changes.addChannel({ name: "general", at: createdAt });
  return { state, changes };
}

export function emojiOf(emoji: Emoji | string): Emoji {
  return typeof emoji === "string" ? { id: null, name: emoji } : emoji;
}

export function isSameEmoji(a: Emoji, b: Emoji): boolean {
  return a.id === null && b.id === null ? a.name === b.name : a.id === b.id;
}

function guildChanges(state: GuildState): GuildChanges {
  const instant = ({ at }: When = {}) => at ?? state.clock.now();

  function write(
    kind: MessageKind,
    message: Pick<StoredMessage, "channelId" | "authorId" | "createdAt"> &
      Partial<Pick<StoredMessage, "id" | "refersTo">> & { readonly content?: string },
  ): string {
    const { channelId, authorId, createdAt, refersTo = null, content = "" } = message;
    const id = message.id ?? state.newId(createdAt);
    const face = { content, editedAt: null, isPinned: false };
    const faces = [{ from: createdAt, value: face }];
    const place = { id, kind, channelId, authorId, createdAt, refersTo };
    state.addMessage({ ...place, faces, reactions: [] });
    const thread = state.threads.get(channelId);
    // Whoever writes into a thread that was put away takes it up again.
    if (thread !== undefined) thread.archivings = changed(thread.archivings, createdAt, false);
    return id;
  }

  /** Of what was deleted meanwhile there is nothing to change. */
  function rewrite(
    id: string,
    when: When,
    change: (face: MessageFace) => MessageFace | null,
  ): void {
    const message = state.message(id);
    const at = instant(when);
    const face = message.faces.findLast(({ from }) => from <= at)?.value ?? null;
    if (face !== null) message.faces = changed(message.faces, at, change(face));
  }

  function reaction(id: string, userId: string, emoji: Emoji) {
    const { reactions } = state.message(id);
    const known = reactions.find((one) => one.userId === userId && isSameEmoji(one.emoji, emoji));
    if (known !== undefined) return known;
    const made = { emoji, userId, given: [] };
    reactions.push(made);
    return made;
  }

  return {
    addUser({ username, globalName = null, isBot = false, at }) {
      const id = state.newId(at);
      const faces = [{ from: at, value: { username, globalName } }];
      state.users.set(id, { id, isBot, faces, memberships: [] });
      return id;
    },
    addEmoji(name, when) {
      const emoji = { id: state.newId(instant(when)), name };
      state.emojis.push(emoji);
      return emoji;
    },
    addChannel({ name, kind = "text", parent = null, access = "read", ...when }) {
      const at = instant(when);
      const id = state.newId(at);
      const place = { id, kind, parentId: parent, position: state.channels.size };
      state.channels.set(id, { ...place, faces: [{ from: at, value: { name, access } }] });
      return id;
    },
    setAccess(id, access, when) {
      const channel = state.channels.get(id);
      const face = channel === undefined ? null : state.now(channel.faces);
      if (channel === undefined || face === null) throw new Error(`There is no channel ${id}.`);
      channel.faces = changed(channel.faces, instant(when), { ...face, access });
    },
    removeChannel(id, when) {
      const channel = state.channels.get(id);
      if (channel === undefined) throw new Error(`There is no channel ${id}.`);
      channel.faces = changed(channel.faces, instant(when), null);
    },
    join(id, when) {
      const at = instant(when);
      const user = state.user(id);
      user.memberships = changed(user.memberships, at, { joinedAt: at, nick: null });
      const channelId = state.systemChannelId;
      if (channelId !== null) write("joined", { channelId, authorId: id, createdAt: at });
    },
    leave(id, when) {
      const user = state.user(id);
      user.memberships = changed(user.memberships, instant(when), null);
    },
    rename(id, { username, globalName, nick }, when) {
      const at = instant(when);
      const user = state.user(id);
      const face = user.faces.at(-1)?.value ?? { username: "", globalName: null };
      user.faces = changed(user.faces, at, {
        username: username ?? face.username,
        globalName: globalName === undefined ? face.globalName : globalName,
      });
      const member = state.now(user.memberships);
      if (nick !== undefined && member !== null) {
        user.memberships = changed(user.memberships, at, { ...member, nick });
      }
    },
    post({ channel, author, content, replyTo, ...when }) {
      const message = { channelId: channel, authorId: author, createdAt: instant(when), content };
      if (replyTo === undefined) return write("plain", message);
      const { channelId } = state.message(replyTo);
      return write("reply", { ...message, refersTo: { channelId, messageId: replyTo } });
    },
    edit: (id, content, when = {}) =>
      rewrite(id, when, (face) => ({ ...face, content, editedAt: instant(when) })),
    remove: (id, when = {}) => rewrite(id, when, () => null),
    pin(id, by, when = {}) {
      rewrite(id, when, (face) => ({ ...face, isPinned: true }));
      const { channelId } = state.message(id);
      const refersTo = { channelId, messageId: id };
      write("pinned", { channelId, authorId: by, createdAt: instant(when), refersTo });
    },
    react(id, user, emoji, when) {
      const given = reaction(id, user, emojiOf(emoji));
      given.given = changed(given.given, instant(when), true);
    },
    unreact(id, user, emoji, when) {
      const given = reaction(id, user, emojiOf(emoji));
      given.given = changed(given.given, instant(when), null);
    },
    startThread({ channel, author, name, from, isPrivate = false, ...when }) {
      const at = instant(when);
      const id = from ?? state.newId(at);
      const place = { id, channelId: channel, ownerId: author, isPrivate, name, createdAt: at };
      state.threads.set(id, {
        ...place,
        archivings: [{ from: at, value: false }],
        stands: [{ from: at, value: true }],
      });
      const written = { authorId: author, createdAt: at };
      if (from !== undefined) {
        const refersTo = { channelId: channel, messageId: from };
        write("threadStarter", { ...written, channelId: id, refersTo });
      } else if (!isPrivate) {
        const refersTo = { channelId: id, messageId: null };
        write("threadCreated", { ...written, channelId: channel, refersTo, content: name });
      }
      return id;
    },
    archive(id, when) {
      const thread = state.thread(id);
      thread.archivings = changed(thread.archivings, instant(when), true);
    },
    unarchive(id, when) {
      const thread = state.thread(id);
      thread.archivings = changed(thread.archivings, instant(when), false);
    },
    removeThread(id, when) {
      const thread = state.thread(id);
      thread.stands = changed(thread.stands, instant(when), null);
    },
  };
}
