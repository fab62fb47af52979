import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import type { Json, Key } from "../source.ts";
import { guildServer, messageOf, sentAt, textChannel } from "./given-guild.ts";
import { loopback } from "../testing/loopback.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discordHttp } from "./options.ts";
import { discordReactions } from "./reactions.ts";

const { signal } = new AbortController();
const [FIRST, SECOND] = [sentAt(1), sentAt(2)];

function given(lists: readonly (readonly [string, Record<string, readonly string[]>])[]) {
  const reactions = new Map(
    lists.map(([message, of]) => [
      message,
      new Map(Object.entries(of).map(([emoji, users]) => [emoji, [...users]])),
    ]),
  );
  return {
    messages: new Map([["10", [messageOf("10", FIRST), messageOf("10", SECOND)]]]),
    reactions,
  };
}

const keyOf = (record: Json): Key => {
  const { channel_id, message_id, emoji, user_id } = record as Record<string, string>;
  return [channel_id!, message_id!, emoji!, user_id!];
};

const listsAsked = (requests: readonly string[]) =>
  requests.filter((asked) => asked.includes("/reactions/"));

test("reactions land one for each user, a guild's own emoji by its id", async () => {
  await using guild = await guildServer(given([[FIRST, { "👍": ["7", "8"], "thanks:55": ["7"] }]]));

  const { records, quarantined } = await walk(discordReactions(guild));

  const shown = (emoji: string, id: string) => ({
    ...{ channel_id: "10", message_id: FIRST, emoji, user_id: id },
    user: { id, username: `u${id}` },
  });
  expect(records).toEqual([shown("👍", "7"), shown("👍", "8"), shown("55", "7")]);
  expect(quarantined).toEqual([]);
});

test("a user who cannot be read is quarantined and the others come", async () => {
  await using guild = await guildServer(given([[FIRST, { "👍": ["7"] }]]));
  guild.failing.set(`/channels/10/messages/${FIRST}/reactions/${encodeURIComponent("👍")}`, {
    json: [{ id: "7" }, { id: null }],
  });

  const { records, quarantined } = await walk(discordReactions(guild));

  expect(records.map(keyOf)).toEqual([["10", FIRST, "👍", "7"]]);
  expect(quarantined).toMatchObject([{ reason: expect.stringContaining("user_id: ") }]);
});

test("lists are read again of those messages alone whose counts have changed", async () => {
  await using guild = await guildServer(
    given([
      [FIRST, { "👍": ["7"] }],
      [SECOND, { "👍": ["7"] }],
    ]),
  );
  const feed = discordReactions(guild);
  const first = await walk(feed);
  guild.server.requests.splice(0);
  guild.given.reactions.get(SECOND)!.get("👍")!.push("8");

  const second = await walk(feed, { cursor: first.cursor });
  const third = await walk(feed, { cursor: second.cursor });

  expect(second.records.map(keyOf)).toEqual([
    ["10", SECOND, "👍", "7"],
    ["10", SECOND, "👍", "8"],
  ]);
  expect(third.records).toEqual([]);
  // A short list is asked for twice.
  expect(listsAsked(guild.server.requests)).toHaveLength(2);
});

test("a list of hundreds is walked by the users' ids, whatever page it is killed at", async () => {
  const users = Array.from({ length: 250 }, (_, index) => `${index + 1}`);
  await using guild = await guildServer(given([[FIRST, { "👍": users }]]));

  for (const killedAtPage of [0, 1, 2, 3, 4]) {
    const { records } = await walk(discordReactions(guild), { killedAtPage });
    expect(new Set(records.map((row) => keyOf(row)[3])).size).toBe(250);
  }
});

test("a list that is refused for now is asked for again by the next run", async () => {
  await using guild = await guildServer(given([[FIRST, { "👍": ["7"] }]]));
  const path = `/channels/10/messages/${FIRST}/reactions/${encodeURIComponent("👍")}`;
  guild.failing.set(path, { status: 404, json: { code: 10008 } });
  const feed = discordReactions(guild);
  const first = await walk(feed);
  guild.failing.clear();

  const second = await walk(feed, { cursor: first.cursor });

  expect([first.records, second.records.map(keyOf)]).toEqual([[], [["10", FIRST, "👍", "7"]]]);
});

test("what marks are kept of reactions does not grow with the guild's age", async () => {
  const old = Array.from({ length: 60 }, (_, index) => sentAt(index, "2026-01-01"));
  const all = [...old, FIRST];
  await using guild = await guildServer({
    messages: new Map([["10", all.map((id) => messageOf("10", id))]]),
    reactions: new Map(all.map((id) => [id, new Map([["👍", ["7"]]])])),
  });

  const { records, cursor } = await walk(discordReactions(guild));

  expect(records).toHaveLength(61);
  expect(Object.keys((cursor as { marks: object }).marks)).toEqual([FIRST]);
});

test("a sweep lists all reactions, and a second look tells a withdrawn one from a hidden one", async () => {
  await using guild = await guildServer({
    ...given([
      [FIRST, { "👍": ["7", "9"] }],
      [SECOND, { "👎": ["7"] }],
    ]),
    channels: [textChannel("10"), textChannel("11")],
  });
  const feed = discordReactions(guild);

  const keys = await sweepAll(feed);
  const look = async (...asked: readonly Key[]) => {
    const { keys: there, gone } = await feed.look!({ keys: asked, after: null, until: "", signal });
    return { there, gone };
  };

  expect(keys.map(String).toSorted()).toEqual(
    [
      ["10", FIRST, "👍", "7"],
      ["10", FIRST, "👍", "9"],
      ["10", SECOND, "👎", "7"],
    ].map(String),
  );
  expect(await look(["10", FIRST, "👍", "8"], ["10", FIRST, "👍", "9"])).toEqual({
    there: [["10", FIRST, "👍", "9"]],
    gone: [["10", FIRST, "👍", "8"]],
  });
  expect((await look(["10", SECOND, "👍", "7"])).gone).toHaveLength(1);
  expect((await look(["10", sentAt(9), "👍", "7"])).gone).toHaveLength(1);
  expect((await look(["11", FIRST, "👍", "7"])).there).toHaveLength(1);
  guild.failing.set(`/channels/10/messages/${FIRST}/reactions/${encodeURIComponent("👍")}`, {
    status: 403,
  });
  expect((await look(["10", FIRST, "👍", "8"])).there).toHaveLength(1);
});

testWithShared(
  "reactions recorded from a real guild are read",
  "recorded-replies/discord/index.json",
  async (index) => {
    const recorded = (file: string) =>
      JSON.parse(readFileSync(join(index, "..", file), "utf8")) as { [key: string]: Json }[];
    const [guild, channel, message] = [
      "678348980639498428",
      "678394406507905129",
      "678394436757094410",
    ];
    const messages = recorded(
      `channels_${channel}_messages_limit_10_before_678394455849566208.json`,
    );
    const users = recorded(
      `channels_${channel}_messages_${message}_reactions_sourcecred_678399364418502669_after_0_limit_100.json`,
    );
    const above = (rows: readonly { [key: string]: Json }[], query: URLSearchParams) =>
      rows.filter(({ id }) => BigInt(String(id)) > BigInt(query.get("after") ?? 0));
    await using server = await loopback(({ path, query }) => {
      if (path === `/guilds/${guild}/channels`)
        return { json: recorded(`guilds_${guild}_channels.json`) };
      if (path.includes("/threads/")) return { json: { threads: [], has_more: false } };
      if (path.endsWith("/reactions/sourcecred%3A678399364418502669"))
        return { json: above(users, query) };
      // Of the other lists nothing was recorded.
      return { json: path.includes("/reactions/") ? [] : above(messages, query) };
    });
    const http = discordHttp({ url: server.url, token: "t", perSecond: 500 });

    const { records } = await walk(discordReactions({ http, guild, channels: { [channel]: {} } }));

    expect(records.map(keyOf)).toEqual([
      [channel, message, "678399364418502669", "143776454050709505"],
      [channel, message, "678399364418502669", "439050857921904640"],
    ]);
  },
);
