import { expect, test } from "vitest";

import { loopback } from "../testing/loopback.ts";
import { testClock } from "../testing/clock.ts";
import { posthog } from "./connector.ts";
import { inMicroseconds } from "./instant.ts";
import { isPersonal, PROPERTIES, withoutQuery } from "./properties.ts";

const GIVEN = { url: "https://eu.posthog.com", project: 7 };

test("what is left out has the values that suit most communities", () => {
  expect(posthog.settings.parse(GIVEN)).toEqual({
    url: "https://eu.posthog.com",
    project: "7",
    properties: [...PROPERTIES],
    settleMinutes: 5,
    lateDays: 45,
    personsEveryHours: 3,
  });
});

test.each([
  "$ip",
  "$geoip_city_name",
  "$raw_user_agent",
  "$user_agent",
  "$device_id",
  "$device_type",
  "$os",
  "$browser_version",
  "$screen_height",
  "$set",
  "$set_once",
  "$initial_referrer",
  "$session_id",
  "email",
  "userEmail",
  "phone",
  "name",
  "first_name",
  "user_name",
  "access_token",
  "ip",
  "ip_address",
])("no allow-list may hold %s", (property) => {
  expect(isPersonal(property)).toBe(true);
  const { success } = posthog.settings.safeParse({ ...GIVEN, properties: [property] });
  expect(success).toBe(false);
});

test.each([...PROPERTIES, "chapter", "description", "tipping_point", "shipped", "latest"])(
  "an allow-list may hold %s",
  (property) => {
    expect(posthog.settings.safeParse({ ...GIVEN, properties: [property] }).success).toBe(true);
  },
);

test.each([
  ["https://a.example.org/b?c=d#e", "https://a.example.org/b"],
  ["http://ada:pw@a.example.org/b", "http://a.example.org/b"],
  ["//a.example.org/b?c", "//a.example.org/b"],
  ["/a/b#access_token=x", "/a/b"],
  ["/a/b;jsessionid=x", "/a/b"],
  [" https://a.example.org/?x", "https://a.example.org/"],
  ["is it so?", "is it so?"],
])("of %j there lands %j", (given, landed) => {
  expect(withoutQuery(given)).toBe(landed);
});

test.each([
  ["2026-10-04T12:00:00Z", "2026-10-04T12:00:00.000000Z"],
  ["2026-10-04 12:00:00.1", "2026-10-04T12:00:00.100000Z"],
  ["2026-10-04T12:00:00.123456789+05:30", "2026-10-04T06:30:00.123456Z"],
  ["2026-10-04T23:30:00.000001-03", "2026-10-05T02:30:00.000001Z"],
  ["2026-02-29T00:00:00Z", null],
  ["2026-10-04", null],
  ["9999-12-31T23:30:00-03:00", null],
  [1_759_579_200, null],
])("%j is the instant %j", (given, instant) => {
  expect(inMicroseconds(given)).toBe(instant);
});

test("a probe of each feed asks for one row, and says what came", async () => {
  await using server = await loopback(({ body }) => ({
    json: { columns: ["x"], results: body.includes("LIMIT 1") ? [["1"]] : [] },
  }));
  const connection = posthog.settings.parse({ ...GIVEN, url: server.url });
  const pace = { perSecond: 1000, clock: testClock() };
  const tools = { hash: String, pace };
  const feeds = posthog.open({ ...connection, apiKey: "key" }, tools);
  const probes = posthog.probes?.({ ...connection, apiKey: "key" }, tools) ?? {};
  const { signal } = new AbortController();

  const seen = await Promise.all(Object.values(probes).map((probe) => probe(signal)));

  expect(seen).toEqual([1, 1, 1]);
  expect(Object.keys(probes).toSorted()).toEqual(feeds.map(({ name }) => name).toSorted());
});
