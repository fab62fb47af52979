import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import type { Json } from "../source.ts";
import { GUILD, guildServer, textChannel, threadBelow } from "./given-guild.ts";
import { loopback } from "../testing/loopback.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discordChannels } from "./channels.ts";
import { discordHttp } from "./options.ts";

const { signal } = new AbortController();

const openTo = (cohort: string | null, channel = "10") => ({ channel, cohort, is_closed: false });
const ARCHIVED = "2026-05-01T00:00:00.855793+00:00";

const idsOf = (records: readonly Json[]) => records.map((row) => (row as { id: string }).id);

test("configured channels and their public threads land with what they are, and no other", async () => {
  const forum = textChannel("11", { type: 15 });
  const open = threadBelow("10", "20");
  const archived = threadBelow("11", "21", { archived_at: ARCHIVED });
  await using guild = await guildServer(
    {
      channels: [textChannel("10"), forum, textChannel("12", { name: "a secret" })],
      threads: [open, archived, threadBelow("12", "22"), threadBelow("10", "23", { type: 12 })],
    },
    { "10": { cohort: "3" }, "11": {} },
  );

  const { records, quarantined } = await walk(discordChannels(guild));

  expect(records).toEqual([
    { ...textChannel("10"), as: openTo("3") },
    { ...forum, as: openTo(null, "11") },
    { ...open, as: openTo("3") },
    { ...archived, as: openTo(null, "11") },
  ]);
  expect(quarantined).toEqual([]);
  expect(JSON.stringify(records)).not.toContain("secret");
});

test("an id that names no channel, or one without messages, is told with its reason", async () => {
  await using guild = await guildServer(
    { channels: [textChannel("10"), textChannel("12", { type: 4 })] },
    { "10": {}, "12": {}, "99": {} },
  );

  const { records, quarantined } = await walk(discordChannels(guild));

  expect(idsOf(records)).toEqual(["10"]);
  expect(quarantined).toEqual([
    { record: { id: "12" }, reason: "a channel without messages" },
    { record: { id: "99" }, reason: "no channel of this guild" },
  ]);
});

test("an unknown envelope is refused", async () => {
  await using guild = await guildServer();
  guild.failing.set(`/guilds/${GUILD}/channels`, { json: { channels: [] } });

  await expect(walk(discordChannels(guild))).rejects.toMatchObject({ name: "SourceShapeError" });
});

test("another cohort lands the channel again, and threads that were archived long ago with it", async () => {
  const archived = threadBelow("10", "21", { archived_at: ARCHIVED });
  await using guild = await guildServer({ threads: [archived] }, { "10": { cohort: "3" } });
  const first = await walk(discordChannels(guild));

  const moved = discordChannels({ ...guild, channels: { "10": { cohort: "4" } } });
  const second = await walk(moved, { cursor: first.cursor });

  const cohorts = second.records.map((row) => (row as { as: { cohort: string } }).as.cohort);
  expect([idsOf(second.records), cohorts]).toEqual([
    ["10", "21"],
    ["4", "4"],
  ]);
});

test.each([
  ["its overwrite hides it from everybody", "1024", [{ allow: "0", deny: "1024" }], true],
  ["nobody sees anything but where they are let in", "0", [], true],
  ["it is opened where nothing else is", "0", [{ allow: "1024", deny: "0" }], false],
  ["nothing is said of it in an open guild", "1024", [], false],
  ["what is said of it cannot be read", "1024", [{ allow: "all", deny: "none" }], true],
])("whether a channel is closed: %s", async (_what, permissions, overwrites, isClosed) => {
  const permission_overwrites = overwrites.map((one) => ({ id: GUILD, type: 0, ...one }));
  await using guild = await guildServer({
    channels: [textChannel("10", { permission_overwrites })],
    roles: [{ id: GUILD, permissions }],
  });

  const { records } = await walk(discordChannels(guild));

  expect(records).toMatchObject([{ as: { is_closed: isClosed } }]);
});

test("where the guild does not tell what its members may do, a channel counts as closed", async () => {
  await using guild = await guildServer();
  guild.failing.set(`/guilds/${GUILD}/roles`, { status: 403, json: {} });

  const { records } = await walk(discordChannels(guild));

  expect(records).toMatchObject([{ as: { is_closed: true } }]);
});

test("what a guild itself says under the name of our meaning is worth nothing", async () => {
  await using guild = await guildServer({ channels: [textChannel("10", { as: { cohort: "1" } })] });

  const { records } = await walk(discordChannels(guild));

  expect(records).toMatchObject([{ as: openTo(null) }]);
});

test("a channel whose archive is refused is named, and a second look deletes nothing of it", async () => {
  const threads = [threadBelow("10", "21", { archived_at: ARCHIVED })];
  await using guild = await guildServer({ threads });
  const feed = discordChannels(guild);
  guild.failing.set("/channels/10/threads/archived/public", { status: 403, json: {} });
  guild.failing.set("/channels/22", { status: 403, json: {} });

  const { quarantined } = await walk(feed);
  const keys = await sweepAll(feed);
  const looked = await Promise.all(
    ["21", "22", "23"].map((id) => feed.look!({ keys: [[id]], after: null, until: "", signal })),
  );

  expect(quarantined.map(({ reason }) => reason)).toEqual([
    "the archived threads of this channel are not shown: status 403",
  ]);
  expect(keys).toEqual([["10"]]);
  expect(looked.map(({ gone }) => gone)).toEqual([[], [], [["23"]]]);
});

testWithShared(
  "channels recorded from a real guild are read",
  "recorded-replies/discord/index.json",
  async (index) => {
    const recorded = (file: string): Json =>
      JSON.parse(readFileSync(join(index, "..", file), "utf8")) as Json;
    const guild = "678348980639498428";
    await using server = await loopback(({ path }) => {
      if (path === `/guilds/${guild}/channels`)
        return { json: recorded(`guilds_${guild}_channels.json`) };
      if (path === `/guilds/${guild}/roles`)
        return { json: recorded(`guilds_${guild}_roles.json`) };
      return { json: { threads: [], has_more: false } };
    });
    const http = discordHttp({ url: server.url, token: "t", perSecond: 500 });
    const channels = { "678394406507905129": { cohort: "1" }, "830088231538130965": {} };

    const { records, quarantined } = await walk(discordChannels({ http, guild, channels }));

    expect(quarantined).toEqual([]);
    expect(
      records.map((row) => {
        const { name, as } = row as { name: string; as: { is_closed: boolean } };
        return [name, as.is_closed];
      }),
    ).toEqual([
      ["pagination", false],
      ["moderator-only", true],
    ]);
  },
);
