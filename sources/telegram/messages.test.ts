import { expect, test } from "vitest";

import { seededRandom } from "../../test/seed.ts";
import { botServer } from "../testing/bot.ts";
import { loopback } from "../testing/loopback.ts";
import { walk } from "../testing/walk.ts";
import { ANNA, CHATS, CLUB, messageOf, MORNING, updateOf } from "./given-chat.ts";
import { telegramMessages } from "./messages.ts";
import { telegramHttp } from "./options.ts";
import { telegramProbes } from "./probes.ts";

const MORNING_ISO = "2026-10-05T08:00:00.000Z";
const REACTION = {
  chat: { id: CLUB, type: "supergroup" },
  ...{ message_id: 55, user: ANNA, date: MORNING + 60 },
  ...{ old_reaction: [], new_reaction: [{ type: "emoji", emoji: "👍" }] },
};

const many = (count: number, from = 1) =>
  Array.from({ length: count }, (_, nth) =>
    updateOf(from + nth, "message", messageOf({ message_id: from + nth }) as object),
  );

const keysOf = (records: readonly unknown[]) =>
  (records as { message_id: number; part: string }[]).map(
    ({ message_id, part }) => `${message_id} ${part}`,
  );

test("messages, edits, reactions and members land as parts with keys of their own", async () => {
  const message = messageOf({
    sender_chat: undefined,
    message_thread_id: 4,
    is_topic_message: true,
  });
  const edited = messageOf({ edit_date: MORNING + 30, text: "Система — в глазах." });
  const member = {
    ...{ chat: { id: CLUB, type: "supergroup" }, from: ANNA, date: MORNING },
    ...{ old_chat_member: { status: "left", user: ANNA } },
    new_chat_member: { status: "member", user: ANNA },
  };
  await using bot = await botServer([
    updateOf(11, "message", message as object),
    updateOf(12, "edited_message", edited as object),
    updateOf(13, "message_reaction", REACTION),
    updateOf(14, "chat_member", member),
  ]);

  const { records, quarantined } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  const place = { chat_id: CLUB, way: "bot", user_id: 77 };
  const said = { ...place, message_id: 55, part: "message", kind: "message", sent_at: MORNING_ISO };
  expect(quarantined).toEqual([]);
  expect(records).toEqual([
    { ...said, thread_id: 4, changed_at: MORNING_ISO, sent: JSON.parse(JSON.stringify(message)) },
    { ...said, changed_at: "2026-10-05T08:00:30.000Z", sent: edited },
    {
      ...{ ...place, message_id: 55, part: "reaction:77", kind: "reaction" },
      ...{ changed_at: "2026-10-05T08:01:00.000Z", sent: REACTION },
    },
    {
      ...place,
      message_id: 0,
      part: "member:77",
      kind: "member",
      changed_at: MORNING_ISO,
      sent: member,
    },
  ]);
});

test("who came with a service message is a part each", async () => {
  const service = messageOf({
    text: undefined,
    new_chat_members: [ANNA, { id: 78, is_bot: true }],
  });
  await using bot = await botServer([updateOf(1, "message", service as object)]);

  const { records } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  expect(keysOf(records)).toEqual(["55 message", "55 joined:77", "55 joined:78"]);
});

test("what is wanted is named one by one, reactions and members above all", async () => {
  await using bot = await botServer();

  await walk(telegramMessages({ ...bot, chats: CHATS }));

  expect(bot.asked).toEqual([
    {
      ...{ limit: 100, timeout: 0 },
      allowed_updates: [
        ...["message", "edited_message", "channel_post", "edited_channel_post"],
        ...["message_reaction", "message_reaction_count", "chat_member", "my_chat_member"],
      ],
    },
  ]);
});

test("an update is confirmed only by the call after the page that brought it", async () => {
  await using bot = await botServer(many(250));
  const feed = telegramMessages({ ...bot, chats: CHATS });
  const stillThere: number[] = [];

  const { records } = await walk(feed, { afterPage: () => stillThere.push(bot.waiting.length) });

  expect(keysOf(records)).toEqual(many(250).map((_, nth) => `${nth + 1} message`));
  expect(stillThere).toEqual([250, 150, 50, 0]);
});

test("a run that is killed at any page loses no update", async () => {
  const random = seededRandom("telegram kills");
  for (let round = 0; round < 10; round += 1) {
    await using bot = await botServer(many(230));
    const killedAtPage = Math.floor(random.next() * 4);

    const { records } = await walk(telegramMessages({ ...bot, chats: CHATS }), { killedAtPage });

    expect(new Set(keysOf(records)).size).toBe(230);
  }
});

test("a repeated call that gets a single update is not the end", async () => {
  await using bot = await botServer(many(3));
  bot.server.faults.push({ json: { ok: true, result: many(1) } });

  const { records } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  expect(keysOf(records)).toEqual(["1 message", "2 message", "3 message"]);
});

test("after a week of silence a smaller update id is read, not taken for an old one", async () => {
  await using bot = await botServer(many(2, 900));
  const feed = telegramMessages({ ...bot, chats: CHATS });
  const first = await walk(feed);
  bot.waiting.push(...many(2, 5));
  bot.asked.length = 0;

  const { records } = await walk(feed, { cursor: first.cursor, until: "2026-10-12T10:00:00Z" });

  expect(keysOf(records)).toEqual(["5 message", "6 message"]);
  expect(bot.asked.map(({ offset }) => offset)).toEqual([undefined, 7]);
});

test("what is newer than the run waits at Telegram and comes with the next one", async () => {
  const later = updateOf(
    2,
    "message",
    messageOf({ message_id: 2, date: MORNING + 4000 }) as object,
  );
  await using bot = await botServer([...many(1), later, ...many(1, 3)]);
  const feed = telegramMessages({ ...bot, chats: CHATS });

  const first = await walk(feed);
  const second = await walk(feed, { cursor: first.cursor, until: "2026-10-05T12:00:00Z" });

  expect([keysOf(first.records), keysOf(second.records)]).toEqual([
    ["1 message"],
    ["2 message", "3 message"],
  ]);
});

test("of a private chat nothing lands, whatever the configuration says and whatever is broken", async () => {
  const privately = { chat: { id: 77, type: "private", first_name: "Анна" } };
  await using bot = await botServer([
    updateOf(1, "message", messageOf(privately) as object),
    updateOf(2, "edited_message", messageOf({ ...privately, message_id: "x" }) as object),
    updateOf(3, "my_chat_member", { ...privately, from: ANNA, date: MORNING }),
    updateOf(4, "message", messageOf({ chat: { id: 79, type: "unheard_of" } }) as object),
    updateOf(5, "message", messageOf({ chat: { title: "Система" } }) as object),
  ]);

  const page = await walk(telegramMessages({ ...bot, chats: { ...CHATS, 77: {}, 79: {} } }));

  expect(page.records).toEqual([]);
  expect(page.quarantined).toEqual([
    { record: { update_id: 5, kinds: ["message"] }, reason: "unreadable message.chat" },
  ]);
  expect(page.cursor).toMatchObject({ offset: 6 });
});

test("of a chat that nobody configured lands that it is there, and no word", async () => {
  const other = { chat: { id: -100_999, type: "supergroup", title: "Чужая беседа" } };
  await using bot = await botServer([
    updateOf(1, "message", messageOf(other) as object),
    updateOf(2, "message", messageOf({ ...other, message_id: 56 }) as object),
  ]);

  const { records } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  const day = "2026-10-05T00:00:00.000Z";
  expect(records).toEqual([
    {
      ...{ chat_id: -100_999, message_id: 0, part: "seen", kind: "seen", way: "bot" },
      ...{ changed_at: day, sent: { type: "supergroup" } },
    },
  ]);
});

test("a group that becomes a supergroup is read on, in one page and in the next run", async () => {
  const group = { chat: { id: -55, type: "group" } };
  const supergroup = { chat: { id: -1_000_000_000_900, type: "supergroup" } };
  await using bot = await botServer([
    updateOf(
      1,
      "message",
      messageOf({ ...group, migrate_to_chat_id: -1_000_000_000_900 }) as object,
    ),
    updateOf(2, "message", messageOf({ ...supergroup, message_id: 1 }) as object),
  ]);
  const feed = telegramMessages({ ...bot, chats: { "-55": {} } });
  const first = await walk(feed);
  bot.waiting.push(updateOf(3, "message", messageOf({ ...supergroup, message_id: 2 }) as object));

  const second = await walk(feed, { cursor: first.cursor });

  expect([keysOf(first.records), keysOf(second.records)]).toEqual([
    ["55 message", "1 message"],
    ["2 message"],
  ]);
});

test("a supergroup that says from which group it came is read as that group", async () => {
  const said = { chat: { id: -1_000_000_000_900, type: "supergroup" }, migrate_from_chat_id: -55 };
  await using bot = await botServer([updateOf(1, "message", messageOf(said) as object)]);

  const { records, cursor } = await walk(telegramMessages({ ...bot, chats: { "-55": {} } }));

  expect(keysOf(records)).toEqual(["55 message"]);
  expect(cursor).toMatchObject({ became: [-1_000_000_000_900] });
});

test("phones, places and copies of other messages stay at Telegram", async () => {
  const full = messageOf({
    contact: { phone_number: "+70000000000", first_name: "Анна" },
    location: { latitude: 55, longitude: 37 },
    reply_to_message: {
      message_id: 5,
      chat: { id: CLUB, type: "supergroup" },
      from: ANNA,
      text: "старое",
    },
  });
  await using bot = await botServer([updateOf(1, "message", full as object)]);

  const { records } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  const bare = messageOf({ reply_to_message: { message_id: 5, chat: { id: CLUB } } });
  expect((records as { sent: unknown }[]).map(({ sent }) => sent)).toEqual([bare]);
});

test("what is answered is named, and in a topic only where it is not what opened it", async () => {
  const inTopic = { message_thread_id: 4, is_topic_message: true };
  const opening = { message_id: 4, chat: { id: CLUB } };
  await using bot = await botServer([
    updateOf(1, "message", messageOf({ ...inTopic, reply_to_message: opening }) as object),
    updateOf(
      2,
      "message",
      messageOf({ ...inTopic, reply_to_message: { message_id: 9 } }) as object,
    ),
    updateOf(
      3,
      "message",
      messageOf({ message_thread_id: 9, reply_to_message: { message_id: 9 } }) as object,
    ),
    updateOf(
      4,
      "message",
      messageOf({ external_reply: { chat: { id: -100 }, message_id: 3 } }) as object,
    ),
  ]);

  const { records } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  const places = records as { thread_id?: number; reply_to?: unknown }[];
  expect(places.map(({ thread_id, reply_to }) => [thread_id, reply_to])).toEqual([
    [4, undefined],
    [4, { chat_id: CLUB, message_id: 9 }],
    [undefined, { chat_id: CLUB, message_id: 9 }],
    [undefined, { chat_id: -100, message_id: 3 }],
  ]);
});

test("a channel and an administrator who hides are no user", async () => {
  const hidden = { from: { id: 1_087_968_824, is_bot: true }, sender_chat: { id: CLUB } };
  await using bot = await botServer([updateOf(1, "message", messageOf(hidden) as object)]);

  const { records } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  expect(records).toMatchObject([{ author_chat_id: CLUB }]);
  expect(records).not.toMatchObject([{ user_id: expect.anything() }]);
});

test("links are read from a text by its own offsets, letters of two units included", async () => {
  const text = "👍 https://example.org/a и тут";
  const entities = [
    { type: "url", offset: 3, length: 21 },
    { type: "text_link", offset: 27, length: 3, url: "https://example.org/b" },
  ];
  await using bot = await botServer([
    updateOf(1, "message", messageOf({ text, entities }) as object),
  ]);

  const { records } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  expect(records).toMatchObject([{ links: ["https://example.org/a", "https://example.org/b"] }]);
});

test.each<[string, object, string]>([
  ["without an id", { message_id: undefined }, "message_id: "],
  ["with an id of a wrong type", { message_id: "55" }, "message_id: "],
  ["with a date of a wrong type", { date: "вчера" }, "date: "],
  ["with a date that no calendar has", { date: 8_640_000_000_001 }, "date: "],
])("a message %s is quarantined and the page goes on", async (_, fields, reason) => {
  await using bot = await botServer([
    updateOf(1, "message", messageOf(fields) as object),
    ...many(1, 2),
  ]);

  const { records, quarantined } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  expect(keysOf(records)).toEqual(["2 message"]);
  expect(quarantined).toEqual([
    { record: expect.objectContaining({ update_id: 1 }), reason: expect.stringContaining(reason) },
  ]);
});

test("an id that JavaScript cannot hold is quarantined, not rounded", async () => {
  await using bot = await botServer();
  const text = JSON.stringify({ ok: true, result: many(1) }).replace(
    '"message_id":1,',
    '"message_id":9007199254740993,',
  );
  bot.server.faults.push({ text, headers: { "Content-Type": "application/json" } });

  const { records, quarantined } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  expect(records).toEqual([]);
  expect(JSON.stringify(quarantined)).toContain("9007199254740993");
});

test("an update that has no id is quarantined without a word of it, and ends no run", async () => {
  await using bot = await botServer();
  const broken = { message: messageOf() };
  bot.server.faults.push({ json: { ok: true, result: [broken, ...many(1)] } });

  const { records, quarantined } = await walk(telegramMessages({ ...bot, chats: CHATS }));

  expect(keysOf(records)).toEqual(["1 message"]);
  expect(quarantined).toEqual([
    { record: { update_id: null, kinds: ["message"] }, reason: "unreadable update_id" },
  ]);
});

test("an unknown envelope is refused", async () => {
  await using bot = await botServer();
  bot.server.faults.push({ json: { updates: [] } });

  await expect(walk(telegramMessages({ ...bot, chats: CHATS }))).rejects.toMatchObject({
    name: "SourceShapeError",
  });
});

test("a cursor that this version does not know is refused by name", async () => {
  await using bot = await botServer();
  const cursor = { offset: "11", movedAt: null, became: [] };

  await expect(walk(telegramMessages({ ...bot, chats: CHATS }), { cursor })).rejects.toMatchObject({
    name: "SourceCursorError",
  });
});

const conflict = (description: string) => ({
  status: 409,
  json: { ok: false, error_code: 409, description: `Conflict: ${description}` },
});

test.each([
  [
    "a webhook",
    conflict("can't use getUpdates method while webhook is active; use deleteWebhook"),
    /a webhook is set .* Remove the webhook \(deleteWebhook\)/,
  ],
  [
    "another reader",
    conflict("terminated by other getUpdates request; make sure that only one bot is running"),
    /another process reads .* Stop the other process/,
  ],
])("%s beside us fails by name, with what to do", async (_, reply, said) => {
  await using bot = await botServer();
  bot.server.faults.push(reply);

  await expect(walk(telegramMessages({ ...bot, chats: CHATS }))).rejects.toMatchObject({
    name: "TelegramConflictError",
    message: expect.stringMatching(said),
  });
});

test("the token stands in no message of a failure", async () => {
  const refusing = { ok: false, error_code: 401, description: "Unauthorized" };
  await using server = await loopback(() => ({ status: 401, json: refusing }));
  const token = ["123", "not-a-real-one"].join(":");
  const http = telegramHttp({ url: server.url, token });

  const failure = await walk(telegramMessages({ http, chats: CHATS })).catch(String);

  expect(failure).toContain("/getUpdates");
  expect(failure).not.toContain("not-a-real-one");
  expect(server.requests).toEqual([`/bot${token}/getUpdates`]);
});

test("a token that is none is refused without being quoted", () => {
  const open = () => telegramHttp({ url: "https://example.org", token: "hush/../x" });

  expect(open).toThrow(/expected digits, a colon and letters/);
  expect(open).not.toThrow(/hush/);
});

test("a look at the bot counts what waits, and asks for no update", async () => {
  const info = { url: "", has_custom_certificate: false, pending_update_count: 12 };
  await using server = await loopback(() => ({ json: { ok: true, result: info } }));
  const http = telegramHttp({ url: server.url, token: "1:a", perSecond: 100 });
  const { signal } = new AbortController();

  const probe = telegramProbes(http)["telegram_messages"];

  expect(await probe?.(signal)).toBe(12);
  expect(server.requests).toEqual(["/bot1:a/getWebhookInfo"]);
});

test("a look names a webhook that takes the updates", async () => {
  const info = { url: "https://example.org/hook", pending_update_count: 0 };
  await using server = await loopback(() => ({ json: { ok: true, result: info } }));
  const http = telegramHttp({ url: server.url, token: "1:a", perSecond: 100 });
  const { signal } = new AbortController();

  await expect(telegramProbes(http)["telegram_messages"]?.(signal)).rejects.toMatchObject({
    name: "TelegramConflictError",
  });
});
