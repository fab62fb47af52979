import { expect, test } from "vitest";

import { fc } from "../../test/property.ts";
import { type ExportedChat, keyOf, MIGRATED_SHIFT, type Numbered, peerIdOf } from "./keys.ts";

const CHANNEL_TYPES = [
  "private_supergroup",
  "public_supergroup",
  "private_channel",
  "public_channel",
] as const;

/** Chats of one account: numbers of a basic group are drawn from the sequence of whoever looks. */
interface World {
  readonly basic: readonly {
    readonly id: number;
    readonly messageCount: number;
    readonly becomes: number | null;
  }[];
  readonly channels: readonly {
    readonly id: number;
    readonly type: string;
    readonly messageCount: number;
  }[];
}

const bareId = fc.integer({ min: 1, max: 4_000_000_000 });
const worlds: fc.Arbitrary<World> = fc
  .record({
    basic: fc.uniqueArray(
      fc.record({
        id: bareId,
        messageCount: fc.integer({ min: 1, max: 6 }),
        becomes: fc.option(bareId),
      }),
      { selector: ({ id }) => id, maxLength: 4 },
    ),
    channels: fc.uniqueArray(
      fc.record({
        id: bareId,
        type: fc.constantFrom(...CHANNEL_TYPES),
        messageCount: fc.integer({ min: 1, max: 6 }),
      }),
      { selector: ({ id }) => id, maxLength: 4 },
    ),
  })
  .filter(({ basic, channels }) => {
    const ids = [...channels.map(({ id }) => id), ...basic.flatMap(({ becomes }) => becomes ?? [])];
    return new Set(ids).size === ids.length;
  });

interface Seen {
  readonly message: string;
  readonly numbered: Numbered;
}

/** Each message as the bot numbers it and as an export does, the latter before and after a migration. */
function seenIn({ basic, channels }: World, botFrom: number, exportFrom: number) {
  const bot: Seen[] = [];
  const exported: Seen[] = [];
  const afterwards: Seen[] = [];
  let [ofBot, ofAccount] = [botFrom, exportFrom];
  for (const { id, type, messageCount } of channels) {
    for (let messageId = 1; messageId <= messageCount; messageId += 1) {
      const message = `${type} ${id}: ${messageId}`;
      bot.push({ message, numbered: { way: "bot", chatId: -1_000_000_000_000 - id, messageId } });
      exported.push({ message, numbered: { way: "export", chat: { type, id }, messageId } });
    }
  }
  for (const { id, messageCount, becomes } of basic) {
    for (let nth = 1; nth <= messageCount; nth += 1) {
      const message = `group ${id}: ${nth}`;
      const chat: ExportedChat = { type: "private_group", id };
      bot.push({ message, numbered: { way: "bot", chatId: -id, messageId: (ofBot += 1) } });
      exported.push({ message, numbered: { way: "export", chat, messageId: (ofAccount += 1) } });
      if (becomes === null) continue;
      const supergroup: ExportedChat = { type: "private_supergroup", id: becomes };
      const messageId = ofAccount - MIGRATED_SHIFT;
      afterwards.push({ message, numbered: { way: "export", chat: supergroup, messageId } });
    }
  }
  return { bot, exported, afterwards };
}

const keyIn = ({ numbered }: Seen) => {
  const { chat_id, message_id } = keyOf(numbered)!;
  return `${chat_id} ${message_id}`;
};

const start = fc.integer({ min: 0, max: 20 });

test("a message of a supergroup or a channel has one key, whoever numbers it", () => {
  fc.assert(
    fc.property(worlds, start, start, ({ channels }, botFrom, exportFrom) => {
      const { bot, exported } = seenIn({ basic: [], channels }, botFrom, exportFrom);
      expect(exported.map(keyIn)).toEqual(bot.map(keyIn));
    }),
  );
});

test("two messages never have one key, not even in a group where each account counts for itself", () => {
  fc.assert(
    fc.property(worlds, start, start, (world, botFrom, exportFrom) => {
      const { bot, exported, afterwards } = seenIn(world, botFrom, exportFrom);
      const messages = new Map<string, string>();
      for (const seen of [...bot, ...exported, ...afterwards]) {
        const key = keyIn(seen);
        expect(messages.get(key) ?? seen.message).toBe(seen.message);
        messages.set(key, seen.message);
      }
    }),
  );
});

test("an export numbers a group's messages alike before and after it became a supergroup", () => {
  fc.assert(
    fc.property(worlds, start, (world, exportFrom) => {
      const { exported, afterwards } = seenIn(world, 0, exportFrom);
      const before = new Map(exported.map((seen) => [seen.message, keyOf(seen.numbered)!]));
      for (const { message, numbered } of afterwards)
        expect(keyOf(numbered)?.message_id).toBe(before.get(message)?.message_id);
    }),
  );
});

test.each([
  "personal_chat",
  "bot_chat",
  "saved_messages",
  "replies",
  "",
  "constructor",
  "verify_codes",
])("a chat of the type %j has no key", (type) => {
  expect(keyOf({ way: "export", chat: { type, id: 5 }, messageId: 1 })).toBeNull();
});

test("an author is named as bots know them", () => {
  expect(["user77", "channel1234567890", "chat55", "user", "77", ""].map(peerIdOf)).toEqual([
    77,
    -1_001_234_567_890,
    -55,
    null,
    null,
    null,
  ]);
});
