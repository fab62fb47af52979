import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { createRandom } from "../random.ts";
import { botChatId, type Message } from "./chats.ts";
import { exportAccount, exportChat, writeExport } from "./export.ts";
import { AS_OF, givenTelegram, SECOND } from "./given-telegram.ts";
import { largeExport } from "./large-export.ts";
import { membersIn, truthOf } from "./truth.ts";

const parsed = (text: Iterable<string>) => JSON.parse([...text].join("")) as any;

test("a chat is exported with local dates without a zone, and its bare number", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const anna = messenger.person({ firstName: "Анна", lastName: "Орлова" });
  const chat = messenger.chat("supergroup", { title: "Клуб", username: "club" });
  const message = messenger.post(chat, anna, "привет");
  given.pass(60 * SECOND);
  messenger.edit(message, "здравствуйте");

  const { messages, ...head } = parsed(exportChat(messenger, chat));

  expect(head).toEqual({ name: "Клуб", type: "public_supergroup", id: chat.bareId });
  expect(messages.at(-1)).toEqual({
    ...{ id: message.id, type: "message" },
    ...{ date: "2026-10-05T12:00:00", date_unixtime: `${AS_OF / 1000}` },
    ...{ edited: "2026-10-05T12:01:00", edited_unixtime: `${AS_OF / 1000 + 60}` },
    ...{ from: "Анна Орлова", from_id: `user${anna.id}`, text: "здравствуйте" },
    text_entities: [{ type: "plain", text: "здравствуйте" }],
  });
});

test("a text is a string or a list, an unknown message a number alone, the gone have no name", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const anna = messenger.person({ firstName: "Анна" });
  const chat = messenger.chat("supergroup", { title: "Клуб" });
  messenger.join(chat, anna, messenger.owner);
  const marked = messenger.post(chat, anna, [
    "смотри ",
    { type: "link", text: "https://a.example" },
  ]);
  messenger.postUnknown(chat, anna);
  const removed = messenger.post(chat, anna, "удалено");
  messenger.remove(removed);
  messenger.post(chat, null, "от имени чата");
  for (let index = 0; index < 5; index += 1) {
    const who = messenger.person({ firstName: `Гость ${index}` });
    given.pass(SECOND);
    messenger.react(marked, who, ["👍"]);
  }
  messenger.deleteAccount(anna);

  const { messages } = parsed(exportChat(messenger, chat));
  const [, invited, first, unknown, anonymous] = messages;

  expect(messages).toHaveLength(5);
  expect(invited).toMatchObject({
    ...{ type: "service", action: "invite_members", members: [null] },
    actor_id: `user${messenger.owner.id}`,
  });
  expect(first).toMatchObject({ from: null, from_id: `user${anna.id}` });
  expect(first.text).toEqual(["смотри ", { type: "link", text: "https://a.example" }]);
  expect(first.reactions[0]).toMatchObject({ type: "emoji", emoji: "👍", count: 5 });
  expect(first.reactions[0].recent).toHaveLength(3);
  expect(first.reactions[0].recent[0]).toMatchObject({
    from: "Гость 4",
    date: "2026-10-05T12:00:05",
  });
  expect(unknown).toEqual({ id: unknown.id, type: "unsupported" });
  expect(anonymous).toMatchObject({ from: "Клуб", from_id: `channel${chat.bareId}` });
});

test("what was written before a migration stands in the supergroup, far below zero", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const group = messenger.chat("group", { title: "Группа" });
  const old = messenger.post(group, messenger.owner, "до");
  const chat = messenger.migrate(group);
  const fresh = messenger.post(chat, messenger.owner, "после", { replyTo: old });

  const { messages, id } = parsed(exportChat(messenger, chat));
  const { chats } = parsed(exportAccount(messenger));

  expect(messages.map((message: any) => [message.id, message.action ?? message.text])).toEqual([
    [old.id - 1 - 1_000_000_000, "create_group"],
    [old.id - 1_000_000_000, "до"],
    [old.id + 1 - 1_000_000_000, "migrate_to_supergroup"],
    [1, "migrate_from_group"],
    [fresh.id, "после"],
  ]);
  expect(messages.at(-1).reply_to_message_id).toBe(old.id - 1_000_000_000);
  expect(chats.list.map((one: any) => one.id)).toEqual([id]);
  expect(truthOf(messenger).find(({ text }) => text === "до")).toMatchObject({
    ...{ chat_id: botChatId(group), message_id: old.botId },
    exported: { chat_id: botChatId(chat), id: old.id - 1_000_000_000 },
  });
});

test("in a basic group export and bot have numbers of their own, in a supergroup one", async () => {
  await using own = await givenTelegram();
  await using shared = await givenTelegram({ boxes: "shared" });
  const written = [own, shared].map(({ messenger }) => {
    const group = messenger.chat("group", { title: "Группа" });
    const inGroup = messenger.post(group, messenger.owner, "в группе");
    const inSuper = messenger.post(messenger.migrate(group), messenger.owner, "в супергруппе");
    return [inGroup, inSuper].map(({ id, botId }) => id === botId);
  });

  expect(written).toEqual([
    [false, true],
    [true, true],
  ]);
});

test("an account's export has private chats, and chats that were left", async () => {
  await using given = await givenTelegram();
  const { messenger } = given;
  const anna = messenger.person({ firstName: "Анна" });
  const friend = messenger.privateChat({ with: anna, of: "owner" });
  messenger.privateChat({ with: anna, of: "bot" });
  messenger.post(friend, anna, "личное");
  const left = messenger.chat("supergroup", { title: "Бывший" });
  messenger.leave(left, messenger.owner);
  messenger.chat("channel", { title: "Канал" });

  const { chats, left_chats, personal_information } = parsed(exportAccount(messenger));

  expect(chats.list.map(({ type }: { type: string }) => type)).toEqual([
    ...["personal_chat", "private_channel"],
  ]);
  expect(left_chats.list.map(({ name }: { name: string }) => name)).toEqual(["Бывший"]);
  expect(personal_information.user_id).toBe(messenger.owner.id);
});

/** Drawn acts in one supergroup: the bot is there from the beginning, and an export is taken within. */
async function drawn(seed: string) {
  const given = await givenTelegram();
  const { messenger, updates } = given;
  const random = createRandom(seed);
  const chat = messenger.chat("supergroup", { title: "Клуб", isForum: true });
  messenger.join(chat, messenger.bot, messenger.owner);
  messenger.promote(chat, messenger.bot, messenger.owner);
  const people = Array.from({ length: 6 }, (_, index) =>
    messenger.person({ firstName: `П${index}` }),
  );
  const named = {
    allowed_updates: ["message", "edited_message", "message_reaction", "chat_member"],
  };
  const told: any[] = await updates(named);
  const written: Message[] = [];
  const topic = messenger.openTopic(chat, messenger.owner, "Тема");
  const exports: any[] = [];
  for (let step = 0; step < 120; step += 1) {
    given.pass(random.whole(1, 3_000) * SECOND);
    const who = random.pick(people);
    const live = written.filter(({ isDeleted }) => !isDeleted);
    const act = live.length === 0 ? 0 : random.whole(0, 9);
    if (act < 5)
      written.push(messenger.post(chat, who, `текст ${step}`, random.chance(0.3) ? { topic } : {}));
    else if (act < 7) messenger.edit(random.pick(live), `правка ${step}`);
    else if (act === 7) messenger.react(random.pick(live), who, random.chance(0.3) ? [] : ["👍"]);
    else if (act === 8) messenger.remove(random.pick(live));
    else if (chat.members.get(who.id) === "member") messenger.leave(chat, who);
    else messenger.join(chat, who);
    if (step % 20 === 19) told.push(...(await updates()));
    if (step % 50 === 49) exports.push(parsed(exportChat(messenger, chat)));
  }
  told.push(...(await updates()));
  exports.push(parsed(exportChat(messenger, chat)));
  return { given, chat, told, exports };
}

test.each(["a", "b", "c"])(
  "updates and exports together tell the whole truth, drawn %s",
  async (seed) => {
    const { given, chat, told, exports } = await drawn(seed);
    await using _given = given;
    const texts = new Map<number, string>();
    const reactions = new Map<string, readonly string[]>();
    const members = new Map<number, string>();
    for (const update of told) {
      const message = update.message ?? update.edited_message;
      if (message?.text !== undefined) texts.set(message.message_id, message.text);
      const { message_reaction: reacted, chat_member: member, my_chat_member: own } = update;
      if (reacted !== undefined)
        reactions.set(
          `${reacted.message_id} ${reacted.user.id}`,
          reacted.new_reaction.map((one: any) => one.emoji),
        );
      for (const one of [member, own])
        if (one !== undefined) members.set(one.new_chat_member.user.id, one.new_chat_member.status);
    }
    // The last export tells what is gone, and what the earlier ones had tells nothing new.
    const last = new Set(exports.at(-1).messages.map(({ id }: { id: number }) => id));

    const truth = truthOf(given.messenger).filter(({ text }) => text !== null);

    expect(Object.fromEntries(texts)).toEqual(
      Object.fromEntries(truth.map(({ message_id, text }) => [message_id, text])),
    );
    expect(
      truth.filter(({ is_deleted }) => !is_deleted).every(({ message_id }) => last.has(message_id)),
    ).toBe(true);
    expect(
      truth.filter(({ is_deleted }) => is_deleted).some(({ message_id }) => last.has(message_id)),
    ).toBe(false);
    const held = [...reactions].filter(([, emojis]) => emojis.length > 0).map(([key]) => key);
    expect(held.toSorted()).toEqual(
      truth
        .flatMap(({ message_id, reactions: own }) => own.map(({ user }) => `${message_id} ${user}`))
        .toSorted(),
    );
    const inside = [...members]
      .filter(([, status]) => /member|administrator/u.test(status))
      .map(([id]) => id);
    const owner = given.messenger.owner.id;
    expect([...inside, owner].toSorted((a, b) => a - b)).toEqual(
      membersIn(given.messenger).get(botChatId(chat)),
    );
  },
);

test("an export larger than what is kept of it is written as it is drawn", async () => {
  const dir = mkdtempSync(join(tmpdir(), "vklad-telegram-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, "result.json");

  const byteCount = await writeExport(file, largeExport(2_000_000));
  const { messages, id } = JSON.parse(readFileSync(file, "utf8")) as any;

  expect(byteCount).toBe(statSync(file).size);
  expect(byteCount).toBeGreaterThan(1_800_000);
  expect(messages.map((message: any) => message.id)).toEqual(
    [...messages.keys()].map((key) => key + 1),
  );
  expect(id).toBe(1_700_000_001);
});
