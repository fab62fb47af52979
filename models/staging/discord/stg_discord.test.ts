import { expect, test } from "vitest";

import { givenWarehouse } from "../../../test/warehouse.ts";
import { buildThrough, rawRow, unplacedIn } from "../../given.ts";
import { stgDiscordAccounts } from "./stg_discord_accounts.ts";
import { stgDiscordChannels } from "./stg_discord_channels.ts";
import { stgDiscordMessages } from "./stg_discord_messages.ts";

const message = (id: string, more: object = {}) => ({
  ...{ id, channel_id: "10", type: 0, content: "text", timestamp: "2026-10-01T09:00:00Z" },
  ...{ author: { id: "7", username: "ann", global_name: "Ann" }, edited_timestamp: null },
  ...more,
});
const messages = (...rows: readonly { readonly id: string }[]) =>
  rows.map((row) => rawRow(["10", row.id], row));

const member = (id: string, more: object = {}) =>
  rawRow(id, { user_id: id, user: { id, username: `u${id}` }, nick: null, ...more });

test("a message is read with who wrote it and what it answers", async () => {
  const reply = { type: 19, message_reference: { type: 0, message_id: "1", channel_id: "10" } };
  const edited = { edited_timestamp: "2026-10-01T09:05:00.5+00:00" };
  await using warehouse = await givenWarehouse({
    raw_discord_messages_current: messages(message("2", { ...reply, ...edited })),
  });

  expect(await warehouse.build(stgDiscordMessages)).toEqual([
    {
      ...{ channel_id: "10", message_id: "2", user_id: "7", text: "text", username: "ann" },
      ...{ display_name: "Ann", is_bot: null, type: 19, reference_type: 0 },
      ...{ reference_message_id: "1", sent_at: new Date("2026-10-01T09:00:00Z") },
      edited_at: new Date("2026-10-01T09:05:00.500Z"),
    },
  ]);
});

test("a message without an author or a text is named, and the others are read", async () => {
  const { author: _author, ...nobodys } = message("1");
  await using warehouse = await givenWarehouse({
    raw_discord_messages_current: messages(nobodys, message("2", { content: {} }), message("3")),
  });

  const read = await warehouse.build(stgDiscordMessages);
  const unplaced = await unplacedIn(warehouse);

  expect(read.map(({ message_id }) => message_id)).toEqual(["3"]);
  expect(unplaced.map(({ key, reason }) => [key, reason])).toEqual([
    ['["10","1"]', "missing author.id"],
    ['["10","2"]', "unreadable content"],
  ]);
});

test("a channel is read with whose it is and whether it is closed", async () => {
  const as = { channel: "10", cohort: "3", is_closed: true };
  await using warehouse = await givenWarehouse({
    raw_discord_channels_current: [rawRow("20", { id: "20", name: "thread", type: 11, as })],
  });

  expect(await warehouse.build(stgDiscordChannels)).toEqual([
    {
      ...{ channel_id: "20", name: "thread", type: 11, configured_channel_id: "10" },
      ...{ cohort_id: "3", is_closed: true },
    },
  ]);
});

test("an account is open while its member is listed, closed once it has left, a bot if Discord says so", async () => {
  const ofBot = message("2", { author: { id: "9", username: "helper", bot: true } });
  const ofGone = message("3", { author: { id: "8", username: "bob" } });
  const reaction = { channel_id: "10", message_id: "1", emoji: "👍", user_id: "6" };
  await using warehouse = await givenWarehouse({
    raw_discord_members_current: [
      member("7", { nick: "Анна" }),
      rawRow("8", null, { is_deleted: true }),
    ],
    raw_discord_messages_current: messages(message("1"), ofBot, ofGone),
    raw_discord_reactions_current: [rawRow(["10", "1", "👍", "6"], reaction)],
  });

  const rows = await buildThrough(warehouse, stgDiscordAccounts);

  const account = (native_id: string, more: object) => ({
    ...{ native_id, name: null, handle: null, actor: null, standing: null, ...more },
  });
  expect(rows).toEqual([
    account("6", {}),
    account("7", { name: "Анна", handle: "u7", standing: "open" }),
    account("8", { handle: "bob", standing: "closed" }),
    account("9", { handle: "helper", actor: "bot" }),
  ]);
});
