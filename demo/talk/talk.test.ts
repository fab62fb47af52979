import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { standingClock } from "../clock.ts";
import { drawCommunity } from "../community/community.ts";
import { AS_OF } from "../given-demo.ts";
import { stageTalk } from "./talk.ts";

async function staged({ seed = 7, scale = 0.15, isEmpty = false, now = AS_OF } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "vklad-talk-"));
  const community = drawCommunity({ seed, asOf: AS_OF, scale });
  const clock = standingClock(now);
  const talk = await stageTalk({ seed, asOf: AS_OF, scale, isEmpty, folder, clock, community });
  onTestFinished(async () => {
    await talk.close();
    rmSync(folder, { recursive: true });
  });
  return { ...talk, clock, people: community.people };
}

const eventsOf = ({ twins }: Awaited<ReturnType<typeof staged>>) => twins.posthog.truth.events();
const exportsOf = ({ sources }: Awaited<ReturnType<typeof staged>>) =>
  sources.telegram.export.map((file) => readFileSync(file, "utf8"));

test("the whole community talks, reads and writes on margins as much as was said", async () => {
  const { truth, twins } = await staged({ seed: 1, scale: 1 });

  expect(truth).toMatchObject({
    telegram: { messages: 6_000, broken: 4 },
    discord: { messages: 800 },
    hypothesis: { annotations: 900 },
    posthog: { events: 40_000, broken: 3 },
  });
  expect(truth.telegram.in_both).toBeGreaterThan(300);
  expect(truth.telegram.exported).toBeLessThan(truth.telegram.messages);
  expect(truth.thanks).toBeGreaterThan(100);
  expect(await twins.posthog.truth.eventCount()).toBe(40_003);
});

test("the same seed gives the same accounts, exports and events", async () => {
  const [one, other] = [await staged(), await staged()];

  expect(other.links).toEqual(one.links);
  expect(other.truth).toEqual(one.truth);
  expect(exportsOf(other)).toEqual(exportsOf(one));
  expect(await eventsOf(other)).toEqual(await eventsOf(one));
});

test("a proof joins an account to one person, and a namesake to none", async () => {
  const { links, truth, people, accountsOf } = await staged();

  const proven = links.map(({ b }) => `${b.source}:${b.nativeId}`);
  const all = people.flatMap(accountsOf).map(({ source, nativeId }) => `${source}:${nativeId}`);
  expect(new Set(proven).size).toBe(proven.length);
  expect(new Set(all).size).toBe(all.length);
  expect(all.filter((account) => !proven.includes(account))).toHaveLength(truth.unproven);
  expect(truth.telegram.namesakes).toHaveLength(3);
  for (const id of truth.telegram.namesakes) expect(all).not.toContain(`telegram:${id}`);
});

test("on the first day the systems are there, and nobody has said anything", async () => {
  const { truth, links, twins } = await staged({ isEmpty: true });

  expect(truth.telegram).toMatchObject({ messages: 0, exported: 0, broken: 0 });
  expect([truth.discord.messages, truth.hypothesis.annotations]).toEqual([0, 0]);
  expect(await twins.posthog.truth.eventCount()).toBe(0);
  expect(links.length).toBeGreaterThan(0);
});

test("some of it is said and told after the as-of", async () => {
  const given = await staged();
  const said = () => new Set(given.twins.discord.truth().messages.map(({ id }) => id));
  const before = said();
  const events = await given.twins.posthog.truth.eventCount();

  given.clock.set(AS_OF + 8 * 86_400_000);

  expect([...said()].filter((id) => !before.has(id))).toHaveLength(3);
  expect(await given.twins.posthog.truth.eventCount()).toBe(events + 60);
});
