/** What runs and sweeps make of a guild that goes on living, in landing and in the tables. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { GUILD, guildServer, messageOf, sentAt, textChannel, threadBelow } from "./given-guild.ts";
import type { GuildServer } from "./given-guild.ts";
import { landedFrom } from "./given-landed.ts";

const OLD = "2026-03-01";

/** No two messages have one id, in whatever channel. */
function idIn(channel: string, minutes: number, day?: string): string {
  return `${BigInt(sentAt(minutes, day)) + BigInt(channel)}`;
}

/** Two channels with a thread, messages of half a year, reactions and members. */
async function givenGuild() {
  const dir = await mkdtemp(join(tmpdir(), "vklad-guild-"));
  const thread = threadBelow("10", "20", { archived_at: "2026-03-02T00:00:00Z" });
  const talk = (channel: string) => [
    ...Array.from({ length: 120 }, (_, index) => messageOf(channel, idIn(channel, index, OLD))),
    ...Array.from({ length: 5 }, (_, index) => messageOf(channel, idIn(channel, index))),
  ];
  const reacted = [idIn("10", 3, OLD), idIn("11", 3, OLD), idIn("20", 2)];
  const guild = await guildServer(
    {
      channels: [textChannel("10"), textChannel("11")],
      threads: [thread],
      messages: new Map(["10", "11", "20"].map((id) => [id, talk(id)])),
      members: ["7", "8", "9"].map((id) => ({ user: { id, username: `u${id}` } })),
      reactions: new Map(reacted.map((id) => [id, new Map([["👍", ["7", "8"]]])])),
    },
    { "10": {}, "11": { cohort: "3" } },
  );
  onTestFinished(async () => {
    await guild[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  });
  return { ...guild, ...landedFrom(guild, dir) };
}

/** The same of the guild itself. */
function shownBy({ given }: GuildServer) {
  const messages = [...given.messages.values()].flat();
  const isThere = new Set(messages.map(({ id }) => id));
  const channelOf = new Map(messages.map(({ id, channel_id }) => [id, channel_id]));
  const rows = {
    discord_channels: [...given.channels, ...given.threads].map(({ id }) => [id, null]),
    discord_members: given.members.map(({ user }) => [(user as { id: string }).id, null]),
    discord_messages: messages.map(({ id, channel_id, content }) => [channel_id, id, content]),
    discord_reactions: [...given.reactions]
      .filter(([message]) => isThere.has(message))
      .flatMap(([message, of]) =>
        [...of].flatMap(([emoji, users]) =>
          users.map((user) => [channelOf.get(message), message, emoji, user, null]),
        ),
      ),
  };
  return Object.fromEntries(
    Object.entries(rows).map(([name, keys]) => [name, keys.map((key) => key.join()).toSorted()]),
  );
}

test("what was edited, withdrawn and deleted, however old, is as it is after a run with a sweep", async () => {
  const guild = await givenGuild();
  await guild.run();
  const { messages, reactions, members, threads } = guild.given;
  messages.get("10")![4] = messageOf("10", idIn("10", 4, OLD), { content: "rewritten long after" });
  messages.set("11", messages.get("11")!.slice(7, -1));
  messages.delete("20");
  threads.splice(0);
  reactions.get(idIn("10", 3, OLD))!.set("👍", ["8"]);
  members.splice(1, 1);

  await guild.run();
  await guild.sweep();

  expect(await guild.held()).toEqual(shownBy(guild));
});

test("a channel that is refused, a list that is empty and a bot that may read nothing delete nothing", async () => {
  const guild = await givenGuild();
  await guild.run();
  const before = await guild.held();
  guild.failing.set("/channels/11/messages", { status: 403, json: {} });
  guild.failing.set("/channels/10/messages", { json: [] });
  guild.failing.set("/channels/10/threads/archived/public", { status: 403, json: {} });
  for (const { id } of guild.given.messages.get("10")!)
    guild.failing.set(`/channels/10/messages/${String(id)}`, { status: 403, json: {} });

  await guild.run();
  await guild.sweep();

  expect(await guild.held()).toEqual(before);
  expect(before).toEqual(shownBy(guild));
});

test("a second run lands nothing", async () => {
  const guild = await givenGuild();
  await guild.run();
  await guild.sweep();

  const again = await Promise.all(guild.feeds.map(({ name }) => guild.landPage(name)));

  expect(again.map(({ recordCount, quarantinedCount }) => [recordCount, quarantinedCount])).toEqual(
    guild.feeds.map(() => [0, 0]),
  );
});

test("members are those of the guild, whatever its id", async () => {
  const guild = await givenGuild();

  await guild.run();

  expect(guild.server.requests.filter((asked) => asked.includes("/guilds/"))).toEqual(
    guild.server.requests.filter((asked) => asked.startsWith(`/guilds/${GUILD}/`)),
  );
});
