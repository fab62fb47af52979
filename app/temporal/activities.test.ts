import { MockActivityEnvironment } from "@temporalio/testing";
import { expect, test, vi } from "vitest";

import type { Activities } from "../../workflows/activities.ts";
import { activitiesOf } from "./activities.ts";
import { quietCore } from "./workers.ts";

quietCore();

const MESSAGE = "The record of ada@example.org has no id.";

class SourceShapeError extends Error {
  override readonly name = "SourceShapeError";
}

function given(activities: Partial<Activities>, onError = () => {}) {
  return activitiesOf("fetch", activities, onError);
}

test("a queue's worker is given the activities of that queue, and no others", () => {
  const given = activitiesOf(
    "chain",
    { landPage: vi.fn(), sendBatch: vi.fn() } as Partial<Activities>,
    () => {},
  );

  expect(Object.keys(given)).toEqual(["sendBatch"]);
});

test("a failure leaves its name in the history, and its message to the operator", async () => {
  const onError = vi.fn();
  const error = new SourceShapeError(MESSAGE);
  const { landPage } = given({ landPage: () => Promise.reject(error) }, onError);

  const failure = await new MockActivityEnvironment()
    .run(landPage ?? expect.fail(), { feed: "discourse_posts" })
    .catch((thrown: unknown) => thrown);

  expect(failure).toMatchObject({ type: "SourceShapeError", stack: "", cause: undefined });
  expect(`${(failure as Error).message}`).toBe("SourceShapeError in landPage");
  expect(onError.mock.calls).toEqual([["landPage", error]]);
});

test("an activity says that it is alive for as long as it works", async () => {
  vi.useFakeTimers();
  const beat = vi.fn();
  const work = Promise.withResolvers<never>();
  const { landPage } = given({ landPage: () => work.promise });
  const environment = new MockActivityEnvironment();
  environment.on("heartbeat", beat);

  const running = environment.run(landPage ?? expect.fail(), {});
  await vi.advanceTimersByTimeAsync(11_000);
  work.resolve({ recordCount: 0, quarantinedCount: 0, done: true } as never);
  await running;
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();

  expect(beat).toHaveBeenCalledTimes(2);
});
