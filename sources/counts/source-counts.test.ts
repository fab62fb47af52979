import { expect, test } from "vitest";

import type { Counter } from "../connector.ts";
import type { Json } from "../source.ts";
import { failedCounts, sourceCounts } from "./source-counts.ts";

const POSTS = "nocodb_records";

/** A system with ten records in a table; what is read moves only when told to. */
function givenFeed(counters: Readonly<Record<string, Counter>>) {
  const given = { read: new Map<string, string>(), asked: 0 };
  const counting = Object.fromEntries(
    Object.entries(counters).map(([stream, count]): [string, Counter] => [
      stream,
      (request) => {
        given.asked += 1;
        return count(request);
      },
    ]),
  );
  let now = 0;
  const feed = sourceCounts({
    counters: counting,
    readUntil: async () => given.read,
    now: () => now,
  });
  let cursor: Awaited<ReturnType<typeof feed.fetchPage>>["cursor"] = null;
  const run = async (until: string, signal = new AbortController().signal) => {
    now = Date.parse(until) + 60_000;
    const page = await feed.fetchPage({ cursor, until, signal });
    cursor = page.cursor;
    expect(page.done).toBe(true);
    return page.records as readonly Readonly<Record<string, Json>>[];
  };
  return Object.assign(given, { run, failed: () => failedCounts(cursor) });
}

const ten: Counter = async () => [{ part: "m1", count: 10 }];

test("a count lands once its stream was read past it, and says until when it counted", async () => {
  const given = givenFeed({ [POSTS]: ten });

  expect(await given.run("2026-10-05T00:10:00.000Z")).toEqual([]);
  given.read.set(POSTS, "2026-10-05T00:10:00Z");
  expect(await given.run("2026-10-05T00:25:00.000Z")).toEqual([]);
  given.read.set(POSTS, "2026-10-05T00:25:00Z");
  expect(await given.run("2026-10-05T00:40:00.000Z")).toEqual([
    {
      ...{ stream: POSTS, part: "m1", record_count: 10, made_from: null },
      seen_until: "2026-10-05T00:16:00.000Z",
    },
  ]);
  expect(await given.run("2026-10-05T00:55:00.000Z")).toEqual([]);
});

test("systems are asked once a day, however often it is read", async () => {
  const given = givenFeed({ [POSTS]: ten });

  await given.run("2026-10-05T00:10:00.000Z");
  await given.run("2026-10-05T12:00:00.000Z");
  expect(given.asked).toBe(1);
  await given.run("2026-10-06T00:10:00.000Z");
  expect(given.asked).toBe(2);
});

test("a count of its own bounds keeps them, and waits as any other", async () => {
  const made = { from: "2026-10-01T00:00:00.000000Z", before: "2026-10-03T00:00:00.000000Z" };
  const given = givenFeed({ posthog_events: async () => [{ part: "2026-10", count: 7, made }] });
  await given.run("2026-10-05T00:10:00.000Z");
  // Past its bounds, but not past the count: a late event within them may not have been read.
  given.read.set("posthog_events", "2026-10-05T00:10:00Z");
  expect(await given.run("2026-10-05T00:25:00.000Z")).toEqual([]);
  given.read.set("posthog_events", "2026-10-05T00:25:00Z");

  expect(await given.run("2026-10-05T00:40:00.000Z")).toEqual([
    {
      ...{ stream: "posthog_events", part: "2026-10", record_count: 7 },
      ...{ made_from: made.from, seen_until: made.before },
    },
  ]);
});

test("a system that does not count fails alone, is named, and what waited of it stays", async () => {
  let isDown = false;
  const given = givenFeed({
    [POSTS]: async (request) => {
      if (isDown) throw new TypeError("fetch failed");
      return ten(request);
    },
    posthog_events: ten,
  });
  await given.run("2026-10-05T00:10:00.000Z");
  isDown = true;
  await given.run("2026-10-06T00:10:00.000Z");
  for (const stream of [POSTS, "posthog_events"]) given.read.set(stream, "2026-10-07T00:00:00Z");

  const landed = await given.run("2026-10-06T00:25:00.000Z");

  expect(given.failed()).toEqual([{ stream: POSTS, error: "TypeError" }]);
  expect(landed.map(({ stream, seen_until }) => [stream, seen_until])).toEqual([
    [POSTS, "2026-10-05T00:16:00.000Z"],
    ["posthog_events", "2026-10-06T00:16:00.000Z"],
  ]);
  isDown = false;
  await given.run("2026-10-07T00:10:00.000Z");
  expect(given.failed()).toEqual([]);
});

test("a run that is stopped is stopped, and not taken for a system that does not count", async () => {
  const stopped = new AbortController();
  const given = givenFeed({
    [POSTS]: async () => {
      stopped.abort(new Error("stopped"));
      throw new Error("fetch failed");
    },
  });

  await expect(given.run("2026-10-05T00:10:00.000Z", stopped.signal)).rejects.toThrow("stopped");
});
