import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";

import { botChatId } from "./chats.ts";
import { AS_OF, givenTelegram, HOUR, SECOND, type GivenTelegram } from "./given-telegram.ts";

const ALL = {
  allowed_updates: [
    ...["message", "edited_message", "my_chat_member", "channel_post", "edited_channel_post"],
    ...["chat_member", "message_reaction", "message_reaction_count"],
  ],
};

/** A supergroup with the bot as an administrator, and Anna; what came of that is confirmed. */
async function club({ messenger, updates }: GivenTelegram) {
  const anna = messenger.person({ firstName: "Анна", username: "anna" });
  const chat = messenger.chat("supergroup", { title: "Клуб" });
  messenger.join(chat, anna);
  messenger.join(chat, messenger.bot, messenger.owner);
  messenger.promote(chat, messenger.bot, messenger.owner);
  await updates();
  return { anna, chat };
}

const textsOf = (updates: any[]) =>
  updates.map(
    (update) => (update.message ?? update.edited_message)?.text ?? Object.keys(update)[1],
  );

test("a token that is none is refused, and a method that there is not", async () => {
  await using given = await givenTelegram();
  const wrong = await fetch(`${given.twin.url}/bot2:other/getMe`);
  const unknown = await given.call("getEverything");

  expect([wrong.status, (await wrong.json()) as unknown]).toEqual([
    401,
    { ok: false, error_code: 401, description: "Unauthorized" },
  ]);
  expect([unknown.status, unknown.body.ok]).toEqual([404, false]);
});

test("an update waits for a day from its own date, and is gone then", async () => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  given.messenger.post(chat, anna, "утром");
  given.pass(2 * HOUR);
  given.messenger.post(chat, anna, "днём");
  given.pass(22 * HOUR);

  expect(textsOf(await given.updates())).toEqual(["днём"]);
});

test("what is confirmed is gone, and what is not comes again", async () => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  for (const text of ["1", "2", "3"]) given.messenger.post(chat, anna, text);
  const first = (await given.call("getUpdates")).body.result;
  given.pass(4 * SECOND);

  const next = (await given.call("getUpdates", { offset: first[0].update_id + 1 })).body.result;

  expect([textsOf(first), textsOf(next)]).toEqual([
    ["1", "2", "3"],
    ["2", "3"],
  ]);
  given.pass(4 * SECOND);
  const last = (await given.call("getUpdates", { offset: -1 })).body.result;
  given.pass(4 * SECOND);
  expect(textsOf(last)).toEqual(["3"]);
  expect(textsOf((await given.call("getUpdates")).body.result)).toEqual(["3"]);
});

test("whoever asks again from one place within half a second is given one update", async () => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  for (const text of ["1", "2", "3"]) given.messenger.post(chat, anna, text);
  await given.call("getUpdates");

  given.pass(0.4 * SECOND);
  const soon = (await given.call("getUpdates")).body.result;
  given.pass(0.6 * SECOND);
  const later = (await given.call("getUpdates")).body.result;

  expect([textsOf(soon), textsOf(later)]).toEqual([["1"], ["1", "2", "3"]]);
});

test("within three seconds of a question from the same place an empty answer is held back", async () => {
  await using given = await givenTelegram();
  await given.call("getUpdates");
  given.pass(SECOND);
  let isAnswered = false;
  const asked = given.call("getUpdates").finally(() => (isAnswered = true));

  await new Promise((resolve) => setTimeout(resolve, 100));
  const early = isAnswered;
  given.pass(3 * SECOND);

  expect([early, (await asked).body.result]).toEqual([false, []]);
});

test("a long question is answered once something comes", async () => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  given.pass(10 * SECOND);
  const asked = given.call("getUpdates", { timeout: 50 });
  await new Promise((resolve) => setTimeout(resolve, 60));

  given.messenger.post(chat, anna, "привет");

  expect(textsOf((await asked).body.result)).toEqual(["привет"]);
});

test("of two pollers the one that waits is ended with 409", async () => {
  await using given = await givenTelegram();
  const waiting = given.call("getUpdates", { timeout: 50 });
  await new Promise((resolve) => setTimeout(resolve, 60));
  given.pass(10 * SECOND);
  const other = given.call("getUpdates", { timeout: 1 });

  const ended = await waiting;
  given.pass(2 * SECOND);

  expect([ended.status, ended.body.description]).toEqual([
    409,
    expect.stringContaining("terminated by other getUpdates request"),
  ]);
  expect((await other).body).toEqual({ ok: true, result: [] });
});

test("reactions and members are told to who names them, from then on, and to administrators", async () => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  const { messenger } = given;
  const message = messenger.post(chat, anna, "мысль");
  messenger.react(message, messenger.owner, ["👍"]);
  const before = await given.updates();
  await given.updates(ALL);
  messenger.react(message, messenger.owner, ["🔥"]);
  const boris = messenger.person({ firstName: "Борис" });
  messenger.join(chat, boris);

  const after = await given.updates();

  expect(textsOf(before)).toEqual(["мысль"]);
  expect(after.map((update) => Object.keys(update)[1])).toEqual([
    ...["message_reaction", "chat_member", "message"],
  ]);
  expect(after[0].message_reaction).toMatchObject({
    chat: { id: botChatId(chat), type: "supergroup" },
    message_id: message.id,
    user: { id: messenger.owner.id },
    old_reaction: [{ type: "emoji", emoji: "👍" }],
    new_reaction: [{ type: "emoji", emoji: "🔥" }],
  });
  expect(after[1].chat_member).toMatchObject({
    old_chat_member: { status: "left" },
    new_chat_member: { status: "member", user: { id: boris.id } },
  });
});

test("without a word for a week the next number is drawn anew", async () => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  given.messenger.post(chat, anna, "1");
  given.messenger.post(chat, anna, "2");
  const [first, second] = await given.updates();
  given.pass(8 * 24 * HOUR);
  given.messenger.post(chat, anna, "3");

  const [third] = (await given.call("getUpdates", { offset: second.update_id + 1 })).body.result;

  expect(second.update_id).toBe(first.update_id + 1);
  expect(Math.abs(third.update_id - second.update_id)).toBeGreaterThan(1);
  expect(third.message.text).toBe("3");
});

test("with privacy on, talk among people is shown to an administrator alone", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const anna = messenger.person({ firstName: "Анна" });
  const other = messenger.person({ firstName: "Другой", username: "other_bot", isBot: true });
  const chat = messenger.chat("supergroup", { title: "Клуб" });
  messenger.join(chat, messenger.bot, messenger.owner);
  messenger.join(chat, other, messenger.owner);
  await given.updates();
  const say = (text: string) => messenger.post(chat, anna, text);
  for (const text of ["болтовня", "/start", "/help@vklad_bot", "/help@other_bot"]) say(text);
  messenger.post(chat, other, "я робот");
  messenger.rename(chat, messenger.owner, "Клуб 2");
  const private_ = textsOf(await given.updates());
  given.twin.setPrivacy(false);
  say("при выключенной");
  given.twin.setPrivacy(true);
  messenger.promote(chat, messenger.bot, messenger.owner);
  say("администратору");

  expect(private_).toEqual(["/start", "/help@vklad_bot", "message"]);
  expect(textsOf(await given.updates())).toEqual([
    ...["при выключенной", "my_chat_member", "администратору"],
  ]);
});

test("of a chat that the bot is not in nothing comes, and its removal is the last word", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const { anna, chat } = await club(given);
  const foreign = messenger.chat("supergroup", { title: "Чужой" });
  messenger.post(foreign, anna, "не для бота");
  messenger.kick(chat, messenger.bot, messenger.owner);
  messenger.post(chat, anna, "после");

  const told = await given.updates();
  const asked = await given.call("getChat", { chat_id: botChatId(chat) });
  const unknown = await given.call("getChat", { chat_id: botChatId(foreign) });

  expect(told.map((update) => update.my_chat_member?.new_chat_member.status)).toEqual(["kicked"]);
  expect([asked.status, unknown.status]).toEqual([403, 400]);
});

test("an edit comes as the whole message with its time, and a deletion not at all", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const { anna, chat } = await club(given);
  const message = messenger.post(chat, anna, "первое");
  const second = messenger.post(chat, anna, "удалят");
  given.pass(60 * SECOND);
  messenger.edit(message, [
    "второе, ",
    { type: "text_link", text: "тут", href: "https://a.example" },
  ]);
  messenger.remove(second);

  const told = await given.updates();

  expect(textsOf(told)).toEqual(["первое", "удалят", "второе, тут"]);
  const [first, , edited] = told;
  expect(edited.edited_message).toMatchObject({
    message_id: message.id,
    date: first.message.date,
    edit_date: first.message.date + 60,
    entities: [{ type: "text_link", offset: 8, length: 3, url: "https://a.example" }],
  });
});

test("messages of a topic name it, and answer its opening where they answer nobody", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const chat = messenger.chat("supergroup", { title: "Форум", isForum: true });
  messenger.join(chat, messenger.bot, messenger.owner);
  messenger.promote(chat, messenger.bot, messenger.owner);
  const topic = messenger.openTopic(chat, messenger.owner, "Вопросы");
  const question = messenger.post(chat, messenger.owner, "что?", { topic });
  messenger.post(chat, messenger.owner, "то", { topic, replyTo: question });
  messenger.post(chat, messenger.owner, "в общем");

  const said = (await given.updates()).slice(-3).map(({ message }) => message);

  expect(
    said.map(({ message_thread_id, reply_to_message }) => [
      message_thread_id,
      reply_to_message?.message_id,
    ]),
  ).toEqual([
    [topic.id, topic.id],
    [topic.id, question.id],
    [undefined, undefined],
  ]);
});

test("a group that becomes a supergroup says so on both sides, and to who asks for the old one", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const group = messenger.chat("group", { title: "Группа" });
  messenger.join(group, messenger.bot, messenger.owner);
  await given.updates();
  const chat = messenger.migrate(group);

  const told = await given.updates();
  const asked = await given.call("getChat", { chat_id: botChatId(group) });

  expect(
    told.map(({ message }) => [
      message.chat.id,
      message.migrate_to_chat_id,
      message.migrate_from_chat_id,
    ]),
  ).toEqual([
    [botChatId(group), botChatId(chat), undefined],
    [botChatId(chat), undefined, botChatId(group)],
  ]);
  expect(asked.body).toMatchObject({
    error_code: 400,
    parameters: { migrate_to_chat_id: botChatId(chat) },
  });
  expect(botChatId(chat)).toBe(-(10 ** 12 + chat.bareId));
});

test("a bot may ask who administers, how many there are and of one whether they are there", async () => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  const chat_id = botChatId(chat);

  const admins = (await given.call("getChatAdministrators", { chat_id })).body.result;
  const count = (await given.call("getChatMemberCount", { chat_id })).body.result;
  const one = (await given.call("getChatMember", { chat_id, user_id: anna.id })).body.result;
  const me = (await given.call("getMe")).body.result;

  expect(admins.map(({ status }: { status: string }) => status)).toEqual([
    "administrator",
    "creator",
  ]);
  expect([count, one.status, me.can_read_all_group_messages]).toEqual([3, "member", false]);
});

test.each([
  ["rate_limit_json", 429, { retry_after: 7 }],
  ["rate_limit_bare", 429, undefined],
  ["server_error", 502, undefined],
  ["conflict", 409, undefined],
] as const)(
  "the ordered fault %s is said as the Bot API says it",
  async (fault, status, parameters) => {
    await using given = await givenTelegram();
    given.twin.faults.order({ path: "/bot", fault, times: 1, retryAfterSeconds: 7 });

    const reply = await given.call("getUpdates");

    expect([reply.status, reply.body.ok, reply.body.error_code]).toEqual([status, false, status]);
    expect(reply.body.parameters).toEqual(parameters);
    expect(reply.headers.get("retry-after")).toBe(parameters === undefined ? null : "7");
    expect((await given.call("getUpdates")).status).toBe(200);
  },
);

test.each([
  ["empty_page", 0],
  ["truncated", 2],
] as const)("of an answer with the fault %s the rest stays", async (fault, shown) => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  for (const text of ["1", "2", "3"]) given.messenger.post(chat, anna, text);
  given.twin.faults.order({ path: "/bot", fault, times: 1, retryAfterSeconds: 1 });

  const first = await given.call("getUpdates");

  expect(first.body.result).toHaveLength(shown);
  expect(textsOf(await given.updates())).toEqual(["1", "2", "3"]);
});

test("what is planned happens at its own time, whenever somebody looks", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const { anna, chat } = await club(given);
  const later = messenger.clock.now() + 2 * HOUR;
  messenger.later(later, () => messenger.post(chat, anna, "потом"));

  const before = await given.updates();
  given.pass(5 * HOUR);
  const [after] = await given.updates();

  expect([before, after.message.text, after.message.date]).toEqual([[], "потом", later / 1000]);
});

interface Called {
  readonly token: string | undefined;
  readonly text: string;
}

async function hook(statuses: { status: number; retryAfter?: number }[]) {
  const called: Called[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const update = JSON.parse(Buffer.concat(chunks).toString()) as { message?: { text: string } };
      const token = request.headers["x-telegram-bot-api-secret-token"] as string | undefined;
      called.push({ token, text: update.message?.text ?? "" });
      const { status, retryAfter } = statuses.shift() ?? { status: 200 };
      response.writeHead(
        status,
        retryAfter === undefined ? {} : { "retry-after": `${retryAfter}` },
      );
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/telegram`,
    called,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

test("a webhook gets each update with its secret until it says 2xx, and no poller beside it", async () => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  await using there = await hook([{ status: 500 }, { status: 429, retryAfter: 30 }]);
  await given.call("setWebhook", { url: there.url, secret_token: "shared" });
  given.messenger.post(chat, anna, "1");
  given.messenger.post(chat, anna, "2");

  const polled = await given.call("getUpdates");
  const rounds = [];
  for (const passed of [0, 0.5 * SECOND, 2 * SECOND, 10 * SECOND, 31 * SECOND]) {
    given.pass(passed);
    rounds.push(await given.twin.deliver());
  }

  expect([polled.status, polled.body.description]).toEqual([
    409,
    expect.stringContaining("can't use getUpdates method while webhook is active"),
  ]);
  expect(rounds.map(({ deliveredCount, failedCount }) => [deliveredCount, failedCount])).toEqual([
    ...[
      [0, 1],
      [0, 0],
      [0, 1],
      [0, 0],
      [2, 0],
    ],
  ]);
  expect(there.called.map(({ text }) => text)).toEqual(["1", "1", "1", "2"]);
  expect(there.called.every(({ token }) => token === "shared")).toBe(true);
  expect((await given.call("getWebhookInfo")).body.result).toMatchObject({
    ...{ url: there.url, pending_update_count: 0 },
    last_error_message: "Wrong response from the webhook: 429",
  });
  await given.call("deleteWebhook");
  expect((await given.call("getUpdates")).status).toBe(200);
});

test("an update that no webhook takes for a day is dropped", async () => {
  await using given = await givenTelegram();
  const { anna, chat } = await club(given);
  await using there = await hook([{ status: 500 }]);
  await given.call("setWebhook", { url: there.url });
  given.messenger.post(chat, anna, "1");
  await given.twin.deliver();
  given.pass(25 * HOUR);

  expect(await given.twin.deliver()).toEqual({ deliveredCount: 0, failedCount: 0 });
  expect(there.called).toHaveLength(1);
  expect(given.clock.now()).toBeGreaterThan(AS_OF);
});
