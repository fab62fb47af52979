import { expect, test } from "vitest";

import type { Policy } from "../runtime.ts";
import { createDoorbells } from "./doorbells.ts";
import { embeddedRuntime } from "./runtime.ts";

const POLICY: Policy = {
  queue: "warehouse",
  // Only what hangs: how it is kept is told by `time-out.test.ts`.
  timeout_ms: 60_000,
  attempts: 3,
  firstDelay_ms: 1,
  final: ["SourceShapeError"],
};

class SourceShapeError extends Error {
  override readonly name = "SourceShapeError";
}

function given<A extends Record<string, (input: never) => Promise<unknown>>>(
  activities: A,
  policies: object = Object.fromEntries(Object.keys(activities).map((name) => [name, POLICY])),
) {
  const stop = new AbortController();
  const doorbells = createDoorbells();
  const runtime = embeddedRuntime({
    activities,
    policies: policies as { readonly [K in keyof A & string]: Policy },
    queues: {
      fetch: { concurrency: 8 },
      warehouse: { concurrency: 1 },
      chain: { concurrency: 1 },
    },
    doorbells,
    now: () => 0,
    onProgress: () => undefined,
    signal: stop.signal,
  });
  return { runtime, doorbells, stop };
}

test("an activity is tried as often as its policy says, and no more", async () => {
  let tries = 0;
  const { runtime } = given({
    fetchPage: async () => {
      tries += 1;
      throw new Error(`try ${tries}`);
    },
  });

  await expect(runtime.act.fetchPage()).rejects.toThrow("try 3");
});

test("what no further try can mend is tried once", async () => {
  let tries = 0;
  const { runtime } = given({
    fetchPage: async () => {
      tries += 1;
      throw new SourceShapeError("the envelope is unknown");
    },
  });

  await expect(runtime.act.fetchPage()).rejects.toThrow(SourceShapeError);
  expect(tries).toBe(1);
});

test("the one-slot queue runs one activity at a time, in the order of asking", async () => {
  const log: string[] = [];
  const { runtime } = given({
    build: async (name: string) => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`${name} ends`);
    },
  });

  await Promise.all([runtime.act.build("a"), runtime.act.build("b")]);

  expect(log).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});

test("runs that need the same key take turns, also after one that fails", async () => {
  const log: string[] = [];
  const { runtime } = given({});
  const gates = new Map(["a", "b", "c"].map((name) => [name, Promise.withResolvers<void>()]));
  const turn = (name: string) =>
    runtime.exclusive("tables", async () => {
      log.push(`${name} begins`);
      await gates.get(name)?.promise;
      log.push(`${name} ends`);
    });

  const turns = [turn("a"), turn("b"), turn("c")];
  gates.get("c")?.resolve();
  gates.get("b")?.resolve();
  gates.get("a")?.reject(new Error("This one is broken."));
  const ended = await Promise.allSettled(turns);

  expect(ended.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(log).toEqual(["a begins", "b begins", "b ends", "c begins", "c ends"]);
});

test("runs that need different keys do not wait for each other", async () => {
  const { runtime } = given({});
  const other = Promise.withResolvers<string>();

  const heard = runtime.exclusive("tables", () => other.promise);
  await runtime.exclusive("chain", async () => other.resolve("the other had its turn"));

  expect(await heard).toBe("the other had its turn");
});

test("a ring before the wait is heard once; silence ends with the time given", async () => {
  const { runtime, doorbells } = given({});
  doorbells.ring("approval:d1");

  const heard = [
    await runtime.wait("approval:d1", 1_000),
    await runtime.wait("approval:d1", 5),
    await runtime.wait("approval:d2", 5),
  ];

  expect(heard).toEqual([true, false, false]);
});

test("who stops the process does not wait for an activity that hangs", async () => {
  const { runtime, stop } = given({ hang: () => new Promise(() => undefined) });
  const running = runtime.act.hang();

  stop.abort();

  await expect(running).rejects.toThrow(/abort/i);
});

test("an activity without a policy ends the start, and is not left without a queue", () => {
  const activities = { embedTexts: async () => undefined };

  expect(() => given(activities, {})).toThrow("Activity embedTexts has no policy");
});

test("what a process was not opened for is refused by name where a workflow asks for it", async () => {
  const { act } = embeddedRuntime({
    activities: { build: async () => "built" },
    policies: { build: POLICY, pay: { ...POLICY, queue: "chain" } } as never,
    queues: { warehouse: { concurrency: 1 }, chain: { concurrency: 1 } },
    runs: ["warehouse"],
    doorbells: createDoorbells(),
    now: () => 0,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  }) as unknown as { act: Record<"build" | "pay", () => Promise<unknown>> };

  expect(await act.build()).toBe("built");
  await expect(act.pay()).rejects.toThrow("Activity pay is for queue chain, which this process");
});
