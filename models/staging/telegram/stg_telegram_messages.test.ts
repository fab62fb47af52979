import { expect, test } from "vitest";

import type { Part } from "../../../sources/telegram/message-stream.ts";
import {
  ANNA,
  BARE_CLUB,
  CLUB,
  exportedOf,
  messageOf,
  MORNING,
} from "../../../sources/telegram/given-chat.ts";
import { seededRandom } from "../../../test/seed.ts";
import { givenWarehouse, type GivenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, rawRow } from "../../given.ts";
import { byBot, byExport, landed } from "./given-parts.ts";
import { stgTelegramAccounts } from "./stg_telegram_accounts.ts";
import { stgTelegramJoins } from "./stg_telegram_joins.ts";
import { stgTelegramLinks } from "./stg_telegram_links.ts";
import { stgTelegramMemberVersions } from "./stg_telegram_member_versions.ts";
import { stgTelegramMessages } from "./stg_telegram_messages.ts";
import { stgTelegramReactions } from "./stg_telegram_reactions.ts";
import { stgTelegramSeenChats } from "./stg_telegram_seen_chats.ts";

const SUPERGROUP = { type: "private_supergroup", id: BARE_CLUB };
const IN_CLUB = { id: CLUB, type: "supergroup", title: "Поток 2" };

interface Besides {
  readonly chats?: readonly { readonly chat_id: number; readonly [field: string]: unknown }[];
  /** For models that read how things stand, beside how they came to. */
  readonly current?: true;
}

function given(
  parts: readonly Part[],
  { chats = [], current }: Besides = {},
): Promise<GivenWarehouse> {
  const { raw_telegram_messages_current, ...versions } = landed(parts);
  return givenWarehouse({
    ...versions,
    ...(current === undefined ? {} : { raw_telegram_messages_current }),
    ...(chats.length === 0
      ? {}
      : { raw_telegram_chats_current: chats.map((chat) => rawRow(chat.chat_id, chat)) }),
  });
}

/** The text in pieces, as an export has it. */
const textOf = (text: string) => ({ text, text_entities: [{ type: "plain", text }] });

test("a message that a bot saw and an export holds is one, with the text of one and the names of the other", async () => {
  const formatted = {
    text: ["Смотри ", { type: "bold", text: "сюда" }],
    text_entities: [
      { type: "plain", text: "Смотри " },
      { type: "bold", text: "сюда" },
    ],
  };
  await using warehouse = await given(
    [
      ...byBot(
        "message",
        messageOf({ text: "Смотри сюда", reply_to_message: { message_id: 9 } }) as object,
      ),
      ...byExport(SUPERGROUP, exportedOf({ ...formatted, reply_to_message_id: 9 }) as object),
    ],
    { chats: [{ chat_id: CLUB, cohort: "2", topics: [], migrated_from: null }] },
  );

  expect(await buildThrough(warehouse, stgTelegramMessages)).toEqual([
    {
      ...{ chat_id: BigInt(CLUB), message_id: 55n, current_chat_id: BigInt(CLUB) },
      ...{ user_id: "77", author_chat_id: null, is_bot: false, cohort: "2" },
      ...{ sent_at: new Date(MORNING * 1000), edited_at: null, text: "Смотри сюда", service: null },
      ...{ thread_id: null, reply_to_chat_id: BigInt(CLUB), reply_to_message_id: 9n },
      ...{ quote: null, links: null, reactions: null, is_forwarded: false },
    },
  ]);
});

test("whose words were passed on is told by a bot and by an export alike", async () => {
  const origin = { forward_origin: { type: "hidden_user", sender_user_name: "Пётр" } };
  await using warehouse = await given([
    ...byBot("message", messageOf({ message_id: 1, ...origin }) as object),
    ...byExport(SUPERGROUP, exportedOf({ id: 2, forwarded_from: "Пётр" }) as object),
    ...byExport(SUPERGROUP, exportedOf({ id: 3 }) as object),
  ]);

  const rows = await buildThrough(warehouse, stgTelegramMessages);

  expect(rows.map(({ message_id, is_forwarded }) => [message_id, is_forwarded])).toEqual([
    [1n, true],
    [2n, true],
    [3n, false],
  ]);
});

interface Drawn {
  readonly parts: readonly Part[];
  readonly newest: { readonly text: string; readonly at: number };
}

/**
 * One message with its edits. A bot sees some of them, exports hold what it said at some time, and both
 * land in any order, each feed's own changes in theirs.
 */
function drawnMessage(id: number, random: ReturnType<typeof seededRandom>): Drawn {
  const edits = [{ at: MORNING, text: `${id}: сначала` }];
  for (let nth = random.whole(0, 4); nth > 0; nth -= 1)
    edits.push({ at: edits.at(-1)!.at + random.whole(1, 90), text: `${id}: правка ${nth}` });
  const seen = edits.filter(() => random.chance(0.7));
  const bot = seen.map(({ at, text }) =>
    byBot(
      at === MORNING ? "message" : "edited_message",
      messageOf({ message_id: id, text, ...(at === MORNING ? {} : { edit_date: at }) }) as object,
    ),
  );
  const held = Array.from({ length: random.whole(bot.length === 0 ? 1 : 0, 2) }, () =>
    random.pick(edits),
  );
  const exported = held.map(({ at, text }) =>
    byExport(
      SUPERGROUP,
      exportedOf({
        id,
        ...textOf(text),
        ...(at === MORNING ? {} : { edited_unixtime: `${at}` }),
      }) as object,
    ),
  );
  const parts: Part[] = [];
  const [left, right] = [[...bot], random.shuffled(exported)];
  while (left.length + right.length > 0) {
    const queue = right.length === 0 || (left.length > 0 && random.chance(0.5)) ? left : right;
    const [landing = []] = queue.splice(0, 1);
    parts.push(...landing);
    // A page that comes twice.
    if (random.chance(0.2)) parts.push(...landing);
  }
  const newest = [...seen, ...held].toSorted((a, b) => b.at - a.at)[0]!;
  return { parts, newest };
}

test("whichever comes first and however edits interleave, a message says its newest edit, once", async () => {
  const random = seededRandom("interleaved edits");
  const drawn = Array.from({ length: 400 }, (_, nth) => drawnMessage(nth + 1, random));
  await using warehouse = await given(drawn.flatMap(({ parts }) => parts));

  const rows = await buildThrough(warehouse, stgTelegramMessages);

  expect(rows.map(({ message_id, text, edited_at }) => [message_id, text, edited_at])).toEqual(
    drawn.map(({ newest: { text, at } }, nth) => [
      BigInt(nth + 1),
      text,
      at === MORNING ? null : new Date(at * 1000),
    ]),
  );
});

test("of one edit the export's text counts, whichever landed last", async () => {
  const edited = { edit_date: MORNING + 5 };
  const [bot, exported] = [
    byBot("edited_message", messageOf({ ...edited, text: "в ту же секунду" }) as object),
    byExport(
      SUPERGROUP,
      exportedOf({ edited_unixtime: `${MORNING + 5}`, ...textOf("в конце секунды") }) as object,
    ),
  ];
  for (const parts of [
    [...bot, ...exported],
    [...exported, ...bot],
  ]) {
    await using warehouse = await given(parts);
    const [row] = await buildThrough(warehouse, stgTelegramMessages);
    expect(row?.text).toBe("в конце секунды");
  }
});

interface GroupMessage {
  readonly author: number;
  readonly at: number;
  readonly text: string;
}

test("a basic group's messages are each there once, though a bot and an export number them otherwise", async () => {
  const random = seededRandom("groups");
  const parts: Part[] = [];
  const expected: string[] = [];
  for (let group = 1; group <= 40; group += 1) {
    const becomes = random.chance(0.5) ? 5_000 + group : null;
    const said: GroupMessage[] = Array.from({ length: random.whole(1, 8) }, (_, nth) => ({
      author: random.whole(1, 3),
      at: MORNING + Math.floor(nth / 2),
      text: `${group}: ${nth}`,
    }));
    expected.push(...said.map(({ author, text }) => `${author} ${text}`));
    // A bot that came late saw the rest.
    const from = random.whole(0, said.length - 1);
    // Where it missed the first of two in one second, the two feeds could be told apart no more.
    const isSplit = said
      .slice(from)
      .some(({ at }) => said.slice(0, from).some((early) => early.at === at));
    const start = isSplit ? 0 : from;
    const [ofBot, ofAccount] = [random.whole(1, 9), random.whole(1, 9)];
    const chat = { id: -group, type: "group" };
    said.forEach(({ author, at, text }, nth) => {
      const message = {
        message_id: ofBot + nth,
        date: at,
        text,
        from: { ...ANNA, id: author },
        chat,
      };
      if (nth >= start) parts.push(...byBot("message", messageOf(message) as object));
      const fields = { date_unixtime: `${at}`, from_id: `user${author}`, ...textOf(text) };
      const before = exportedOf({ id: ofAccount + nth, ...fields });
      parts.push(...byExport({ type: "private_group", id: group }, before as object));
      if (becomes === null) return;
      const after = exportedOf({ id: ofAccount + nth - 1_000_000_000, ...fields });
      parts.push(...byExport({ type: "private_supergroup", id: becomes }, after as object));
    });
    if (becomes === null) continue;
    const migrated = { text: undefined, migrate_to_chat_id: -1_000_000_000_000 - becomes };
    const service = { message_id: 900, date: MORNING + 99, chat, ...migrated };
    parts.push(...byBot("message", messageOf(service) as object));
  }
  await using warehouse = await given(parts);

  const rows = await buildThrough(warehouse, stgTelegramMessages);

  const found = rows.filter(({ service }) => service === null);
  expect(found.map(({ user_id, text }) => `${user_id} ${text}`).toSorted()).toEqual(
    expected.toSorted(),
  );
  const moved = rows.filter(({ chat_id, current_chat_id }) => chat_id !== current_chat_id);
  expect(moved.length).toBeGreaterThan(0);
  expect(moved.every(({ current_chat_id }) => current_chat_id < -1_000_000_005_000n)).toBe(true);
});

test("the supergroup that the configuration names a group's heir has its messages, no bot having seen it", async () => {
  const old = exportedOf({ id: 12 - 1_000_000_000 });
  await using warehouse = await given(byExport(SUPERGROUP, old as object), {
    chats: [{ chat_id: CLUB, cohort: "2", topics: [], migrated_from: -55 }],
  });

  const [row] = await buildThrough(warehouse, stgTelegramMessages);

  expect(row).toMatchObject({ chat_id: -55n, current_chat_id: BigInt(CLUB), cohort: "2" });
});

test("a topic's cohort is that of its messages, followed through answers where only an export is there", async () => {
  const topic = { type: "service", action: "topic_created", title: "Поток 3", ...textOf("") };
  const chats = [
    { chat_id: CLUB, cohort: "2", topics: [{ topic_id: 4, cohort: "3" }], migrated_from: null },
  ];
  await using warehouse = await given(
    [
      ...byExport(
        SUPERGROUP,
        exportedOf({ id: 4, ...topic, from_id: undefined, actor_id: "user77" }) as object,
      ),
      ...byExport(SUPERGROUP, exportedOf({ id: 5, reply_to_message_id: 4 }) as object),
      ...byExport(SUPERGROUP, exportedOf({ id: 6, reply_to_message_id: 5 }) as object),
      ...byExport(SUPERGROUP, exportedOf({ id: 7 }) as object),
      ...byBot(
        "message",
        messageOf({ message_id: 8, message_thread_id: 4, is_topic_message: true }) as object,
      ),
    ],
    { chats },
  );

  const rows = await buildThrough(warehouse, stgTelegramMessages);

  expect(
    rows.map((row) => [row.message_id, row.thread_id, row.cohort, row.reply_to_message_id]),
  ).toEqual([
    [4n, 4n, "3", null],
    [5n, 4n, "3", null],
    [6n, 4n, "3", 5n],
    [7n, null, "2", null],
    [8n, 4n, "3", null],
  ]);
});

test("who reacted and when is the bot's word; an export counts for whom the bot never saw there", async () => {
  const reaction = (fields: object) => ({
    chat: IN_CLUB,
    ...{ message_id: 55, user: ANNA, date: MORNING + 60, old_reaction: [] },
    ...fields,
  });
  const heart = [{ type: "emoji", emoji: "❤" }];
  const recent = [
    { from: "Анна", from_id: "user77", date: "2026-10-05T11:05:00" },
    { from: "Ева", from_id: "user78", date: "2026-10-05T11:06:00" },
    { from: "Зоя", from_id: "user79", date: "2026-10-05T11:07:00" },
  ];
  await using warehouse = await given(
    [
      ...byBot("message", messageOf() as object),
      ...byBot("message_reaction", reaction({ new_reaction: heart })),
      ...byBot("message_reaction", reaction({ user: { ...ANNA, id: 79 }, new_reaction: [] })),
      ...byExport(
        SUPERGROUP,
        exportedOf({ reactions: [{ type: "emoji", count: 3, emoji: "👍", recent }] }) as object,
      ),
    ],
    { current: true },
  );

  const rows = await buildThrough(warehouse, stgTelegramReactions);

  expect(rows.map((row) => [row.user_id, row.reaction, row.reacted_at, row.way])).toEqual([
    ["77", "❤", new Date((MORNING + 60) * 1000), "bot"],
    ["78", "👍", new Date("2026-10-05T08:06:00Z"), "export"],
  ]);
});

test("the standing of our own bot is told from everybody else's", async () => {
  const standing = (status: string) => ({
    ...{ chat: IN_CLUB, from: ANNA, date: MORNING + 1 },
    old_chat_member: { status: "administrator", user: ANNA },
    new_chat_member: { status, user: { ...ANNA, id: status === "kicked" ? 1 : 78 } },
  });
  await using warehouse = await given([
    ...byBot("my_chat_member", standing("kicked")),
    ...byBot("chat_member", standing("left")),
  ]);

  const rows = await buildThrough(warehouse, stgTelegramMemberVersions);

  expect(rows.map((row) => [row.user_id, row.new_status, row.is_self])).toEqual([
    ["1", "kicked", true],
    ["78", "left", null],
  ]);
});

test("who joined is known by a standing, by a service message or by an export", async () => {
  const standing = {
    ...{ chat: IN_CLUB, from: ANNA, date: MORNING + 1 },
    ...{
      old_chat_member: { status: "left", user: ANNA },
      new_chat_member: { status: "member", user: ANNA },
    },
  };
  const left = { ...standing, date: MORNING + 9, new_chat_member: { status: "left", user: ANNA } };
  const joined = { type: "service", action: "join_group_by_link", ...textOf("") };
  await using warehouse = await given(
    [
      ...byBot(
        "message",
        messageOf({ new_chat_members: [ANNA, { ...ANNA, id: 78, is_bot: true }] }) as object,
      ),
      ...byBot("chat_member", standing),
      ...byBot("chat_member", left),
      ...byExport(
        SUPERGROUP,
        exportedOf({
          id: 60,
          ...joined,
          from: undefined,
          from_id: undefined,
          actor: "Зоя",
          actor_id: "user79",
        }) as object,
      ),
    ],
    { current: true },
  );

  const rows = await buildThrough(warehouse, stgTelegramJoins);
  const accounts = await warehouse.build(stgTelegramAccounts);

  const at = new Date(MORNING * 1000);
  expect(rows.map((row) => [row.user_id, row.joined_at, row.status])).toEqual([
    ["77", at, "left"],
    ["78", at, null],
    ["79", at, null],
  ]);
  expect(accounts.map(({ native_id, name, actor }) => [native_id, name, actor])).toEqual([
    ["77", "Анна", null],
    ["78", "Анна", "bot"],
    ["79", "Зоя", null],
  ]);
});

test("links are those of what a message says now", async () => {
  const link = (url: string) => ({
    text: url,
    entities: [{ type: "url", offset: 0, length: url.length }],
  });
  await using warehouse = await given([
    ...byBot("message", messageOf(link("https://example.org/old")) as object),
    ...byBot(
      "edited_message",
      messageOf({ ...link("https://example.org/new"), edit_date: MORNING + 1 }) as object,
    ),
  ]);

  const rows = await buildThrough(warehouse, stgTelegramLinks);

  expect(rows.map(({ url }) => url)).toEqual(["https://example.org/new"]);
});

test("a chat that nobody configured is named, and nothing else", async () => {
  const seen: Part = {
    ...{ chat_id: -100_999, message_id: 0, part: "seen", kind: "seen", way: "bot" },
    ...{ changed_at: "2026-10-05T00:00:00.000Z", sent: { type: "supergroup" } },
  };
  await using warehouse = await given([seen], { current: true });

  expect(await warehouse.build(stgTelegramSeenChats)).toEqual([
    { chat_id: -100_999n, chat_type: "supergroup", seen_at: new Date("2026-10-05T00:00:00Z") },
  ]);
  expect(await buildThrough(warehouse, stgTelegramMessages)).toEqual([]);
});
