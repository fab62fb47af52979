import { expect, test } from "vitest";

import { DAY, givenGuild, NOW } from "./given-guild.ts";
import { instantOf } from "./snowflake.ts";

const contents = (body: readonly { content: string }[]) => body.map(({ content }) => content);

/** A channel of so many numbered messages, a second apart. */
async function numbered(count: number) {
  const given = await givenGuild();
  const channel = given.changes.addChannel({ name: "числа", at: NOW - 50 * DAY });
  const ids = Array.from({ length: count }, (_, index) =>
    given.changes.post({
      ...{ channel, author: given.anna, content: `${index}` },
      at: NOW - 10 * DAY + index * 1_000,
    }),
  );
  return { ...given, channel, ids, path: `/channels/${channel}/messages` };
}

test("an id carries the instant at which it was made", async () => {
  const { ids } = await numbered(3);

  expect(ids.map(instantOf)).toEqual([0, 1, 2].map((n) => NOW - 10 * DAY + n * 1_000));
});

test("messages come newest first, fifty unless more are asked for, and at most a hundred", async () => {
  const { get, path } = await numbered(120);

  const plain = await get(path);
  const whole = await get(`${path}?limit=100`);
  const more = await get(`${path}?limit=101`);
  const none = await get(`${path}?limit=0`);

  expect([plain.body.length, plain.body[0].content]).toEqual([50, "119"]);
  expect([whole.body.length, whole.body.at(-1).content]).toEqual([100, "20"]);
  expect([more.status, more.body.code, none.status]).toEqual([400, 50_035, 400]);
  expect(more.body.errors.limit._errors[0].code).toBe("NUMBER_TYPE_MAX");
});

test("`after` gives those that follow at once, newest of them first; `before` those just below", async () => {
  const { get, path, ids } = await numbered(20);

  const after = await get(`${path}?after=${ids[4]}&limit=3`);
  const before = await get(`${path}?before=${ids[4]}&limit=3`);
  const around = await get(`${path}?around=${ids[10]}&limit=4`);
  const all = await get(`${path}?after=0&limit=2`);

  expect(contents(after.body)).toEqual(["7", "6", "5"]);
  expect(contents(before.body)).toEqual(["3", "2", "1"]);
  expect(contents(around.body)).toEqual(["11", "10", "9", "8"]);
  expect(contents(all.body)).toEqual(["1", "0"]);
});

test("an edit says when, a link is embedded without a word, and what is removed vanishes", async () => {
  const { get, path, ids, changes, clock } = await numbered(3);
  changes.edit(ids[0]!, "ноль");
  changes.remove(ids[1]!);
  changes.edit(ids[2]!, "см. https://example.org/a");
  clock.set(NOW + 1_000);

  const { body } = await get(path);
  const gone = await get(`${path}/${ids[1]}`);

  expect(contents(body)).toEqual(["см. https://example.org/a", "ноль"]);
  expect(body[1].edited_timestamp).toBe("2026-10-05T09:00:00.000000+00:00");
  expect(body[0].embeds).toHaveLength(1);
  expect([gone.status, gone.body]).toEqual([404, { message: "Unknown Message", code: 10_008 }]);
});

test("what is planned for later is not there yet", async () => {
  const { get, path, channel, changes, anna, clock } = await numbered(1);
  changes.post({ channel, author: anna, content: "завтра", at: NOW + DAY });

  const today = await get(path);
  clock.set(NOW + 2 * DAY);
  const later = await get(path);

  expect([today.body.length, later.body.length]).toEqual([1, 2]);
});

test("the last message's id stays although the message is gone", async () => {
  const { get, channel, ids, changes } = await numbered(2);
  changes.remove(ids[1]!);

  const { body } = await get(`/channels/${channel}`);

  expect(body.last_message_id).toBe(ids[1]);
});

test("a reply shows what it answers, and null once that is gone", async () => {
  const { get, path, channel, ids, changes, boris } = await numbered(1);
  const reply = changes.post({ channel, author: boris, content: "да", replyTo: ids[0]! });

  const before = await get(`${path}/${reply}`);
  changes.remove(ids[0]!);
  const after = await get(`${path}/${reply}`);

  expect(before.body).toMatchObject({
    type: 19,
    message_reference: { message_id: ids[0], channel_id: channel },
    referenced_message: { content: "0" },
  });
  expect(after.body).toMatchObject({
    message_reference: { message_id: ids[0] },
    referenced_message: null,
  });
});

test("without the intent texts are empty, but the bot's own and those that speak to it", async () => {
  const given = await givenGuild({ intents: { messageContent: false } });
  const { changes, general: channel, anna, bot, get } = given;
  for (const [author, content] of [
    [anna, "всем"],
    [anna, `<@${bot}> тебе`],
    [bot, "от бота"],
  ] as const) {
    changes.post({ channel, author, content });
  }

  const { body } = await get(`/channels/${channel}/messages?limit=3`);

  expect(contents(body)).toEqual(["от бота", `<@${bot}> тебе`, ""]);
  expect(given.twin.truth().messages.at(-3)?.content).toBe("всем");
});

test("Discord itself says who joined, and a bot is marked as one", async () => {
  const { get, general, bot } = await givenGuild();

  const { body } = await get(`/channels/${general}/messages`);

  expect(
    body.map(({ type, content }: { type: number; content: string }) => [type, content]),
  ).toEqual([7, 7, 7].map((type) => [type, ""]));
  const joined = body.find(({ author }: { author: { id: string } }) => author.id === bot);
  expect(joined.author.bot).toBe(true);
  expect(body[0].author).not.toHaveProperty("bot");
});

test("reactors of one emoji come by their ids, page by page", async () => {
  const { get, path, ids, changes, anna, boris, bot } = await numbered(1);
  const own = changes.addEmoji("спасибо");
  for (const user of [boris, anna, bot]) changes.react(ids[0]!, user, "👍");
  changes.react(ids[0]!, anna, own);
  changes.unreact(ids[0]!, bot, "👍");
  const of = (emoji: string) => `${path}/${ids[0]}/reactions/${encodeURIComponent(emoji)}`;

  const first = await get(`${of("👍")}?limit=1`);
  const next = await get(`${of("👍")}?limit=1&after=${first.body[0].id}`);
  const custom = await get(of(`иначе:${own.id}`));
  const message = await get(`${path}/${ids[0]}`);

  expect([first.body[0].id, next.body[0].id]).toEqual([anna, boris]);
  expect(custom.body.map(({ id }: { id: string }) => id)).toEqual([anna]);
  expect(message.body.reactions).toMatchObject([
    { emoji: { id: null, name: "👍" }, count: 2, me: false },
    { emoji: { id: own.id, name: "спасибо" }, count: 1 },
  ]);
  expect((await get(of("нет"))).body).toEqual({ message: "Unknown Emoji", code: 10_014 });
});

test("members are told only with the intent, by their ids, one unless more are asked for", async () => {
  const { get, guildId, twin, changes, anna, boris, bot } = await givenGuild();
  changes.leave(boris);
  changes.rename(anna, { globalName: "Анна", nick: "Аня" });

  const one = await get(`/guilds/${guildId}/members`);
  const { body } = await get(`/guilds/${guildId}/members?limit=1000&after=${one.body[0].user.id}`);
  twin.intents.members = false;
  const refused = await get(`/guilds/${guildId}/members?limit=1000`);

  expect(one.body.map(({ user }: { user: { id: string } }) => user.id)).toEqual([bot]);
  expect(body).toMatchObject([
    { user: { id: anna, username: "anna", global_name: "Анна" }, nick: "Аня" },
  ]);
  expect([refused.status, refused.body.code]).toEqual([403, 50_001]);
});

test("threads are active until somebody or a day puts them away, and then listed by when", async () => {
  const { get, guildId, path, channel, changes, anna, ids } = await numbered(1);
  const hour = (n: number) => ({ at: NOW - n * 3_600_000 });
  const old = changes.startThread({ channel, author: anna, name: "старый", ...hour(60) });
  const shut = changes.startThread({ channel, author: anna, name: "закрыт", ...hour(3) });
  changes.archive(shut, hour(2));
  const from = changes.startThread({
    channel,
    author: anna,
    name: "из",
    from: ids[0]!,
    ...hour(1),
  });
  const secret = { channel, author: anna, name: "тайный", isPrivate: true };
  const hidden = changes.startThread({ ...secret, ...hour(1) });

  const active = await get(`/guilds/${guildId}/threads/active`);
  const archived = await get(`/channels/${channel}/threads/archived/public?limit=1`);
  const [newest] = archived.body.threads;
  const before = encodeURIComponent(newest.thread_metadata.archive_timestamp);
  const rest = await get(`/channels/${channel}/threads/archived/public?before=${before}`);

  const idsOf = (body: { threads: { id: string }[] }) => body.threads.map(({ id }) => id);
  expect([idsOf(active.body), idsOf(archived.body), idsOf(rest.body)]).toEqual([
    [from],
    [shut],
    [old],
  ]);
  expect([archived.body.has_more, rest.body.has_more]).toEqual([true, false]);
  expect(from).toBe(ids[0]);
  const grown = (await get(`${path}/${from}`)).body;
  expect(grown).toMatchObject({ flags: 32, thread: { id: from, type: 11, name: "из" } });
  expect((await get(`/channels/${from}/messages`)).body[0]).toMatchObject({ type: 21 });
  expect((await get(`/channels/${hidden}/messages`)).body.code).toBe(50_001);
});

test("a message into a thread that was put away takes it up again", async () => {
  const { get, guildId, channel, changes, anna } = await numbered(0);
  const thread = changes.startThread({ channel, author: anna, name: "о", at: NOW - 3 * DAY });
  const before = await get(`/guilds/${guildId}/threads/active`);

  changes.post({ channel: thread, author: anna, content: "ещё" });

  const after = await get(`/guilds/${guildId}/threads/active`);
  expect([before.body.threads.length, after.body.threads[0]?.message_count]).toEqual([0, 1]);
});

test("a channel that the bot may not see is listed, and refuses; one without a past is empty", async () => {
  const { get, guildId, changes, anna, twin } = await givenGuild();
  const closed = changes.addChannel({ name: "мастера", access: "hidden" });
  const blind = changes.addChannel({ name: "сегодня", access: "no_history" });
  const forum = changes.addChannel({ name: "вопросы", kind: "forum" });
  for (const channel of [closed, blind]) changes.post({ channel, author: anna, content: "тайна" });

  const listed = (await get(`/guilds/${guildId}/channels`)).body;
  const answers = [];
  for (const id of [closed, blind, forum, "1"]) {
    const { status, body } = await get(`/channels/${id}/messages`);
    answers.push([status, body.code ?? body]);
  }

  expect(listed.map(({ name }: { name: string }) => name)).toContain("мастера");
  expect(answers).toEqual([
    [403, 50_001],
    [200, []],
    [400, 50_024],
    [404, 10_003],
  ]);
  expect(twin.truth().messages.filter(({ content }) => content === "тайна")).toEqual([]);
});

test("who asks without the token, another guild or another version is refused by code", async () => {
  const { get, guildId, twin, changes, bot } = await givenGuild();

  const answers = [await get("/users/@me", "Bot wrong"), await get("/guilds/1"), await get("/x")];
  const version = await fetch(`${twin.url}/api/v6/users/@me`);
  changes.leave(bot);
  const left = [await get(`/guilds/${guildId}`), await get("/users/@me/guilds")];

  expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
    [401, 0],
    [404, 10_004],
    [404, 0],
  ]);
  expect([version.status, ((await version.json()) as { code: number }).code]).toEqual([
    400, 50_041,
  ]);
  expect([left[0]?.body.code, left[1]?.body]).toEqual([50_001, []]);
});

test("each channel has its own limit under one name, and all together another", async () => {
  const rates = { bucket: { limit: 2, seconds: 5 }, global: 4 };
  const given = await givenGuild({ rates });
  const other = given.changes.addChannel({ name: "другой" });
  const ask = (channel: string) => given.get(`/channels/${channel}/messages`);

  const first = await ask(given.general);
  await ask(given.general);
  const third = await ask(given.general);
  const elsewhere = await ask(other);
  const fifth = await ask(other);
  given.clock.set(NOW + 5_000);
  const again = await ask(given.general);

  expect([first.status, third.status, elsewhere.status, fifth.status, again.status]).toEqual([
    ...[200, 429, 200, 429, 200],
  ]);
  expect(first.headers.get("x-ratelimit-remaining")).toBe("1");
  expect(third.body).toEqual({
    ...{ message: "You are being rate limited.", retry_after: 5, global: false },
  });
  expect(third.headers.get("retry-after")).toBe("5");
  expect(elsewhere.headers.get("x-ratelimit-bucket")).toBe(first.headers.get("x-ratelimit-bucket"));
  expect([fifth.body.global, fifth.headers.get("x-ratelimit-global")]).toEqual([true, "true"]);
});

test("faults come as Discord has them", async () => {
  const { get, path, twin } = await numbered(10);
  const order = (
    fault: "rate_limit_json" | "rate_limit_global" | "rate_limit_text" | "truncated",
  ) => twin.faults.order({ path: `/api/v10${path}`, fault, times: 1, retryAfterSeconds: 0.65 });

  order("rate_limit_json");
  const own = await get(path);
  order("rate_limit_global");
  const all = await get(path);
  order("rate_limit_text");
  const cloudflare = await get(path);
  order("truncated");
  const half = await get(path);

  expect(own.body).toMatchObject({ retry_after: 0.65, global: false });
  expect(own.headers.get("retry-after")).toBe("1");
  expect([all.body.global, all.headers.get("x-ratelimit-scope")]).toEqual([true, "global"]);
  expect([cloudflare.status, cloudflare.body]).toEqual([429, "error code: 1015"]);
  expect(half.body).toHaveLength(5);
});

test("the truth says what stands, as a reader of all pages finds it", async () => {
  const { get, path, channel, ids, changes, anna, boris, twin } = await numbered(250);
  changes.remove(ids[7]!);
  changes.edit(ids[9]!, "девять");
  changes.react(ids[9]!, boris, "❤️");
  changes.post({ channel, author: anna, content: "конец", replyTo: ids[9]! });

  const read: any[] = [];
  for (let after = "0"; ;) {
    const { body } = await get(`${path}?after=${after}&limit=100`);
    if (body.length === 0) break;
    read.push(...body.toReversed());
    after = body[0].id;
  }

  const truth = twin.truth().messages.filter((message) => message.channelId === channel);
  expect(read.map(({ id, content }) => [id, content])).toEqual(
    truth.map(({ id, content }) => [id, content]),
  );
  expect(read.map(({ reactions = [] }) => reactions.length)).toEqual(
    truth.map(({ reactions }) => Object.keys(reactions).length),
  );
});
