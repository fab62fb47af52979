import { expect, test } from "vitest";

import { discordHttp } from "../discord/options.ts";
import { asSent } from "../records.ts";
import { testClock } from "../testing/clock.ts";
import { loopback } from "../testing/loopback.ts";
import type { Reply } from "../testing/loopback.ts";

const { signal } = new AbortController();

const left = (remaining: number, resetAfter: string, bucket = "b1"): Reply["headers"] => ({
  "X-RateLimit-Bucket": bucket,
  "X-RateLimit-Remaining": `${remaining}`,
  "X-RateLimit-Reset-After": resetAfter,
});

async function given(answer: (path: string) => Reply) {
  const clock = testClock();
  const server = await loopback(({ path }) => ({ json: [], ...answer(path) }));
  const http = discordHttp({ url: server.url, token: "t", perSecond: 1_000, burst: 100, clock });
  const ask = (path: string) => http.get(asSent, path, { signal });
  return { clock, server, ask, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test("once a bucket is empty nobody asks of it until it is full again", async () => {
  await using discord = await given(() => ({ headers: left(0, "2.5")! }));

  await discord.ask("/channels/1/messages");
  await discord.ask("/channels/1/messages");

  expect(discord.clock.sleeps).toEqual([2_500]);
});

test("routes of one bucket share it, within one channel", async () => {
  await using discord = await given((path) =>
    path === "/channels/1/messages" ? { headers: left(0, "2")! } : { headers: left(5, "2")! },
  );
  await discord.ask("/channels/1/threads");
  await discord.ask("/channels/2/messages");
  await discord.ask("/channels/1/messages");
  const before = [...discord.clock.sleeps];

  await discord.ask("/channels/2/messages");
  await discord.ask("/channels/1/threads");

  expect([before, discord.clock.sleeps]).toEqual([[], [2_000]]);
});

test("a 429 is waited out for as long as its body says, and concerns its bucket alone", async () => {
  await using discord = await given(() => ({}));
  const body = { message: "You are being rate limited.", retry_after: 1.337, global: false };
  discord.server.faults.push({ status: 429, json: body, headers: { "Retry-After": "2" } });

  await discord.ask("/channels/1/messages");
  await discord.ask("/channels/2/messages");

  expect(discord.clock.sleeps).toEqual([1_337]);
});

test("a global 429 stops all of us", async () => {
  await using discord = await given(() => ({}));
  const body = { message: "You are being rate limited.", retry_after: 4, global: true };
  discord.server.faults.push({ status: 429, json: body });
  const asked: number[] = [];

  await discord.ask("/channels/1/messages").then(() => asked.push(discord.clock.now()));

  // The pause of the limiter ends with the wait of whoever met it.
  expect(discord.clock.sleeps[0]).toBe(4_000);
  expect(asked).toHaveLength(1);
});
