import { expect, test } from "vitest";

import { refresh, type RefreshInput } from "./refresh.ts";
import { runtimeOf } from "./testing.ts";

const UNTIL = "2026-05-01T00:00:00Z";

const INPUT: RefreshInput = {
  feeds: ["posts", "likes"],
  sweeps: ["posts", "likes"],
  until: UNTIL,
};

class SourceDownError extends Error {
  override readonly name = "SourceDownError";
}

/** As Temporal wraps what an activity threw: the innermost error says what happened. */
function wrapped(cause: Error): Error {
  return new Error("Activity task failed", { cause });
}

interface Faults {
  readonly landing?: Readonly<Record<string, Error>>;
  readonly sweeping?: Readonly<Record<string, Error>>;
  /** Pages of each feed before it says that it is done. */
  readonly pageCount?: number;
  /** Slices of each sweep before it says that it is done. */
  readonly sliceCount?: number;
  /** Feeds whose sweep is one slice all the same. */
  readonly swept?: readonly string[];
  /** Feeds with a sweep that an earlier run has left. */
  readonly unfinished?: readonly string[];
}

/** Activities of a community with one stale model, and what they were asked for, in order. */
function given(faults: Faults = {}) {
  const {
    landing = {},
    sweeping = {},
    pageCount = 1,
    sliceCount = 1,
    swept = [],
    unfinished = [],
  } = faults;
  const asked: string[] = [];
  const slices = new Map<string, number>();
  const landed = new Map<string, number>();
  const act = {
    async landPage({ feed }: { feed: string }) {
      if (landing[feed] !== undefined) throw landing[feed];
      const count = (landed.get(feed) ?? 0) + 1;
      landed.set(feed, count);
      if (count === pageCount) asked.push(`read ${feed}`);
      const isSweepUnfinished = unfinished.includes(feed);
      return { recordCount: 2, quarantinedCount: 0, done: count === pageCount, isSweepUnfinished };
    },
    async sweepFeed({ feed }: { feed: string }) {
      asked.push(`sweep ${feed}`);
      if (sweeping[feed] !== undefined) throw sweeping[feed];
      const count = (slices.get(feed) ?? 0) + 1;
      slices.set(feed, count);
      const done = count >= sliceCount || swept.includes(feed);
      return { isSwept: true, done, keyCount: count, foundCount: 0 };
    },
    async loadLanding() {
      asked.push("load");
    },
    planAssets: async () => [{ model: "members" }],
    async buildModel({ name }: { name: string }) {
      asked.push(`build ${name}`);
    },
    async publishSnapshot() {
      asked.push("publish");
      return { digest: "d1" };
    },
  };
  const run = (input = INPUT, asksMax = Infinity) =>
    refresh(runtimeOf(act, new Set(), { asksMax }) as never, input);
  return { asked, landed, run };
}

const BUILT = { builtCount: 1, snapshot: "d1" };

test("feeds are read and swept before anything is built, and what is built is published", async () => {
  const { asked, run } = given();

  expect(await run({ ...INPUT, sweeps: ["likes"] })).toEqual({
    ...BUILT,
    recordCount: 4,
    failed: [],
  });
  expect(asked).toEqual([
    "read posts",
    "read likes",
    "sweep likes",
    "load",
    "build members",
    "publish",
  ]);
});

test("a source that is down fails alone, by the innermost error's name, and is not swept", async () => {
  const down = wrapped(new SourceDownError("GET https://club/posts.json gave no usable answer"));
  const { asked, run } = given({ landing: { posts: down } });

  expect(await run()).toEqual({
    ...BUILT,
    recordCount: 2,
    failed: [{ feed: "posts", error: "SourceDownError" }],
  });
  expect(asked).toEqual(["read likes", "sweep likes", "load", "build members", "publish"]);
});

test("a sweep that breaks off is named, and everything else goes on", async () => {
  const { asked, run } = given({ sweeping: { posts: new SourceDownError("dropped") } });

  expect(await run()).toEqual({
    ...BUILT,
    recordCount: 4,
    failed: [{ feed: "posts", error: "SourceDownError" }],
  });
  expect(asked).toContain("publish");
});

test("an error that Temporal carried over is named by its type", async () => {
  const failure = Object.assign(new Error("boom"), { type: "SourceShapeError" });
  const { run } = given({ landing: { likes: wrapped(failure) } });

  expect(await run()).toMatchObject({ failed: [{ feed: "likes", error: "SourceShapeError" }] });
});

test.each([
  ["in process", new DOMException("This operation was aborted", "AbortError")],
  ["on Temporal", Object.assign(new Error("Workflow cancelled"), { name: "CancelledFailure" })],
])(
  "a run cancelled %s while it reads ends as cancelled and publishes nothing",
  async (_, cause) => {
    const { asked, run } = given({ landing: { posts: wrapped(cause) } });

    await expect(run()).rejects.toMatchObject({ cause });
    expect(asked).toEqual(["read likes"]);
  },
);

test("a run cancelled while it sweeps ends as cancelled and publishes nothing", async () => {
  const cause = new DOMException("This operation was aborted", "AbortError");
  const { asked, run } = given({ sweeping: { likes: wrapped(cause) } });

  await expect(run()).rejects.toMatchObject({ cause });
  expect(asked).not.toContain("publish");
});

test("a feed longer than one run of pages is read to its end before it is built", async () => {
  const { asked, run } = given({ pageCount: 501 });

  expect(await run({ ...INPUT, feeds: ["posts"], sweeps: [] })).toEqual({
    ...BUILT,
    recordCount: 1002,
    failed: [],
  });
  expect(asked.slice(0, 2)).toEqual(["read posts", "load"]);
});

test("a run that becomes long while it reads builds nothing, and the next one goes on reading", async () => {
  const { asked, landed, run } = given({ pageCount: 8 });
  const input = { ...INPUT, feeds: ["posts"], sweeps: [] };

  const first = await run(input, 2);
  expect([first, asked, landed.get("posts")]).toEqual([{ sweepsLeft: [] }, [], 3]);
  const second = await run(input);

  expect(second).toEqual({ ...BUILT, recordCount: 10, failed: [] });
  expect(asked).toEqual(["read posts", "load", "build members", "publish"]);
});

test("a sweep is done slice by slice before anything is built", async () => {
  const { asked, run } = given({ sliceCount: 3 });

  await run({ ...INPUT, sweeps: ["likes"] });

  expect(asked.slice(2, 6)).toEqual(["sweep likes", "sweep likes", "sweep likes", "load"]);
});

test("a sweep that an earlier run has left goes on in the next one, due or not", async () => {
  const { asked, run } = given({ unfinished: ["likes"] });

  await run({ ...INPUT, sweeps: [] });

  expect(asked.slice(0, 4)).toEqual(["read posts", "read likes", "sweep likes", "load"]);
});

test("a run that becomes long while it sweeps builds nothing, and names what is left", async () => {
  const { asked, run } = given({ sliceCount: 2 });

  expect(await run({ ...INPUT, sweeps: ["likes"] }, 0)).toEqual({ sweepsLeft: ["likes"] });
  expect(asked).toEqual(["read posts", "read likes", "sweep likes"]);
});

test("what failed is left with it, so that the last run can tell of it", async () => {
  const { run } = given({ sweeping: { posts: new SourceDownError("dropped") }, sliceCount: 2 });

  expect(await run(INPUT, 0)).toEqual({ sweepsLeft: ["posts", "likes"] });
});

test("what was swept to its end is not among what is left", async () => {
  const { run } = given({ sliceCount: 2, swept: ["posts"] });

  expect(await run(INPUT, 0)).toEqual({ sweepsLeft: ["likes"] });
});
