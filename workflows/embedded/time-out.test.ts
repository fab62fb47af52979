import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Policy } from "../runtime.ts";
import { createDoorbells } from "./doorbells.ts";
import { embeddedRuntime } from "./runtime.ts";

const TIMEOUT_MS = 60_000;
const DELAY_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Activities of one queue; what each does is told by its name. */
function given(
  concurrency: number,
  activities: Record<string, () => Promise<unknown>>,
  { attempts = 2 }: Partial<Policy> = {},
) {
  const policy: Policy = {
    queue: "work",
    timeout_ms: TIMEOUT_MS,
    attempts,
    firstDelay_ms: DELAY_MS,
    final: ["SourceShapeError"],
  };
  const { act } = embeddedRuntime({
    activities,
    policies: Object.fromEntries(Object.keys(activities).map((name) => [name, policy])),
    queues: { work: { concurrency } },
    doorbells: createDoorbells(),
    now: () => 0,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  return act as Record<string, () => Promise<unknown>>;
}

/** How it ended: its value, or its error's name; null while it goes on. */
function watched(work: Promise<unknown> | undefined) {
  const seen: { ended: unknown } = { ended: null };
  void work?.then(
    (value) => (seen.ended = value),
    (error: unknown) => (seen.ended = (error as Error).name),
  );
  return seen;
}

const never = () => new Promise<never>(() => undefined);

test("an activity past its time fails by the name that Temporal gives it, after its attempts", async () => {
  let tries = 0;
  const act = given(8, {
    hang: () => {
      tries += 1;
      return never();
    },
  });
  const hanging = watched(act["hang"]?.());

  await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
  expect([tries, hanging.ended]).toEqual([1, null]);
  await vi.advanceTimersByTimeAsync(1 + DELAY_MS);
  expect([tries, hanging.ended]).toEqual([2, null]);
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS);

  expect([tries, hanging.ended]).toEqual([2, "TimeoutFailure"]);
});

test("an activity within its time is not cut off, however long it waited for its turn", async () => {
  const act = given(1, {
    slow: () => new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS - 1, "done")),
  });
  const all = [1, 2, 3, 4].map(() => watched(act["slow"]?.()));

  await vi.advanceTimersByTimeAsync(4 * TIMEOUT_MS);

  expect(all.map(({ ended }) => ended)).toEqual(["done", "done", "done", "done"]);
});

test("in a queue of one the next attempt begins when the overdue one has really ended", async () => {
  const log: string[] = [];
  const first = Promise.withResolvers<string>();
  const act = given(1, {
    build: async () => {
      const attempt = log.filter((line) => line === "begins").length + 1;
      log.push("begins");
      const result = attempt === 1 ? await first.promise : "second";
      log.push("ends");
      return result;
    },
  });
  const building = watched(act["build"]?.());

  await vi.advanceTimersByTimeAsync(TIMEOUT_MS + DELAY_MS + TIMEOUT_MS - 1);
  expect(log).toEqual(["begins"]);
  first.resolve("first, too late");
  await vi.advanceTimersByTimeAsync(0);

  expect(log).toEqual(["begins", "ends", "begins", "ends"]);
  expect(building.ended).toBe("second");
});

test("an overdue attempt that never ends fails what waits for it, and is never overlapped", async () => {
  let tries = 0;
  const act = given(1, {
    hang: () => {
      tries += 1;
      return never();
    },
    other: async () => "done",
  });
  const hanging = watched(act["hang"]?.());
  const other = watched(act["other"]?.());

  await vi.advanceTimersByTimeAsync(TIMEOUT_MS + DELAY_MS + TIMEOUT_MS);

  expect([tries, hanging.ended, other.ended]).toEqual([1, "TimeoutFailure", "TimeoutFailure"]);
});

test("a queue whose overdue attempt ends after all serves again", async () => {
  const stuck = Promise.withResolvers<never>();
  const act = given(1, { hang: () => stuck.promise, other: async () => "done" }, { attempts: 1 });
  const hanging = watched(act["hang"]?.());
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
  const waiting = watched(act["other"]?.());

  await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
  stuck.reject(new Error("too late, and nobody's business any more"));
  await vi.advanceTimersByTimeAsync(0);

  expect([hanging.ended, waiting.ended]).toEqual(["TimeoutFailure", "done"]);
});
