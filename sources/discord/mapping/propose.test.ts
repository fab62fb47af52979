import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { testWithShared } from "../../../test/shared.ts";
import type { Json } from "../../source.ts";
import { GUILD, guildServer, textChannel } from "../given-guild.ts";
import { readGuild } from "../guild.ts";
import type { Channels } from "../options.ts";
import { proposeChannels } from "./propose.ts";

const { signal } = new AbortController();
const VIEW = 1024n;
const CLOSED = { permission_overwrites: [{ id: GUILD, type: 0, allow: "0", deny: "1024" }] };

type Row = { [key: string]: Json };

async function proposed(channels: readonly Row[], configured: Channels = {}) {
  await using guild = await guildServer({ channels: [...channels] }, configured);
  const read = await readGuild(guild, signal);
  return proposeChannels(read, { guild: GUILD, configured, rightsOfAll: VIEW });
}

test.each([
  ["поток-3", "3"],
  ["3-й поток", "3"],
  ["cohort_12", "12"],
  ["группа 07", "7"],
  ["2nd-cohort", "2"],
])("a channel called %s is that of cohort %s, closed or not", async (name, cohort) => {
  const { channels } = await proposed([textChannel("10", { name, ...CLOSED })]);

  expect(channels).toMatchObject([{ isRead: true, cohort, reason: "named", because: name }]);
});

test.each(["general", "room-2026", "web3", "потоки"])(
  "a channel called %s is no cohort's",
  async (name) => {
    const { channels } = await proposed([textChannel("10", { name })]);

    expect(channels).toMatchObject([{ isRead: true, cohort: null, reason: "open" }]);
  },
);

test("channels below a heading of a cohort are that cohort's, and the heading itself is none", async () => {
  const { channels } = await proposed([
    textChannel("9", { type: 4, name: "Поток 4" }),
    textChannel("10", { name: "questions", parent_id: "9" }),
  ]);

  expect(channels).toMatchObject([
    { id: "10", cohort: "4", reason: "heading", because: "Поток 4" },
  ]);
});

test("a closed channel that names no cohort is left to a person, behind the others", async () => {
  const { channels } = await proposed([
    textChannel("10", { name: "masters", ...CLOSED }),
    textChannel("11", { name: "general" }),
  ]);

  expect(channels.map(({ id, isRead, reason }) => [id, isRead, reason])).toEqual([
    ["11", true, "open"],
    ["10", false, "closed"],
  ]);
});

test("what is configured stays as it is, and an id that the guild does not have is named", async () => {
  const { channels, absent } = await proposed([textChannel("10", { name: "поток-3" })], {
    "10": { cohort: "8" },
    "77": {},
  });

  expect(channels).toMatchObject([{ id: "10", cohort: "8", reason: "configured" }]);
  expect(absent).toEqual(["77"]);
});

testWithShared(
  "channels recorded from a real guild are proposed, but for the moderators'",
  "recorded-replies/discord/guilds_678348980639498428_channels.json",
  async (path) => {
    const channels = JSON.parse(readFileSync(join(path), "utf8")) as Row[];
    const guild = "678348980639498428";
    await using server = await guildServer({ channels }, {});
    server.failing.set(`/guilds/${guild}/channels`, { json: channels });

    const read = await readGuild({ ...server, guild }, signal);
    const proposal = proposeChannels(read, { guild, configured: {}, rightsOfAll: VIEW });

    const left = proposal.channels.filter(({ isRead }) => !isRead).map(({ name }) => name);
    expect(left).toContain("moderator-only");
    expect(proposal.channels.map(({ name }) => name)).toContain("pagination");
  },
);
