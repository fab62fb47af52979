import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { walk } from "../testing/walk.ts";
import { discordMessagesBackfill } from "./backfill.ts";
import { guildServer, messageOf, sentAt, textChannel, threadBelow } from "./given-guild.ts";

const { signal } = new AbortController();
const idsOf = (records: readonly Json[]) =>
  records.map((row) => (row as { id: string }).id).toSorted();

/** So many messages of each of three days, a minute apart; the second day is the span. */
function talk(channel: string, count: number) {
  return ["2026-10-01", "2026-10-02", "2026-10-03"].flatMap((day) =>
    Array.from({ length: count }, (_, index) =>
      messageOf(channel, sentAt(index === 0 ? -9 * 60 : index, day)),
    ),
  );
}
const SPAN = { from: "2026-10-02T00:00:00.000Z", to: "2026-10-03T00:00:00.000Z" };
const ofSpan = (messages: readonly { [key: string]: Json }[]) =>
  idsOf(messages.filter(({ timestamp }) => String(timestamp).startsWith("2026-10-02")));

async function givenTalk() {
  const [open, thread, old] = [talk("10", 250), talk("20", 30), talk("21", 5)];
  const guild = await guildServer({
    channels: [textChannel("10")],
    threads: [
      threadBelow("10", "20"),
      threadBelow("10", "21", { archived_at: "2026-10-05T00:00:00.000Z" }),
    ],
    messages: new Map([
      ["10", open],
      ["20", thread],
      ["21", old],
    ]),
  });
  return { guild, all: [...open, ...thread, ...old] };
}

test("messages of the span come from channels, threads and archived ones, and no others", async () => {
  const { guild, all } = await givenTalk();
  await using _guild = guild;

  const { records, quarantined } = await walk(discordMessagesBackfill(guild).open(SPAN));

  expect(idsOf(records)).toEqual(ofSpan(all));
  expect(quarantined).toEqual([]);
});

test("a plan asks for no message, and says that nobody can count them", async () => {
  const { guild } = await givenTalk();
  await using _guild = guild;

  const plan = await discordMessagesBackfill(guild).plan(SPAN, signal);

  expect(plan).toEqual([
    { ...SPAN, recordCount: null, isCounted: false, requestCount: expect.any(Number) },
  ]);
  expect(plan[0]?.requestCount).toBeGreaterThan(0);
  expect(guild.server.requests.filter((asked) => asked.includes("/messages"))).toEqual([]);
});

test("what cannot be read is quarantined, and a refused channel is named", async () => {
  const poison = messageOf("10", sentAt(1, "2026-10-02"), { timestamp: "yesterday" });
  await using guild = await guildServer({ messages: new Map([["10", [poison]]]) });
  const first = await walk(discordMessagesBackfill(guild).open(SPAN));
  guild.failing.set("/channels/10/messages", { status: 403, json: { code: 50_001 } });

  const second = await walk(discordMessagesBackfill(guild).open(SPAN));

  expect(first.quarantined.map(({ reason }) => reason)).toEqual([
    expect.stringContaining("timestamp: "),
  ]);
  expect(second.quarantined).toContainEqual({
    record: { channel_id: "10" },
    reason: "the messages of this channel are not shown: status 403",
  });
});
