import { expect, test } from "vitest";

import type { FailureCode } from "../../workflows/error-codes.ts";
import { watchReading } from "./reading-watch.ts";

class SourceDownError extends Error {
  override readonly name = "SourceDownError";
}

const until = "2026-10-05T09:00:00Z";

test("what each feed brought and waits for is known before its page has landed", async () => {
  let now = 0;
  let answer: (page: { recordCount: number; done: boolean }) => void = () => undefined;
  const { activities, readings } = watchReading(
    {
      landPage: ({ feed }: { feed: string; until: string }) =>
        feed === "posts"
          ? Promise.resolve({ recordCount: 50, done: false })
          : new Promise<{ recordCount: number; done: boolean }>((resolve) => (answer = resolve)),
    },
    { now: () => now, onFailed: () => undefined },
  );

  await activities.landPage({ feed: "posts", until });
  const likes = activities.landPage({ feed: "likes", until });
  now = 12_000;

  expect(readings()).toEqual([
    { feed: "posts", recordCount: 50, waiting_ms: null, isDone: false },
    { feed: "likes", recordCount: 0, waiting_ms: 12_000, isDone: false },
  ]);
  answer({ recordCount: 7, done: true });
  await likes;
  expect(readings()[1]).toEqual({ feed: "likes", recordCount: 7, waiting_ms: null, isDone: true });
});

test("each try that failed is told by its code, and fails as it did", async () => {
  const told: [string, FailureCode][] = [];
  const down = new SourceDownError("Discourse gave no usable answer");
  const { activities } = watchReading(
    { landPage: (_input: { feed: string; until: string }) => Promise.reject(down) },
    { now: () => 0, onFailed: (feed, code) => told.push([feed, code]) },
  );

  await expect(activities.landPage({ feed: "posts", until })).rejects.toBe(down);
  expect(told).toEqual([["posts", "SourceDownError"]]);
});
