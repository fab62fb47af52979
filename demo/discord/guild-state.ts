import type { Clock } from "../clock.ts";
import { overwritten, valueAt, type Version } from "../timeline.ts";
import { byId, createSnowflakes } from "./snowflake.ts";

/** As Discord numbers them. */
export const CHANNEL = {
  text: 0,
  category: 4,
  announcement: 5,
  publicThread: 11,
  privateThread: 12,
  forum: 15,
} as const;
export type ChannelKind = Exclude<keyof typeof CHANNEL, "publicThread" | "privateThread">;

export const MESSAGE = {
  plain: 0,
  pinned: 6,
  joined: 7,
  threadCreated: 18,
  reply: 19,
  threadStarter: 21,
} as const;
export type MessageKind = keyof typeof MESSAGE;

/** What the bot may do in a channel: nothing, see it without its past, or read it. */
export type Access = "hidden" | "no_history" | "read";

export interface UserFace {
  readonly username: string;
  readonly globalName: string | null;
}

export interface StoredUser {
  readonly id: string;
  readonly isBot: boolean;
  faces: readonly Version<UserFace>[];
  memberships: readonly Version<Membership>[];
}

export interface Membership {
  readonly joinedAt: number;
  readonly nick: string | null;
}

export interface ChannelFace {
  readonly name: string;
  readonly access: Access;
}

export interface StoredChannel {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly parentId: string | null;
  readonly position: number;
  faces: readonly Version<ChannelFace>[];
}

export interface StoredThread {
  readonly id: string;
  readonly channelId: string;
  readonly ownerId: string;
  readonly isPrivate: boolean;
  readonly name: string;
  readonly createdAt: number;
  /** True from when on it was put away, false from when on it was taken up again. */
  archivings: readonly Version<boolean>[];
  /** Null once it is deleted. */
  stands: readonly Version<true>[];
}

export interface MessageFace {
  readonly content: string;
  readonly editedAt: number | null;
  readonly isPinned: boolean;
}

export interface StoredMessage {
  readonly id: string;
  readonly kind: MessageKind;
  /** A channel's or a thread's. */
  readonly channelId: string;
  readonly authorId: string;
  readonly createdAt: number;
  readonly refersTo: { readonly channelId: string; readonly messageId: string | null } | null;
  faces: readonly Version<MessageFace>[];
  readonly reactions: StoredReaction[];
}

/** Of the guild's own, with an id, or a character. */
export interface Emoji {
  readonly id: string | null;
  readonly name: string;
}

export interface StoredReaction {
  readonly emoji: Emoji;
  readonly userId: string;
  given: readonly Version<true>[];
}

/** Everything that a guild holds, past and planned; a reader sees what stands at the clock's time. */
export class GuildState {
  readonly users = new Map<string, StoredUser>();
  readonly channels = new Map<string, StoredChannel>();
  readonly threads = new Map<string, StoredThread>();
  readonly emojis: Emoji[] = [];
  readonly #messages = new Map<string, StoredMessage>();
  readonly #byChannel = new Map<string, StoredMessage[]>();
  readonly #ids = createSnowflakes();
  readonly clock: Clock;
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Where Discord itself says who joined. */
  systemChannelId: string | null = null;

  constructor({ clock, name, createdAt }: { clock: Clock; name: string; createdAt: number }) {
    this.clock = clock;
    this.name = name;
    this.createdAt = createdAt;
    this.id = this.newId(createdAt);
  }

  newId(at: number): string {
    return this.#ids.at(at);
  }

  /** What of it stands now. */
  now<T>(versions: readonly Version<T>[]): T | null {
    return valueAt(versions, this.clock.now());
  }

  addMessage(message: StoredMessage): void {
    this.#messages.set(message.id, message);
    const inside = this.#byChannel.get(message.channelId) ?? [];
    inside.push(message);
    inside.sort(byId);
    this.#byChannel.set(message.channelId, inside);
  }

  message(id: string): StoredMessage {
    const found = this.#messages.get(id);
    if (found === undefined) throw new Error(`The guild has no message ${id}.`);
    return found;
  }

  findMessage(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  /** All that was ever written in a channel or thread, oldest first. */
  messagesIn(channelId: string): readonly StoredMessage[] {
    return this.#byChannel.get(channelId) ?? [];
  }

  messages(): readonly StoredMessage[] {
    return [...this.#messages.values()].sort(byId);
  }

  user(id: string): StoredUser {
    const found = this.users.get(id);
    if (found === undefined) throw new Error(`The guild knows no user ${id}.`);
    return found;
  }

  thread(id: string): StoredThread {
    const found = this.threads.get(id);
    if (found === undefined) throw new Error(`The guild has no thread ${id}.`);
    return found;
  }
}

/** Adds what is from an instant on, and forgets what was planned for later. */
export function changed<T>(
  versions: readonly Version<T>[],
  at: number,
  value: T | null,
): readonly Version<T>[] {
  return overwritten(versions, at, value);
}
