import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { testWithShared } from "../../test/shared.ts";
import type { Json } from "../source.ts";
import { GUILD, guildServer } from "./given-guild.ts";
import { loopback } from "../testing/loopback.ts";
import { sweepAll, walk } from "../testing/walk.ts";
import { discordMembers } from "./members.ts";
import { discordHttp } from "./options.ts";

const MEMBERS = `/guilds/${GUILD}/members`;

const member = (id: string, more: { readonly [key: string]: Json } = {}) => ({
  ...{ user: { id, username: `u${id}`, global_name: null }, nick: null, roles: [] },
  joined_at: "2026-05-01T00:00:00.000000+00:00",
  ...more,
});

test("members land with their ids, and nothing of what they look like or were forbidden", async () => {
  const [ann, bob] = [member("7"), member("8", { nick: "Bob" })];
  const more = { communication_disabled_until: "2026-11-01T00:00:00Z", mute: true };
  const shown = { ...ann, ...more, user: { ...ann.user, avatar: "a1", email: "ann@example.org" } };
  await using guild = await guildServer({ members: [shown, bob] });

  const { records } = await walk(discordMembers(guild));

  expect(records).toEqual([
    { ...ann, user_id: "7" },
    { ...bob, user_id: "8" },
  ]);
});

test("a member that cannot be read is quarantined and the others come", async () => {
  const poison = member("9", { joined_at: "yesterday" });
  await using guild = await guildServer({ members: [member("7"), poison] });

  const { records, quarantined } = await walk(discordMembers(guild));

  expect(records).toHaveLength(1);
  expect(quarantined).toMatchObject([{ reason: expect.stringContaining("joined_at: ") }]);
});

test("an unknown envelope is refused", async () => {
  await using guild = await guildServer();
  guild.failing.set(MEMBERS, { json: { members: [] } });

  await expect(walk(discordMembers(guild))).rejects.toMatchObject({ name: "SourceShapeError" });
});

test("a list of more than a page is walked by ids, and a page cut short costs nobody", async () => {
  const members = Array.from({ length: 2_300 }, (_, index) => member(`${index + 1}`));
  await using guild = await guildServer({ members });
  const feed = discordMembers(guild);

  const { records } = await walk(feed, {
    afterPage: (page) => {
      if (page === 0) guild.server.faults.push({ json: members.slice(1_000, 1_500) });
    },
  });

  expect(new Set(records.map((row) => (row as { user_id: string }).user_id)).size).toBe(2_300);
  expect(await sweepAll(feed)).toHaveLength(2_300);
});

test("whoever joined after the run began comes with the next one", async () => {
  const late = member("8", { joined_at: "2026-10-05T09:30:00Z" });
  await using guild = await guildServer({ members: [member("7"), late] });

  const { records } = await walk(discordMembers(guild));

  expect(records.map((row) => (row as { user_id: string }).user_id)).toEqual(["7"]);
});

test("without the intent the stream fails by its name", async () => {
  await using guild = await guildServer();
  guild.failing.set(MEMBERS, { status: 403, json: { message: "Missing Access", code: 50001 } });

  await expect(walk(discordMembers(guild))).rejects.toMatchObject({
    name: "DiscordIntentError",
    message: expect.stringContaining("Server Members Intent"),
  });
});

testWithShared(
  "members recorded from a real guild are read",
  "recorded-replies/discord/guilds_678348980639498428_members_after_0_limit_1000.json",
  async (path) => {
    const recorded = JSON.parse(readFileSync(join(path), "utf8")) as Json[];
    await using server = await loopback(() => ({ json: recorded }));
    const http = discordHttp({ url: server.url, token: "t", perSecond: 500 });

    const { records, quarantined } = await walk(
      discordMembers({ http, guild: "678348980639498428", channels: {} }),
    );

    expect([records.length, quarantined]).toEqual([recorded.length, []]);
    expect(JSON.stringify(records)).not.toContain("avatar");
  },
);
