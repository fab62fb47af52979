/**
 * Chats of every kind, drawn: what a bot saw of them and what two exports hold is each message once,
 * with the newest of its edits that anybody knows, whichever is read first.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import type { Random } from "../../demo/random.ts";
import type { Feed, Json } from "../../sources/source.ts";
import { botServer } from "../../sources/testing/bot.ts";
import { telegramChats } from "../../sources/telegram/chats.ts";
import { telegramExportedMessages } from "../../sources/telegram/exported-messages.ts";
import { exportedOf, messageOf, MORNING, updateOf } from "../../sources/telegram/given-chat.ts";
import { telegramMessages } from "../../sources/telegram/messages.ts";
import type { Chats } from "../../sources/telegram/options.ts";
import { seededRandom } from "../seed.ts";
import { readWithKills, stagedMessages } from "./given-chats.ts";

/** `VKLAD_TELEGRAM_WORLDS` asks for more. */
const WORLDS = Number(process.env["VKLAD_TELEGRAM_WORLDS"] ?? 2);

const UNTIL = "2026-10-05T12:00:00Z";
const SHIFT = 1_000_000_000;
const CHANNELS = -1_000_000_000_000;
/** Numbers that accounts give in groups have nothing in common. */
const OF_BOT = 40;
const OF_EXPORTER = 9_000;

const KINDS = [
  "private_group",
  "migrated",
  "private_supergroup",
  "public_supergroup",
  "private_channel",
  "public_channel",
] as const;
type Kind = (typeof KINDS)[number];

interface Edit {
  readonly at: number;
  readonly text: string;
}

interface Message {
  /** As the chat numbers it; in a basic group that is nobody's number. */
  readonly nth: number;
  readonly author: number;
  readonly edits: readonly [Edit, ...Edit[]];
}

interface Chat {
  readonly kind: Kind;
  readonly id: number;
  readonly heir: number;
  readonly messages: readonly Message[];
  /** When a group became a supergroup. */
  readonly migratedAt: number;
}

interface World {
  readonly chats: readonly Chat[];
  readonly joinedAt: number;
  /** While the bot was down for longer than Telegram keeps anything. */
  readonly lost: readonly [number, number];
  readonly exportedAt: readonly [number, number];
}

const END = 4_000;

/** No two messages of a chat in one second: of those a bot and an export pair by their place. */
function drawnWorld(random: Random): World {
  const chats = KINDS.map((kind, at): Chat => {
    const migratedAt = kind === "migrated" ? MORNING + random.whole(500, END - 500) : Infinity;
    let time = MORNING;
    const messages: Message[] = [];
    while ((time += random.whole(1, 250)) < MORNING + END) {
      if (time === migratedAt) time += 1;
      const nth = messages.length + 1;
      const name = `${kind} ${nth}`;
      const edits: [Edit, ...Edit[]] = [{ at: time, text: `${name}: said` }];
      for (let more = random.whole(0, 3); more > 0; more -= 1) {
        const edited = (edits.at(-1)?.at ?? time) + random.pick([1, 60, 900]);
        // What was said in the group is history in the supergroup.
        if (time < migratedAt && edited >= migratedAt) break;
        edits.push({ at: edited, text: `${name}: edit ${edits.length}` });
      }
      messages.push({ nth, author: random.whole(70, 74), edits });
    }
    return { kind, id: 100 + at, heir: 500 + at, messages, migratedAt };
  });
  const lostFrom = MORNING + random.whole(0, END);
  const early = MORNING + random.whole(0, END);
  return {
    chats,
    joinedAt: MORNING + random.whole(0, END / 2),
    lost: [lostFrom, lostFrom + random.whole(0, 600)],
    exportedAt: [early, early + random.whole(0, END)],
  };
}

const isGroup = ({ kind, migratedAt }: Chat, at: number) =>
  kind === "private_group" || (kind === "migrated" && at < migratedAt);
const isChannel = ({ kind }: Chat) => kind.endsWith("_channel");
/** Of a migrated group the first two numbers are the supergroup's own. */
const numberIn = (chat: Chat, { nth }: Message) =>
  chat.kind === "migrated"
    ? nth - chat.messages.filter(({ edits }) => edits[0].at < chat.migratedAt).length + 1
    : nth;
const botIdOf = (chat: Chat, at: number) =>
  isGroup(chat, at) ? -chat.id : CHANNELS - (chat.kind === "migrated" ? chat.heir : chat.id);

/** Who saw what: the versions of each message that reached us by either way. */
function knownOf(world: World): ReadonlyMap<string, Edit> {
  const known = new Map<string, Edit>();
  const take = (chat: Chat, { nth }: Message, edit: Edit) => {
    const name = `${chat.kind} ${nth}`;
    if ((known.get(name)?.at ?? -Infinity) < edit.at) known.set(name, edit);
  };
  for (const chat of world.chats) {
    for (const message of chat.messages) {
      for (const edit of message.edits)
        if (isSeen(world, chat, message, edit)) take(chat, message, edit);
      for (const at of world.exportedAt) {
        const last = message.edits.filter((edit) => edit.at <= at).at(-1);
        if (last !== undefined) take(chat, message, last);
      }
    }
  }
  return known;
}

/** In a group a bot has no number for what was said before it came. */
function isSeen(world: World, chat: Chat, message: Message, { at }: Edit): boolean {
  const [from, to] = world.lost;
  const isThere = at >= world.joinedAt && !(at >= from && at <= to);
  const [said] = message.edits;
  return isThere && (!isGroup(chat, said.at) || isThereAt(world, said.at));
}

function isThereAt({ joinedAt, lost: [from, to] }: World, at: number): boolean {
  return at >= joinedAt && !(at >= from && at <= to);
}

const isMigrationSeen = (world: World, chat: Chat) => isThereAt(world, chat.migratedAt);

/** What the bot was sent, in the order in which it happened. */
function updatesOf(world: World): Json[] {
  let number = OF_BOT;
  const happened: { readonly at: number; readonly kind: string; readonly content: object }[] = [];
  for (const chat of world.chats) {
    const typeAt = (at: number) =>
      isGroup(chat, at) ? "group" : isChannel(chat) ? "channel" : "supergroup";
    const place = (at: number) => ({ chat: { id: botIdOf(chat, at), type: typeAt(at) } });
    for (const message of chat.messages) {
      const [said] = message.edits;
      const message_id = isGroup(chat, said.at) ? (number += 1) : numberIn(chat, message);
      const { id } = { id: message.author };
      const from = isChannel(chat)
        ? { from: undefined, sender_chat: place(said.at).chat }
        : { from: { id, is_bot: false, first_name: `${id}` } };
      for (const [nth, edit] of message.edits.entries()) {
        if (!isSeen(world, chat, message, edit)) continue;
        const post = isChannel(chat) ? "channel_post" : "message";
        const content = {
          ...{ message_id, date: said.at, text: edit.text, ...from, ...place(said.at) },
          ...(nth === 0 ? {} : { edit_date: edit.at }),
        };
        happened.push({ at: edit.at, kind: nth === 0 ? post : `edited_${post}`, content });
      }
    }
    if (chat.kind === "migrated" && isMigrationSeen(world, chat)) {
      const at = chat.migratedAt;
      const [was, is] = [-chat.id, CHANNELS - chat.heir];
      const service = { date: at, text: undefined };
      happened.push(
        {
          ...{ at, kind: "message" },
          content: {
            ...{ ...service, message_id: (number += 1), migrate_to_chat_id: is },
            chat: { id: was, type: "group" },
          },
        },
        {
          ...{ at, kind: "message" },
          content: {
            ...{ ...service, message_id: 1, migrate_from_chat_id: was },
            chat: { id: is, type: "supergroup" },
          },
        },
      );
    }
  }
  return happened
    .toSorted((a, b) => a.at - b.at)
    .map(({ kind, content }, nth) =>
      updateOf(500 + nth, kind, JSON.parse(JSON.stringify(messageOf(content))) as object),
    );
}

/** A whole account as it was at an instant. */
function exportOf(world: World, at: number): Json {
  let number = OF_EXPORTER;
  const list = world.chats.map((chat) => {
    const isMigrated = chat.kind === "migrated" && at >= chat.migratedAt;
    const kind =
      chat.kind === "migrated" ? (isMigrated ? "private_supergroup" : "private_group") : chat.kind;
    const messages = chat.messages.flatMap((message) => {
      const [said] = message.edits;
      const own = isGroup(chat, said.at) ? (number += 1) : null;
      const last = message.edits.filter((edit) => edit.at <= at).at(-1);
      if (last === undefined) return [];
      const id = own === null ? numberIn(chat, message) : isMigrated ? own - SHIFT : own;
      const author = isChannel(chat) ? `channel${chat.id}` : `user${message.author}`;
      return [
        exportedOf({
          ...{ id, from_id: author, from: author, date_unixtime: `${said.at}` },
          ...{ text: last.text, text_entities: [{ type: "plain", text: last.text }] },
          ...(last === said ? {} : { edited_unixtime: `${last.at}` }),
        }),
      ];
    });
    return { name: chat.kind, type: kind, id: isMigrated ? chat.heir : chat.id, messages };
  });
  return { chats: { about: "", list } } as unknown as Json;
}

function configOf(world: World): Chats {
  const chats: Record<string, Chats[string]> = {};
  for (const chat of world.chats) {
    chats[`${botIdOf(chat, MORNING)}`] = {};
    if (chat.kind !== "migrated") continue;
    const unseen = isMigrationSeen(world, chat) ? {} : { migratedFrom: `${-chat.id}` };
    chats[`${CHANNELS - chat.heir}`] = unseen;
  }
  return chats;
}

type Order = (live: Feed, exports: (...which: number[]) => Feed) => readonly (readonly Feed[])[];

const ORDERS: Readonly<Record<string, Order>> = {
  "the bot first": (live, exports) => [[live], [exports(0, 1)]],
  "both at once": (live, exports) => [[live, exports(1, 0)]],
  "the old export last": (live, exports) => [[exports(1)], [live], [exports(1, 0)]],
};

async function readIn(world: World, order: Order, random: Random) {
  await using bot = await botServer(updatesOf(world));
  const dir = mkdtempSync(join(tmpdir(), "vklad-union-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const chats = configOf(world);
  const paths = world.exportedAt.map((at, nth) => {
    const path = join(dir, `result-${nth}.json`);
    writeFileSync(path, JSON.stringify(exportOf(world, at), null, 1));
    return path;
  });
  const live = telegramMessages({ ...bot, chats }) as Feed;
  const exports = (...which: number[]) =>
    telegramExportedMessages({
      ...{ paths: which.map((nth) => paths[nth]!), chats, sliceBytes: 9_000 },
    }) as unknown as Feed;
  const landing = join(dir, "landing");
  const asked = { random, until: UNTIL };
  for (const feeds of [[telegramChats(chats) as Feed], ...order(live, exports)])
    await readWithKills(landing, feeds, asked);
  const { messages, reasons } = await stagedMessages(landing, UNTIL);
  expect(reasons).toEqual([]);
  return messages
    .filter(({ text }) => text !== null)
    .map(({ chat_id, message_id, text }) => ({ chat_id, message_id, text: String(text) }));
}

test.each(Array.from({ length: WORLDS }, (_, nth) => nth))(
  "world %i: each message once, with its newest known edit, in every order of reading",
  async (nth) => {
    const random = seededRandom(`chats of world ${nth}`);
    const world = drawnWorld(random);
    const expected = [...knownOf(world).values()].map(({ text }) => text).toSorted();

    const read = new Map<string, Awaited<ReturnType<typeof readIn>>>();
    for (const [name, order] of Object.entries(ORDERS))
      read.set(name, await readIn(world, order, random));

    const [first, ...others] = [...read.values()];
    expect(first?.map(({ text }) => text).toSorted()).toEqual(expected);
    for (const other of others) expect(other).toEqual(first);
    // Where the chat numbers its messages itself, that number is a message's id, whoever saw it.
    const numbered = world.chats.flatMap((chat) =>
      chat.messages.map((message) => [chat, message] as const),
    );
    const idOf = new Map(
      numbered
        .filter(([chat, { edits }]) => !isGroup(chat, edits[0].at))
        .map(([chat, message]) => [
          `${chat.kind} ${message.nth}`,
          [BigInt(botIdOf(chat, message.edits[0].at)), BigInt(numberIn(chat, message))],
        ]),
    );
    for (const { chat_id, message_id, text } of first ?? []) {
      const id = idOf.get(text.split(":")[0] ?? "");
      if (id !== undefined) expect([text, chat_id, message_id]).toEqual([text, ...id]);
    }
  },
);
