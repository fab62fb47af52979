import type { Chat, Message, Person } from "./chats.ts";
import { createRandom } from "../random.ts";
import { chatText } from "./export.ts";

/** What one message of `largeExport` takes, roughly. */
const BYTES_PER_MESSAGE = 420;

const WORDS =
  "граница система роль интерес метод практика описание модель внимание проект альфа цикл надсистема".split(
    " ",
  );

/**
 * An export of one chat of about so many bytes, drawn as it is written: nothing of it is kept. Every
 * hundredth message is edited, every tenth is answered, some have reactions.
 */
export function* largeExport(byteCount: number, seed = "large"): Generator<string> {
  const chat: Chat = {
    kind: "supergroup",
    bareId: 0x6553f101,
    title: "Общий чат",
    username: null,
    isForum: false,
    peer: null,
    members: new Map(),
    messages: [],
    migratedTo: null,
    migratedFrom: null,
  };
  const count = Math.ceil(byteCount / BYTES_PER_MESSAGE);
  const options = { utcOffsetMinutes: 180 };
  yield* chatText(chat, drawn(chat, count, seed), { options, depth: 0 });
  yield "\n";
}

function* drawn(chat: Chat, count: number, seed: string): Generator<Message> {
  const random = createRandom(seed);
  const people = Array.from({ length: 300 }, (_, index): Person => ({
    id: 8e5 + index,
    firstName: `Имя${index}`,
    lastName: "Фамилия",
    username: null,
    isBot: false,
    isGone: index % 50 === 49,
  }));
  let before: Message | null = null;
  for (let id = 1; id <= count; id += 1) {
    const at = Date.parse("2024-01-01T00:00:00Z") + id * 20_000;
    const from = random.pick(people);
    const words = Array.from({ length: random.whole(3, 12) }, () => random.pick(WORDS)).join(" ");
    const by = random.pick(people);
    const message: Message = {
      chat,
      id,
      botId: id,
      at,
      from,
      content: random.chance(0.2)
        ? [
            words,
            " ",
            {
              type: "bold",
              text: random.pick(WORDS),
            },
          ]
        : [words],
      replyTo: random.chance(0.1) ? before : null,
      topic: null,
      editedAt: random.chance(0.01) ? at + 6e4 : null,
      isDeleted: false,
      reactions: new Map(
        random.chance(0.1)
          ? [
              [
                by.id,
                {
                  by,
                  emojis: ["👍"],
                  at: at + 5e3,
                },
              ] as const,
            ]
          : [],
      ),
    };
    yield message;
    // Without what it answers itself, or the first one would be kept for ever.
    before = { ...message, replyTo: null };
  }
}
