import { expect, test } from "vitest";

import type { Feed } from "../../sources/source.ts";
import { testClock } from "../../sources/testing/clock.ts";
import type { SentRequest } from "../../sources/usage.ts";
import { loopback } from "../../sources/testing/loopback.ts";
import { seededBytes } from "../../test/seed.ts";
import { connectors } from "../community/connectors.ts";
import { passingIdentityKey } from "../community/identity-key.ts";
import { byName, declaredStreams, openCounters, openFeeds } from "./feeds.ts";
import { sweptFeeds, systemOf, unreadSystems } from "./feeds.ts";

const [stream] = declaredStreams;

function feed(name: string, more: Partial<Feed> = {}): Feed {
  return {
    name,
    stream: stream!,
    fetchPage: () => Promise.reject(new Error("Nobody asks.")),
    ...more,
  };
}

test("several feeds of one stream stand side by side", () => {
  const live = feed(stream!.name);
  const archive = feed(`${stream!.name}@export`);

  expect([...byName([live, archive]).values()]).toEqual([live, archive]);
});

test("two feeds of one name are refused: they would share a cursor", () => {
  const twice = [feed(stream!.name), feed(stream!.name)];

  expect(() => byName(twice)).toThrow(`Two feeds are called ${stream!.name}`);
});

test("a feed that is not named after its stream is refused: it would land in another's folder", () => {
  expect(() => byName([feed("users@export")])).toThrow(
    `expected ${stream!.name} for the live feed`,
  );
  expect(() => byName([feed(`${stream!.name}@../x`)])).toThrow("expected");
});

test("a feed of a stream that nobody declares is refused: it would never be loaded", () => {
  const unknown = { name: "diary", primaryKey: ["id"] };

  expect(() => byName([feed("diary", { stream: unknown })])).toThrow("does not declare");
});

test("no two systems declare one stream", () => {
  const names = declaredStreams.map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
});

test("only feeds that list what still exists are swept", () => {
  const sweeping = feed(stream!.name, {
    sweep: async () => ({ keys: [], after: null, done: true }),
  });

  expect(sweptFeeds(byName([sweeping, feed(`${stream!.name}@export`)]))).toEqual([stream!.name]);
});

test.each([
  [["nocodb_records", "nocodb_tables"], ["nocodb"]],
  [["nocodb_records"], []],
  [["guides_sections", "discourse_posts"], ["guides"]],
  [[], []],
])("of %j nothing was read of %j", (failed, systems) => {
  expect(unreadSystems(failed)).toEqual(systems);
});

test("whatever is asked of a system is counted under its name, by its feeds and its counts", async () => {
  await using server = await loopback(() => ({ status: 401, json: {} }));
  const { url } = server;
  const token = seededBytes("a token of each system").toString("hex");
  const systems = {
    discord: { url, token, guild: "1", channels: { "10": {} } },
    discourse: { url, apiKey: token, apiUsername: "system" },
    hypothesis: { url, token, groups: ["g1"], moderates: false },
    nocodb: { url, token, baseId: "p1", tables: {} },
    posthog: connectors
      .find(({ name }) => name === "posthog")!
      .settings.parse({ url, project: "1" }),
    telegram: { url, token: `1:${token}`, chats: {}, updates: "polling" },
  };
  Object.assign(systems.posthog, { apiKey: token });
  const counted = new Map<string, number>();
  const of = (system: string) => ({
    note: () => counted.set(system, (counted.get(system) ?? 0) + 1),
  });
  const usage = { of, flush: () => undefined, [Symbol.dispose]: () => undefined };
  const connections = { systems, pace: { perSecond: 1_000, clock: testClock() } };
  const identity = passingIdentityKey();
  const request = { until: "2026-10-05T09:00:00.000Z", signal: new AbortController().signal };

  for (const one of openFeeds(connections, { ledger: null, identity, usage }).values())
    await one.fetchPage({ cursor: null, ...request }).catch(() => undefined);
  const byFeeds = new Map(counted);
  for (const count of Object.values(openCounters(connections, { identity, usage })))
    await count(request).catch(() => undefined);

  expect([...byFeeds.keys()]).toEqual(Object.keys(systems));
  const sum = [...counted.values()].reduce((a, b) => a + b, 0);
  expect(sum).toBe(server.requests.length);
  const more = [...counted].filter(([system, count]) => count > (byFeeds.get(system) ?? 0));
  expect(more.map(([system]) => system)).toEqual(["hypothesis", "nocodb", "posthog"]);
});

test("a stream is read from the system that declares it", () => {
  expect(["posthog_events", "ledger_events"].map(systemOf)).toEqual(["posthog", null]);
});

test("a system is asked as often as its settings say, and as a test says before that", async () => {
  const clock = testClock();
  const rates: number[] = [];
  await using server = await loopback(() => ({ json: { category_list: { categories: [] } } }));
  const askedAt = async (settings: object, pace: object) => {
    const usage = {
      of: () => ({ note: ({ perMinute }: SentRequest) => rates.push(perMinute) }),
      flush: () => undefined,
      [Symbol.dispose]: () => undefined,
    };
    const connection = { url: server.url, apiKey: "key", apiUsername: "system", ...settings };
    const feeds = openFeeds(
      { systems: { discourse: connection }, pace: { clock, ...pace } },
      { ledger: null, identity: passingIdentityKey(), usage },
    );
    const { signal } = new AbortController();
    const request = { cursor: null, until: "2026-10-05T09:00:00Z", signal };
    await feeds.get("discourse_categories")?.fetchPage(request);
    return Math.round(rates.splice(0).at(-1) ?? 0);
  };

  const set = { perMinute: 300 };
  expect(await askedAt({}, {})).toBe(60);
  expect(await askedAt(set, {})).toBe(300);
  expect(await askedAt(set, { perSecond: 500 })).toBe(30_000);
});
