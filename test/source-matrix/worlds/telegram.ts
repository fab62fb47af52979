import type { Clock } from "../../../demo/clock.ts";
import { botChatId, type Chat, isService, type Person } from "../../../demo/telegram/chats.ts";
import { createMessenger, type Messenger } from "../../../demo/telegram/messenger.ts";
import { truthOf } from "../../../demo/telegram/truth.ts";
import { telegramTwin } from "../../../demo/telegram/twin.ts";
import type { Random } from "../../../demo/random.ts";
import { ANY_HTTP, type Source, type World } from "../world.ts";
import { currentRows, line, type Row } from "./rows.ts";

const NOW = Date.parse("2026-10-05T09:00:00Z");
/** Each look at the clock: so that no request is held for as long as a standing clock stands. */
const STEP_MS = 150;

interface ChatsWorld extends World {
  readonly messenger: Messenger;
  readonly chat: Chat;
  readonly people: readonly Person[];
  /** Said where a bot of the community is not to read. */
  readonly other: Chat;
}

const textsIn = ({ chat }: ChatsWorld) =>
  chat.messages.filter(({ content }) => content !== null && !isService(content));
const any = (world: ChatsWorld, random: Random) => random.pick(textsIn(world));

function talk(world: ChatsWorld, random: Random, count: number): void {
  const { messenger, chat, other, people, pass } = world;
  for (let nth = 0; nth < count; nth += 1) {
    pass(random.whole(0, 20_000));
    const act = textsIn(world).length === 0 ? 0 : random.whole(0, 9);
    const by = random.pick(people);
    if (act === 8) messenger.edit(any(world, random), `правка ${nth}`);
    else if (act === 9) messenger.react(any(world, random), by, random.pick([["👍"], ["🎉"], []]));
    else messenger.post(act === 7 ? other : chat, by, `слово ${nth}`);
  }
}

export const telegram: Source = {
  name: "telegram",
  faults: [...ANY_HTTP, "empty_page", "truncated", "conflict"],
  happenings: {
    "more of it": (world: ChatsWorld, random: Random) => talk(world, random, 120),
    "changed without their cursor": (world: ChatsWorld, random: Random) => {
      for (let count = 0; count < 5; count += 1)
        world.messenger.edit(any(world, random), `потом ${count}`);
    },
    "numbers that begin anew": (world: ChatsWorld, random: Random) => {
      // Read by then, it begins at another number after a week of silence.
      world.pass(8 * 86_400_000);
      talk(world, random, 30);
    },
  },

  async open(random, { between }): Promise<ChatsWorld> {
    let now = NOW;
    const clock: Clock = {
      now: () => (now += STEP_MS),
      set: (at) => {
        now = at;
      },
    };
    const messenger = createMessenger({ clock, bot: { username: "vklad_bot" } });
    const twin = await telegramTwin({
      messenger,
      token: "1:demo",
      seed: `${random.whole(1, 1e6)}`,
    });
    const chat = messenger.chat("supergroup", { title: "Общий чат" });
    const other = messenger.chat("supergroup", { title: "Чужой чат" });
    const people = ["Анна", "Борис", "Вера"].map((firstName) => messenger.person({ firstName }));
    for (const one of [chat, other]) {
      for (const who of [messenger.owner, ...people]) messenger.join(one, who);
      messenger.join(one, messenger.bot, messenger.owner);
      messenger.promote(one, messenger.bot, messenger.owner);
    }
    // What a bot was told before it named what it wants is less than what happened.
    const isSilent = between === "numbers that begin anew";
    const world: ChatsWorld = {
      messenger,
      chat,
      other,
      people,
      reading: {
        system: "telegram",
        settings: {
          url: twin.url,
          token: "1:demo",
          chats: { [`${botChatId(chat)}`]: {} },
        },
      },
      faults: twin.faults,
      paths: ["/bot1:demo/"],
      requests: isSilent ? 1 : 4,
      now: () => clock.now(),
      pass: (ms) => {
        now += ms;
      },
      begin: () => (isSilent ? undefined : talk(world, random.fork("talk"), 300)),
      truth: () => {
        const seen = truthOf(messenger).filter(({ chat_id }) => chat_id === botChatId(chat));
        return {
          messages: seen
            .filter(({ text }) => text !== null)
            .map(({ message_id, from, text }) => line(message_id, from, text)),
          reactions: seen.flatMap(({ message_id, reactions }) =>
            reactions
              .filter(({ emojis }) => emojis.length > 0)
              .map(({ user, emojis }) => line(message_id, user, emojis)),
          ),
        };
      },
      async held(warehouse) {
        const rows = await currentRows(warehouse, "telegram_messages");
        const ours = rows.filter(({ chat_id }) => chat_id === botChatId(chat));
        return {
          messages: ours
            .filter(({ kind, sent }) => kind === "message" && typeof sent?.text === "string")
            .map(({ message_id, user_id, sent }: Row) =>
              line(message_id, user_id === undefined ? null : `user${user_id}`, sent.text),
            ),
          reactions: ours
            .filter(({ kind, sent }) => kind === "reaction" && emojisOf(sent).length > 0)
            .map(({ message_id, user_id, sent }: Row) => line(message_id, user_id, emojisOf(sent))),
        };
      },
      [Symbol.asyncDispose]: () => twin.close(),
    };
    return world;
  },
};

function emojisOf(sent: any): readonly string[] {
  return ((sent?.new_reaction ?? []) as { emoji: string }[]).map(({ emoji }) => emoji);
}
