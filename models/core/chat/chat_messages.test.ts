import { sql } from "kysely";
import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { chatMessages, chatMessagesOf } from "./chat_messages.ts";
import { discordChat } from "./discord-chat.ts";

const at = (minute: number) => new Date(Date.parse("2026-10-01T09:00:00Z") + minute * 60_000);

const USERS = [
  { user_id: "7", account_key: "a_ann", member_id: "ann" },
  { user_id: "8", account_key: "a_bob", member_id: "bob" },
];
const CHANNELS = [{ channel_id: "10", type: 0, cohort_id: "3", is_closed: false }];

function message(message_id: string, more: object = {}) {
  return {
    ...{ channel_id: "10", message_id, user_id: "7", text: `text ${message_id}`, type: 0 },
    ...{ sent_at: at(Number(message_id)), edited_at: null },
    ...more,
  };
}

function row(message_id: string, more: object = {}) {
  return {
    ...{ system: "discord", chat_id: "10", message_id, account_key: "a_ann", member_id: "ann" },
    ...{ cohort_id: "3", is_closed: false, reply_to_message_id: null, text: `text ${message_id}` },
    ...{ sent_at: at(Number(message_id)), edited_at: null, ordinal: 1n },
    ...more,
  };
}

test("a message has its member, its cohort and what it answers", async () => {
  const reference = { reference_type: 0, reference_message_id: "1" };
  await using warehouse = await givenWarehouse({
    stg_discord_channels: CHANNELS,
    discord_users: USERS,
    stg_discord_messages: [message("1"), message("2", { user_id: "8", type: 19, ...reference })],
  });

  const rows = await warehouse.build(chatMessages);

  const answer = { account_key: "a_bob", member_id: "bob", reply_to_message_id: "1" };
  expect(rows).toEqual([row("1"), row("2", answer)]);
});

test("what Discord notes by itself and what was forwarded are nobody's words", async () => {
  await using warehouse = await givenWarehouse({
    stg_discord_channels: CHANNELS,
    discord_users: USERS,
    stg_discord_messages: [
      message("1", { type: 7 }),
      message("2", { reference_type: 1, reference_message_id: "9" }),
      message("3"),
    ],
  });

  expect(await warehouse.build(chatMessages)).toEqual([row("3")]);
});

test("what is said in a closed channel, or in one that nobody knows yet, is not for everyone", async () => {
  await using warehouse = await givenWarehouse({
    stg_discord_channels: [{ ...CHANNELS[0], is_closed: true }],
    discord_users: USERS,
    stg_discord_messages: [message("1"), message("2", { channel_id: "11" })],
  });

  const rows = await warehouse.build(chatMessages);

  expect(rows.map(({ chat_id, is_closed }) => [chat_id, is_closed])).toEqual([
    ["10", true],
    ["11", true],
  ]);
});

test("what one person says on Discord and in Telegram is one time line", async () => {
  await using warehouse = await givenWarehouse({
    stg_discord_channels: CHANNELS,
    discord_users: USERS,
    telegram_users: [
      { user_id: "70", account_key: "a_ann2", member_id: "ann" },
      { user_id: "80", account_key: "a_eva", member_id: "eva" },
    ],
    stg_discord_messages: [message("1"), message("5"), message("6", { user_id: "8" })],
    stg_telegram_messages: [
      telegram(31n, 3),
      telegram(39n, 9),
      telegram(40n, 2, { user_id: "80" }),
    ],
  });

  const rows = await warehouse.build(chatMessages);

  const inOrder = rows.toSorted((a, b) => Number(a.ordinal - b.ordinal));
  const said = (member: string) =>
    inOrder
      .filter((one) => one.member_id === member)
      .map(({ system, message_id }) => `${system} ${message_id}`);
  expect([said("ann"), said("bob"), said("eva")]).toEqual([
    ["discord 1", "telegram 31", "discord 5", "telegram 39"],
    ["discord 6"],
    ["telegram 40"],
  ]);
});

const GROUP = -1001234567890n;

function telegram(message_id: bigint, minute: number, more: object = {}) {
  return {
    ...{ chat_id: GROUP, message_id, user_id: "70", text: `text ${message_id}`, service: null },
    ...{ is_forwarded: false, cohort: "2", sent_at: at(minute), edited_at: null },
    ...more,
  };
}

test("of Telegram only own words count as said, in a chat that is not for everyone", async () => {
  await using warehouse = await givenWarehouse({
    telegram_users: [{ user_id: "70", account_key: "a_ann2", member_id: "ann" }],
    stg_telegram_messages: [
      telegram(1n, 1, { reply_to_chat_id: GROUP, reply_to_message_id: 9n }),
      telegram(2n, 2, { is_forwarded: true }),
      telegram(3n, 3, { service: "pinned_message" }),
      telegram(4n, 4, { text: "" }),
      telegram(5n, 5, { text: null }),
      telegram(6n, 6, { user_id: null, author_chat_id: GROUP }),
      telegram(7n, 7, { reply_to_chat_id: -100999n, reply_to_message_id: 9n, edited_at: at(8) }),
    ],
  });

  const said = (message_id: string, minute: number, more: object) => ({
    ...row(message_id, { system: "telegram", chat_id: `${GROUP}`, account_key: "a_ann2" }),
    ...{ cohort_id: "2", is_closed: true, text: `text ${message_id}`, sent_at: at(minute) },
    ...more,
  });
  expect(await warehouse.build(chatMessages)).toEqual([
    said("1", 1, { reply_to_message_id: "9" }),
    said("7", 7, { edited_at: at(8), ordinal: 2n }),
  ]);
});

test("a third system's messages are a line of the list", async () => {
  const elsewhere = { name: "said_elsewhere", columns: { message_id: "VARCHAR" } } as const;
  const another = {
    from: [elsewhere],
    query: sql<any>`
      select ${at(3)}::TIMESTAMPTZ as sent_at, 'another' as system, 'g' as chat_id, message_id,
        'a_ann2' as account_key, 'ann' as member_id, null as cohort_id, false as is_closed,
        null as reply_to_message_id, 'there' as text, null as edited_at
      from said_elsewhere`,
  };
  await using warehouse = await givenWarehouse({
    stg_discord_channels: CHANNELS,
    discord_users: USERS,
    stg_discord_messages: [message("1")],
    said_elsewhere: [{ message_id: "x" }],
  });

  const rows = await warehouse.build(chatMessagesOf([discordChat, another]));

  expect(rows.map(({ message_id, ordinal }) => [message_id, ordinal])).toEqual([
    ["x", 2n],
    ["1", 1n],
  ]);
});
