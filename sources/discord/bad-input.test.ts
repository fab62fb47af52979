/** What a guild, a network or a clock may send us, and what becomes of it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import type { Json } from "../source.ts";
import type { Reply } from "../testing/loopback.ts";
import { walk } from "../testing/walk.ts";
import { discordChannels } from "./channels.ts";
import { GUILD, guildServer, messageOf, sentAt, textChannel, threadBelow } from "./given-guild.ts";
import { landedFrom } from "./given-landed.ts";
import { discordMessages } from "./messages.ts";

const MB = 1_048_576;

const GOOD = [sentAt(1), sentAt(2), sentAt(3)];

async function givenGuild(rows: Parameters<typeof guildServer>[0] = {}) {
  const dir = await mkdtemp(join(tmpdir(), "vklad-bad-"));
  const guild = await guildServer({
    messages: new Map([["10", GOOD.map((id) => messageOf("10", id))]]),
    members: [{ user: { id: "7", username: "ann" } }],
    reactions: new Map([[GOOD[0]!, new Map([["👍", ["7"]]])]]),
    ...rows,
  });
  onTestFinished(async () => {
    await guild[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  });
  return { ...guild, ...landedFrom(guild, dir) };
}

const textOf = (id: string, text = `text ${id}`) => `10,${id},${text}`;

/** A number that JavaScript cannot hold, as a text that JSON would send. */
const TOO_LARGE = "9007199254740993";

test("messages that cannot be read are quarantined, odd ones land as they are, the rest loads", async () => {
  const odd = [
    messageOf("10", sentAt(10), { content: "a\u0000b" }),
    messageOf("10", sentAt(11), { content: "half \ud83d" }),
    messageOf("10", sentAt(12), { content: "x".repeat(20 * MB) }),
  ];
  const { id: _id, ...without } = messageOf("10", sentAt(13));
  const bad: { readonly [key: string]: Json }[] = [
    without,
    messageOf("10", sentAt(14), { id: 14 }),
    messageOf("10", sentAt(15), { channel_id: null }),
    messageOf("10", sentAt(16), { timestamp: 1_700_000_000 }),
    messageOf("10", sentAt(17), { edited_timestamp: "soon" }),
  ];
  const guild = await givenGuild();
  const all = [...GOOD.map((id) => messageOf("10", id)), ...odd, ...bad];
  const text = JSON.stringify(all).replace('"id":14', `"id":${TOO_LARGE}`);
  const headers = { "Content-Type": "application/json" };
  guild.failing.set("/channels/10/messages", { text, headers });

  await guild.run();

  const { discord_messages: held } = await guild.held();
  expect(held!.map((row) => row.slice(0, 60)).filter((row) => !/x{30}/.test(row))).toEqual(
    [
      ...GOOD.map((id) => textOf(id)),
      textOf(sentAt(10), "a\u0000b"),
      textOf(sentAt(11), "half \ufffd"),
    ].map((row) => row.slice(0, 60)),
  );
  expect(held!.some((row) => row.length > 20 * MB)).toBe(true);
  const { discord_messages: reasons } = await guild.refused();
  expect(reasons!.map((reason) => reason.split(":", 1)[0])).toEqual([
    ...["channel_id", "edited_timestamp", "id", "id", "timestamp"],
  ]);
});

test("members, channels and reactions that cannot be read are named, the rest loads", async () => {
  const guild = await givenGuild({
    channels: [textChannel("10"), textChannel("11", { type: "text" }), { name: "without an id" }],
    members: [{ user: { id: "7" } }, { user: {} }, { user: { id: 8 } }] as never,
  });
  guild.failing.set(`/guilds/${GUILD}/members`, {
    json: [{ user: { id: "7" } }, { user: {} }, { user: { id: 8 } }, "nobody"],
  });
  const list = `/channels/10/messages/${GOOD[0]}/reactions/${encodeURIComponent("👍")}`;
  guild.failing.set(list, { json: [{ id: "7" }, { id: 8 }, null] });

  await guild.run();

  const held = await guild.held();
  expect([held["discord_members"], held["discord_channels"]]).toEqual([["7,"], ["10,"]]);
  expect(held["discord_reactions"]).toEqual([`10,${GOOD[0]},👍,7,`]);
  const refused = await guild.refused();
  expect(refused["discord_members"]).toHaveLength(3);
  expect(refused["discord_reactions"]).toHaveLength(2);
});

const FAULTS: readonly (readonly [string, Reply])[] = [
  [
    "a page cut in the middle of a letter",
    { text: '[{"id":"1","content":"\u044f', headers: JSON_TYPE() },
  ],
  ["a connection that ends within a page", { json: [{ id: "1" }], droppedAfterBytes: 5 }],
  ["a bad gateway", { status: 502, text: "<html></html>" }],
];

function JSON_TYPE() {
  return { "Content-Type": "application/json" };
}

test.each(FAULTS)(
  "after %s the page is asked for again and nothing is lost",
  async (_what, fault) => {
    const guild = await givenGuild();
    const before = await (async () => {
      await guild.run();
      return guild.held();
    })();
    const again = await givenGuild();
    for (let count = 0; count < 4; count += 1) again.server.faults.push(fault);

    await again.run();

    expect(await again.held()).toEqual(before);
  },
);

test("a page of another content type stops the stream by name, and the next run brings all", async () => {
  const guild = await givenGuild();
  guild.failing.set("/channels/10/messages", { text: "<html>maintenance</html>" });

  await expect(guild.run()).rejects.toMatchObject({ name: "SourceShapeError" });
  guild.failing.clear();
  await guild.run();

  expect((await guild.held())["discord_messages"]).toEqual(GOOD.map((id) => textOf(id)));
});

test("a page that comes twice is taken once", async () => {
  const guild = await givenGuild();

  await guild.run();
  await guild.run();

  expect((await guild.held())["discord_messages"]).toEqual(GOOD.map((id) => textOf(id)));
});

test("a place from the future, and from nowhere, loses nothing", async () => {
  const archived = threadBelow("10", "20", { archived_at: "2026-02-01T00:00:00Z" });
  await using guild = await guildServer({
    threads: [archived],
    messages: new Map([["10", GOOD.map((id) => messageOf("10", id))]]),
  });
  const future = "2036-10-05T09:00:00.000Z";
  const cursor = { floor: future, known: ["10"], unread: [], run: null };

  const { records } = await walk(discordMessages(guild), { cursor });
  const channels = await walk(discordChannels(guild), {
    cursor: {
      ...((await walk(discordChannels(guild))).cursor as { [key: string]: Json }),
      floor: future,
    },
  });

  expect(records).toHaveLength(GOOD.length);
  expect(channels.records).toHaveLength(2);
  await expect(walk(discordMessages(guild), { cursor: { floor: 3 } })).rejects.toMatchObject({
    name: "SourceCursorError",
  });
});

test("with a clock that is an hour behind, what is newer comes an hour later", async () => {
  const guild = await givenGuild();
  const late = messageOf("10", sentAt(23 * 60 + 30));
  guild.given.messages.get("10")!.push(late);

  await guild.run("2026-10-05T08:00:00Z");
  const before = (await guild.held())["discord_messages"];
  await guild.run("2026-10-05T09:00:00Z");

  expect(before).toEqual(GOOD.map((id) => textOf(id)));
  expect((await guild.held())["discord_messages"]).toHaveLength(GOOD.length + 1);
});
