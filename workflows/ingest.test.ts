import { expect, test } from "vitest";

import { ingest } from "./ingest.ts";
import { runtimeOf } from "./testing.ts";

const UNTIL = "2026-05-01T00:00:00Z";

test("a feed is read page by page until it says it is done", async () => {
  const pages = [
    { recordCount: 50, done: false },
    { recordCount: 7, done: true },
  ];
  const runtime = runtimeOf({ landPage: async () => pages.shift() ?? never() });

  const ingested = await ingest(runtime, { feed: "discourse_posts", until: UNTIL });

  expect(ingested).toEqual({ recordCount: 57, done: true, isSweepUnfinished: false });
});

test("a feed that never ends is left after a bounded number of pages", async () => {
  const runtime = runtimeOf({ landPage: async () => ({ recordCount: 1, done: false }) });

  const ingested = await ingest(runtime, { feed: "discourse_posts", until: UNTIL });

  expect(ingested).toEqual({ recordCount: 500, done: false, isSweepUnfinished: false });
});

function never(): never {
  throw new Error("No page was left to give.");
}
