import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import type { Json } from "../source.ts";
import { guildServer, messageOf, sentAt, textChannel, threadBelow } from "./given-guild.ts";
import { loopback } from "../testing/loopback.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discordMessages, EMPTIED } from "./messages.ts";
import { discordHttp } from "./options.ts";

const UNTIL = "2026-10-05T09:00:00Z";
const { signal } = new AbortController();

const idsOf = (records: readonly Json[]) => records.map((row) => (row as { id: string }).id);

/** So many messages, a minute apart. */
function talk(channel: string, count: number, more: { readonly [key: string]: Json } = {}) {
  return Array.from({ length: count }, (_, index) => messageOf(channel, sentAt(index), more));
}

test("messages of a configured channel land as they were sent, oldest page first", async () => {
  const messages = talk("10", 250);
  await using guild = await guildServer({ messages: new Map([["10", messages]]) });

  const { records, quarantined } = await walk(discordMessages(guild));

  const byId = new Map(records.map((row) => [(row as { id: string }).id, row]));
  const landed = messages.map(({ embeds: _embeds, ...row }) => row);
  expect([...byId.values()].length).toBe(250);
  expect(landed.map(({ id }) => byId.get(id as string))).toEqual(landed);
  expect(quarantined).toEqual([]);
  expect(guild.server.requests.filter((asked) => /offset|page=/.test(asked))).toEqual([]);
});

test("a message that cannot be read is quarantined and the others come", async () => {
  const poison = messageOf("10", sentAt(1), { timestamp: "yesterday" });
  const good = messageOf("10", sentAt(2));
  await using guild = await guildServer({ messages: new Map([["10", [poison, good]]]) });

  const { records, quarantined } = await walk(discordMessages(guild));

  expect(idsOf(records)).toEqual([good["id"]]);
  expect(quarantined).toEqual([
    {
      record: expect.objectContaining({ id: sentAt(1) }),
      reason: expect.stringContaining("timestamp: "),
    },
  ]);
});

test("an unknown envelope is refused", async () => {
  await using guild = await guildServer();
  guild.failing.set("/channels/10/messages", { json: { messages: [] } });

  await expect(walk(discordMessages(guild))).rejects.toMatchObject({ name: "SourceShapeError" });
});

test("without channels in the configuration nothing is asked for", async () => {
  await using guild = await guildServer({}, null);

  await expect(walk(discordMessages(guild))).rejects.toMatchObject({
    name: "DiscordUnmappedError",
  });
  expect(guild.server.requests).toEqual([]);
});

test("no other channel, private thread or direct message is read, whatever the guild lists", async () => {
  const dm = { id: "13", type: 1, recipients: [] };
  const elsewhere = textChannel("14", { guild_id: "601" });
  await using guild = await guildServer(
    {
      channels: [textChannel("10"), textChannel("11"), dm, elsewhere],
      threads: [
        threadBelow("10", "20"),
        threadBelow("10", "21", { type: 12 }),
        threadBelow("11", "22"),
      ],
      messages: new Map(["10", "11", "13", "14", "20", "21", "22"].map((id) => [id, talk(id, 2)])),
    },
    { "10": {}, "13": {}, "14": {} },
  );

  const { records } = await walk(discordMessages(guild));
  await sweepAll(discordMessages(guild));

  const channels = records.map((row) => (row as { channel_id: string }).channel_id);
  expect([...new Set(channels)].toSorted()).toEqual(["10", "20"]);
  const read = guild.server.requests.filter((asked) =>
    /^\/channels\/(11|13|14|21|22)\b/.test(asked),
  );
  expect(read).toEqual([]);
});

test("threads are read with their channel, the archived ones page by page", async () => {
  const archived = Array.from({ length: 230 }, (_, index) =>
    threadBelow("10", `${3000 + index}`, {
      archived_at: new Date(Date.parse("2026-09-01T00:00:00Z") + index * 60_000).toISOString(),
    }),
  );
  const threads = [threadBelow("10", "20"), ...archived];
  await using guild = await guildServer({
    threads,
    messages: new Map(threads.map(({ id }) => [id as string, talk(id as string, 1)])),
  });

  const { records } = await walk(discordMessages(guild));

  const channels = new Set(records.map((row) => (row as { channel_id: string }).channel_id));
  expect(channels.size).toBe(231);
});

test("what was edited in the last days comes again, and what was forwarded or shown of others not", async () => {
  const [old, recent] = [messageOf("10", sentAt(0, "2026-08-01")), messageOf("10", sentAt(0))];
  await using guild = await guildServer({ messages: new Map([["10", [old, recent]]]) });
  const feed = discordMessages(guild);
  const first = await walk(feed);
  const edited = {
    ...recent,
    ...{ content: "new", edited_timestamp: "2026-10-04T10:00:00Z" },
    message_snapshots: [{ message: { content: "said behind closed doors" } }],
    referenced_message: { content: "said before" },
    attachments: [{ id: "5", filename: "a.png", url: "https://cdn.example.org/a.png?sig=1" }],
  };
  guild.given.messages.set("10", [{ ...old, content: "rewritten" }, edited]);

  const second = await walk(feed, { cursor: first.cursor });

  const {
    message_snapshots: _s,
    referenced_message: _r,
    embeds: _e,
    ...landed
  } = edited as {
    [key: string]: Json;
  };
  expect(second.records).toEqual([{ ...landed, attachments: [{ id: "5", filename: "a.png" }] }]);
});

test("a channel that is configured later is read from its beginning", async () => {
  const messages = new Map([
    ["10", talk("10", 3)],
    ["11", [messageOf("11", sentAt(0, "2026-01-01"))]],
  ]);
  await using guild = await guildServer({
    channels: [textChannel("10"), textChannel("11")],
    messages,
  });
  const first = await walk(discordMessages(guild));
  const more = discordMessages({ ...guild, channels: { "10": {}, "11": {} } });

  const second = await walk(more, { cursor: first.cursor });

  expect(idsOf(second.records)).toContain(sentAt(0, "2026-01-01"));
});

test("a channel that is refused is named once, the rest is read, and it is read whole later", async () => {
  const old = messageOf("11", sentAt(0, "2026-01-01"));
  await using guild = await guildServer(
    {
      channels: [textChannel("11"), textChannel("10")],
      messages: new Map([
        ["10", talk("10", 3)],
        ["11", [old]],
      ]),
    },
    { "10": {}, "11": {} },
  );
  guild.failing.set("/channels/11/messages", { status: 403, json: { code: 50001 } });
  const feed = discordMessages(guild);

  const first = await walk(feed);
  const second = await walk(feed, { cursor: first.cursor });
  guild.failing.clear();
  const third = await walk(feed, { cursor: second.cursor });

  expect([first.records.length, first.quarantined]).toEqual([
    3,
    [
      {
        record: { channel_id: "11" },
        reason: "the messages of this channel are not shown: status 403",
      },
    ],
  ]);
  expect(second.quarantined).toEqual([]);
  expect(idsOf(third.records)).toContain(old["id"]);
});

test("a token that is not accepted stops the stream by name", async () => {
  await using guild = await guildServer();
  guild.failing.set("/channels/10/messages", { status: 401, json: {} });

  await expect(walk(discordMessages(guild))).rejects.toMatchObject({ name: "SourceAuthError" });
});

test("a page cut short and an empty one in the middle cost no message", async () => {
  const messages = talk("10", 320);
  await using guild = await guildServer({ messages: new Map([["10", messages]]) });
  const newest = messages.slice(0, 100).toReversed();

  const { records } = await walk(discordMessages(guild), {
    afterPage: (page) => {
      // The first page only lists what there is to be read.
      if (page === 0) guild.server.faults.push({ json: newest.slice(0, 50) });
      if (page === 2) guild.server.faults.push({ json: [] });
    },
  });

  expect(new Set(idsOf(records)).size).toBe(320);
});

test("nothing newer than the run is taken, and the next run brings it", async () => {
  const late = messageOf("10", sentAt(30, "2026-10-05"));
  await using guild = await guildServer({ messages: new Map([["10", [...talk("10", 2), late]]]) });
  const feed = discordMessages(guild);

  const first = await walk(feed, { until: UNTIL });
  const second = await walk(feed, { until: "2026-10-05T10:00:00Z", cursor: first.cursor });

  expect(first.records).toHaveLength(2);
  expect(idsOf(second.records)).toContain(late["id"]);
});

test("messages without their text do not land in its place", async () => {
  const shown = messageOf("10", sentAt(0));
  const ofBot = messageOf("10", sentAt(1), { content: "", author: { id: "9", bot: true } });
  const picture = messageOf("10", sentAt(2), { content: "", attachments: [{ id: "1" }] });
  await using guild = await guildServer({ messages: new Map([["10", [shown, ofBot, picture]]]) });
  const feed = discordMessages(guild);
  const first = await walk(feed);
  const without = messageOf("10", sentAt(0), { content: "" });
  guild.given.messages.set("10", [without, ofBot, picture]);

  const second = await walk(feed, { cursor: first.cursor });

  expect(idsOf(first.records)).toHaveLength(3);
  expect(idsOf(second.records).toSorted()).toEqual([ofBot["id"], picture["id"]]);
  expect(second.quarantined.map(({ reason }) => reason)).toEqual([EMPTIED]);
});

test("a sweep lists every message with its text, and a killed page changes nothing", async () => {
  const messages = talk("10", 130);
  await using guild = await guildServer({
    threads: [threadBelow("10", "20")],
    messages: new Map([
      ["10", messages],
      ["20", talk("20", 2)],
    ]),
  });
  const feed = discordMessages(guild);

  const keys = await sweepAll(feed);
  const killed = await walk(feed, { killedAtPage: 2 });

  expect(new Set(keys.map(String)).size).toBe(132);
  expect(new Set(idsOf(killed.records)).size).toBe(130);
});

const look = async (
  feed: ReturnType<typeof discordMessages>,
  keys: readonly (readonly string[])[],
) => feed.look!({ keys, after: null, until: UNTIL, signal });

test("a second look tells a deleted message from one that the list had left out", async () => {
  const [there, gone] = [messageOf("10", sentAt(5)), sentAt(3)];
  await using guild = await guildServer({ messages: new Map([["10", [there]]]) });

  const seen = await look(discordMessages(guild), [
    ["10", there["id"] as string],
    ["10", gone],
  ]);

  expect([seen.keys, seen.gone]).toEqual([[["10", there["id"]]], [["10", gone]]]);
});

test.each([
  ["is refused, its messages stay", 403, "keys"],
  ["is not there any more, its messages are gone", 404, "gone"],
] as const)("of a channel that %s", async (_what, status, where) => {
  await using guild = await guildServer();
  guild.failing.set("/channels/10/messages", { status, json: {} });

  const seen = await look(discordMessages(guild), [["10", "1"]]);

  expect(seen[where]).toEqual([["10", "1"]]);
});

test("to a bot that may not read what was every channel is empty, and nothing is gone", async () => {
  await using guild = await guildServer();
  guild.failing.set("/channels/10/messages/5", { status: 403, json: { code: 50001 } });

  const refused = await look(discordMessages(guild), [["10", "5"]]);
  guild.failing.clear();
  const told = await look(discordMessages(guild), [["10", "5"]]);

  expect([refused.keys, refused.gone]).toEqual([[["10", "5"]], []]);
  expect([told.keys, told.gone]).toEqual([[], [["10", "5"]]]);
});

test("messages of a channel that nobody configures any more are not asked for, and stay", async () => {
  await using guild = await guildServer({ channels: [textChannel("10"), textChannel("11")] });

  const seen = await look(discordMessages(guild), [["11", "5"]]);

  expect(seen.keys).toEqual([["11", "5"]]);
  expect(guild.server.requests).toEqual(["/channels/11"]);
});

testWithShared(
  "messages recorded from a real guild are read",
  "recorded-replies/discord/index.json",
  async (index) => {
    const recorded = (file: string) =>
      JSON.parse(readFileSync(join(index, "..", file), "utf8")) as { [key: string]: Json }[];
    const guild = "678348980639498428";
    const channel = "678394406507905129";
    const messages = [
      ...recorded(`channels_${channel}_messages_limit_10.json`),
      ...recorded(`channels_${channel}_messages_limit_10_before_678394455849566208.json`),
    ];
    await using server = await loopback(({ path, query }) => {
      const after = BigInt(query.get("after") ?? 0);
      if (path === `/guilds/${guild}/channels`)
        return { json: recorded(`guilds_${guild}_channels.json`) };
      if (path === `/guilds/${guild}/threads/active`) return { json: { threads: [] } };
      if (path.endsWith("/threads/archived/public"))
        return { json: { threads: [], has_more: false } };
      return { json: messages.filter(({ id }) => BigInt(String(id)) > after) };
    });
    const http = discordHttp({ url: server.url, token: "t", perSecond: 500 });

    const { records, quarantined } = await walk(
      discordMessages({ http, guild, channels: { [channel]: {} } }),
    );

    expect(quarantined).toEqual([]);
    expect(new Set(idsOf(records)).size).toBe(messages.length);
  },
);
