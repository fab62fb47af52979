import { expect, test } from "vitest";

import { GUILD, guildServer, messageOf, sentAt, textChannel } from "./given-guild.ts";
import { discordFeeds } from "./feeds.ts";
import { discordProbes } from "./probes.ts";

const { signal } = new AbortController();

test("each stream is looked at with a few requests, and every one of them has a probe", async () => {
  const id = sentAt(0);
  await using guild = await guildServer({
    messages: new Map([["10", [messageOf("10", id)]]]),
    members: [{ user: { id: "7" } }],
    reactions: new Map([[id, new Map([["👍", ["7", "8"]]])]]),
  });
  const probes = discordProbes(guild);

  const seen = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => [name, await probe(signal)]),
  );

  expect(Object.fromEntries(seen)).toEqual({
    ...{ discord_channels: 1, discord_members: 1, discord_messages: 1, discord_reactions: 2 },
  });
  expect(Object.keys(probes).toSorted()).toEqual(
    discordFeeds(guild)
      .map(({ name }) => name)
      .toSorted(),
  );
});

test("messages that come without their text are told with the intent that is missing", async () => {
  const emptied = messageOf("10", sentAt(0), { content: "" });
  await using guild = await guildServer({ messages: new Map([["10", [emptied]]]) });

  await expect(discordProbes(guild)["discord_messages"]!(signal)).rejects.toThrow(
    /1 of the last 1 messages without their text: the bot has no Message Content Intent/,
  );
});

test("a channel that shows nothing though something was said there is told by its name", async () => {
  await using guild = await guildServer({
    channels: [textChannel("10", { name: "cohort-3", last_message_id: "5" })],
  });

  await expect(discordProbes(guild)["discord_messages"]!(signal)).rejects.toThrow(
    /no message of the channel cohort-3[\s\S]*Read Message History/,
  );
});

test("members that are refused are told with the intent that is missing", async () => {
  await using guild = await guildServer();
  guild.failing.set(`/guilds/${GUILD}/members`, { status: 403, json: {} });

  await expect(discordProbes(guild)["discord_members"]!(signal)).rejects.toThrow(
    "Server Members Intent",
  );
});

test("ids that name no channel of the guild are listed", async () => {
  await using guild = await guildServer({}, { "10": {}, "99": {} });

  await expect(discordProbes(guild)["discord_channels"]!(signal)).rejects.toThrow(
    "99 (no channel of this guild)",
  );
});

test("nothing is asked before channels are configured", async () => {
  await using guild = await guildServer({}, null);

  for (const probe of Object.values(discordProbes(guild)))
    await expect(probe(signal)).rejects.toMatchObject({ name: "DiscordUnmappedError" });
  expect(guild.server.requests).toEqual([]);
});
