import type { Clock } from "../clock.ts";
import {
  type Chat,
  type ChatKind,
  isIn,
  isService,
  type Message,
  type Person,
  type Service,
  type Status,
} from "./chats.ts";
import type { Rich } from "./text.ts";

/** What happened, as whoever watches is told it: the bot's updates follow from it. */
export type Happened =
  | { readonly kind: "written"; readonly message: Message }
  | { readonly kind: "edited"; readonly message: Message }
  | {
      readonly kind: "reacted";
      readonly message: Message;
      readonly by: Person;
      readonly old: readonly string[];
      readonly now: readonly string[];
    }
  | {
      readonly kind: "member";
      readonly chat: Chat;
      readonly by: Person;
      readonly who: Person;
      readonly old: Status;
      readonly now: Status;
    };

export type Watcher = (happened: Happened, at: number) => void;

export interface MessengerOptions {
  readonly clock: Clock;
  readonly bot: { readonly username: string; readonly firstName?: string };
  /**
   * In basic groups and private chats each account numbers messages for itself, so that an export and
   * a bot call one message by two numbers. `shared` gives both one number.
   */
  readonly boxes?: "own" | "shared";
}

/** Chats and what people do in them, at the clock's time. The bot's updates follow from it. */
export interface Messenger {
  readonly clock: Clock;
  readonly bot: Person;
  /** Whose Desktop export is written: in every chat but those of others with the bot. */
  readonly owner: Person;
  readonly people: ReadonlyMap<number, Person>;
  readonly chats: readonly Chat[];
  person(given: {
    readonly firstName: string;
    readonly lastName?: string;
    readonly username?: string;
    readonly isBot?: boolean;
  }): Person;
  chat(
    kind: Exclude<ChatKind, "private">,
    given: { readonly title: string; readonly username?: string; readonly isForum?: boolean },
  ): Chat;
  /** The owner's chat with somebody, or somebody's with the bot. */
  privateChat(between: { readonly with: Person; readonly of: "owner" | "bot" }): Chat;
  post(chat: Chat, from: Person | null, text: Rich | string, options?: PostOptions): Message;
  edit(message: Message, text: Rich | string): void;
  /** Nothing tells the bot of it, and the next export lacks it. */
  remove(message: Message): void;
  /** All that the person reacts with from now on; an empty list takes it back. */
  react(message: Message, by: Person, emojis: readonly string[]): void;
  join(chat: Chat, who: Person, by?: Person): void;
  leave(chat: Chat, who: Person): void;
  kick(chat: Chat, who: Person, by: Person): void;
  promote(chat: Chat, who: Person, by: Person): void;
  /** Its id is the topic's. */
  openTopic(chat: Chat, by: Person, name: string): Message;
  pin(message: Message, by: Person): void;
  rename(chat: Chat, by: Person, title: string): void;
  /** The supergroup that the basic group is from now on. */
  migrate(group: Chat): Chat;
  /** A message of a kind that the exporting program does not know. */
  postUnknown(chat: Chat, from: Person): Message;
  deleteAccount(who: Person): void;
  /** Done once the clock has come there, before anybody looks. In order of their instants. */
  later(at: number, act: () => void): void;
  /** Does what is due. Everything that answers calls it first. */
  catchUp(): void;
  watch(watcher: Watcher): void;
}

export interface PostOptions {
  readonly replyTo?: Message;
  readonly topic?: Message;
}

const FIRST_PERSON = 700_001;
const FIRST_CHAT = 1_500_000_001;
const FIRST_GROUP = 4_000_001;

export function createMessenger({ clock, bot: given, boxes = "own" }: MessengerOptions): Messenger {
  const people = new Map<number, Person>();
  const chats: Chat[] = [];
  const watchers: Watcher[] = [];
  let planned: { at: number; act: () => void }[] = [];
  let isOrdered = true;
  /** By account: of messages in chats that do not count themselves. */
  const box = { owner: 0, bot: 50_000 };
  const counts = new Map<Chat, number>();
  /** Of what is done by plan: its own instant, however late somebody looks. */
  let instant: number | null = null;
  let doing = false;

  const now = () => instant ?? clock.now();
  const tell = (happened: Happened) => {
    for (const watcher of watchers) watcher(happened, now());
  };

  function person({
    firstName,
    lastName,
    username,
    isBot = false,
  }: Parameters<Messenger["person"]>[0]): Person {
    const id = FIRST_PERSON + people.size * 7;
    const names = { firstName, lastName: lastName ?? null, username: username ?? null };
    const made = { id, ...names, isBot, isGone: false };
    people.set(id, made);
    return made;
  }

  const bot = person({
    firstName: given.firstName ?? "Вклад",
    username: given.username,
    isBot: true,
  });
  const owner = person({ firstName: "Ольга", lastName: "Дёмина" });

  function opened(chat: Omit<Chat, "members" | "messages" | "migratedTo">): Chat {
    const made: Chat = { ...chat, members: new Map(), messages: [], migratedTo: null };
    chats.push(made);
    return made;
  }

  function numbers(chat: Chat): { id: number; botId: number } {
    if (chat.kind === "supergroup" || chat.kind === "channel") {
      const id = (counts.get(chat) ?? 0) + 1;
      counts.set(chat, id);
      return { id, botId: id };
    }
    box.owner += 1;
    box.bot += 1;
    return { id: box.owner, botId: boxes === "own" ? box.bot : box.owner };
  }

  function write(
    chat: Chat,
    from: Person | null,
    content: Message["content"],
    { replyTo = null, topic = null }: { replyTo?: Message | null; topic?: Message | null } = {},
  ): Message {
    if (chat.migratedTo !== null) throw new Error(`${chat.title} is a supergroup now.`);
    const message: Message = {
      chat,
      ...numbers(chat),
      at: now(),
      from,
      content,
      replyTo,
      topic,
      editedAt: null,
      isDeleted: false,
      reactions: new Map(),
    };
    chat.messages.push(message);
    tell({ kind: "written", message });
    return message;
  }

  const say = (chat: Chat, from: Person, service: Service) => write(chat, from, service);

  function place(chat: Chat, { who, by, as }: { who: Person; by: Person; as: Status }): void {
    const old = chat.members.get(who.id) ?? "left";
    if (old === as) return;
    chat.members.set(who.id, as);
    tell({ kind: "member", chat, by, who, old, now: as });
  }

  const asRich = (text: Rich | string): Rich => (typeof text === "string" ? [text] : text);

  return {
    clock,
    bot,
    owner,
    people,
    chats,
    person,
    chat(kind, { title, username = null, isForum = false }) {
      const bareId = (kind === "group" ? FIRST_GROUP : FIRST_CHAT) + chats.length * 13;
      const chat = opened({
        kind,
        bareId,
        title,
        username,
        isForum,
        peer: null,
        migratedFrom: null,
      });
      chat.members.set(owner.id, "creator");
      write(chat, kind === "channel" ? null : owner, {
        action: "created",
        title,
        who: [owner],
      });
      return chat;
    },
    privateChat({ with: peer, of }) {
      const chat = opened({
        kind: "private",
        bareId: peer.id,
        title: peer.firstName,
        username: peer.username,
        isForum: false,
        peer,
        migratedFrom: null,
      });
      chat.members.set(peer.id, "member").set(of === "bot" ? bot.id : owner.id, "member");
      return chat;
    },
    post: (chat, from, text, options) => write(chat, from, asRich(text), options),
    edit(message, text) {
      if (message.isDeleted || isService(message.content))
        throw new Error("Only what somebody wrote is edited.");
      message.content = asRich(text);
      message.editedAt = now();
      tell({
        kind: "edited",
        message,
      });
    },
    remove(message) {
      message.isDeleted = true;
    },
    react(message, by, emojis) {
      const old = message.reactions.get(by.id)?.emojis ?? [];
      if (emojis.length === 0) message.reactions.delete(by.id);
      else
        message.reactions.set(by.id, {
          by,
          emojis,
          at: now(),
        });
      tell({
        kind: "reacted",
        message,
        by,
        old,
        now: emojis,
      });
    },
    join(chat, who, by) {
      const inviter = by ?? owner;
      place(chat, {
        who,
        by: by ?? who,
        as: "member",
      });
      if (chat.kind === "channel") return;
      if (by === undefined)
        say(chat, who, {
          action: "joined_by_link",
          inviter,
        });
      else
        say(chat, by, {
          action: "invited",
          who: [who],
        });
    },
    leave(chat, who) {
      if (chat.kind !== "channel")
        say(chat, who, {
          action: "removed",
          who: [who],
        });
      place(chat, {
        who,
        by: who,
        as: "left",
      });
    },
    kick(chat, who, by) {
      const told = () => {
        if (chat.kind !== "channel")
          say(chat, by, {
            action: "removed",
            who: [who],
          });
      };
      if (who.id !== bot.id) told();
      place(chat, {
        who,
        by,
        as: "kicked",
      });
      if (who.id === bot.id) told();
    },
    promote: (chat, who, by) =>
      place(chat, {
        who,
        by,
        as: "administrator",
      }),
    openTopic(chat, by, name) {
      if (!chat.isForum) throw new Error(`${chat.title} has no topics.`);
      return say(chat, by, {
        action: "topic_opened",
        name,
      });
    },
    pin: (message, by) =>
      void say(message.chat, by, {
        action: "pinned",
        message,
      }),
    rename(chat, by, title) {
      chat.title = title;
      say(chat, by, {
        action: "renamed",
        title,
      });
    },
    migrate(group) {
      if (group.kind !== "group") throw new Error("Only a basic group becomes a supergroup.");
      const { title } = group;
      const bareId = FIRST_CHAT + chats.length * 13;
      const chat = opened({
        kind: "supergroup",
        bareId,
        title,
        username: null,
        isForum: false,
        peer: null,
        migratedFrom: group,
      });
      for (const [id, status] of group.members) chat.members.set(id, status);
      say(group, owner, {
        action: "migrated_to",
        to: chat,
      });
      group.migratedTo = chat;
      say(chat, owner, {
        action: "migrated_from",
        group,
      });
      return chat;
    },
    postUnknown: (chat, from) => write(chat, from, null),
    deleteAccount(who) {
      who.isGone = true;
      who.username = null;
      for (const chat of chats) if (isIn(chat, who)) chat.members.set(who.id, "left");
    },
    later(at, act) {
      planned.push({
        at,
        act,
      });
      isOrdered = false;
    },
    catchUp() {
      if (doing) return;
      doing = true;
      try {
        for (;;) {
          // Thousands may be planned at once: they are put in order when somebody looks.
          if (!isOrdered) planned = planned.toSorted((a, b) => a.at - b.at);
          isOrdered = true;
          const due = planned.findIndex(({ at }) => at > clock.now());
          const acts = planned.splice(0, due === -1 ? planned.length : due);
          if (acts.length === 0) break;
          for (const { at, act } of acts) {
            instant = at;
            act();
          }
        }
      } finally {
        instant = null;
        doing = false;
      }
    },
    watch: (watcher) => void watchers.push(watcher),
  };
}
