import { expect, test } from "vitest";

import { refreshInParts } from "./refresh-in-parts.ts";
import { runtimeOf } from "./testing.ts";

const MINUTE_MS = 60_000;

interface Community {
  /** Minutes that each feed has still to be read. */
  readonly toRead?: Readonly<Record<string, number>>;
  /** The same of its sweep, which was begun before. */
  readonly toSweep?: Readonly<Record<string, number>>;
  /** Records that a slice of each sweep finds. */
  readonly foundCount?: number;
  readonly openMonths?: readonly string[];
}

/** A page and a slice take a minute each. What was asked for, in order, and how long a run took. */
function given({ toRead = {}, toSweep = {}, foundCount = 0, openMonths = [] }: Community) {
  const left = { read: new Map(Object.entries(toRead)), sweep: new Map(Object.entries(toSweep)) };
  const asked: string[] = [];
  const minuteOf = (what: Map<string, number>, feed: string) => {
    what.set(feed, (what.get(feed) ?? 1) - 1);
    return (what.get(feed) ?? 0) <= 0;
  };
  const act = {
    async landPage({ feed }: { feed: string }) {
      await runtime.sleep(left.read.has(feed) ? MINUTE_MS : 0);
      const done = minuteOf(left.read, feed);
      if (done) asked.push(`read ${feed}`);
      const isSweepUnfinished = (left.sweep.get(feed) ?? 0) > 0;
      return { recordCount: 1, quarantinedCount: 0, done, isSweepUnfinished };
    },
    async sweepFeed({ feed }: { feed: string }) {
      await runtime.sleep(MINUTE_MS);
      const done = minuteOf(left.sweep, feed);
      asked.push(`sweep ${feed}${done ? " to its end" : ""}`);
      return { isSwept: true, done, keyCount: 1, foundCount };
    },
    loadLanding: async () => void asked.push("load"),
    planAssets: async () => [{ model: "members" }],
    buildModel: async () => undefined,
    async publishSnapshot() {
      asked.push("publish");
      return { digest: `d${asked.length}` };
    },
    unsettledPeriods: async ({ until }: { until: string }) =>
      openMonths
        .filter((period) => period < until.slice(0, "2026-09".length))
        .map((period) => ({ period, digest: null })),
  };
  const runtime = runtimeOf(act);
  return {
    asked,
    run: (
      proposer: string | null = null,
      { sweeps = [] as readonly string[], until = "2026-10-05T09:00:00Z" } = {},
    ) => refreshInParts(runtime as never, { feeds: ["posts", "likes"], sweeps, until, proposer }),
  };
}

test("a stream that takes long joins the next build, and the others do not wait for it", async () => {
  const { asked, run } = given({ toRead: { posts: 8 } });

  const first = await run();
  expect([first, asked]).toEqual([
    { builtCount: 1, snapshot: "d3", recordCount: 6, failed: [], unread: ["posts"] },
    ["read likes", "load", "publish"],
  ]);
  const second = await run();

  expect(second).toMatchObject({ recordCount: 4, unread: [] });
  expect(asked.slice(3)).toEqual(["read likes", "read posts", "load", "publish"]);
});

test("while a month has no paid plan, nothing is built of a stream that is half read", async () => {
  const { asked, run } = given({ toRead: { posts: 8 }, openMonths: ["2026-09"] });

  expect(await run("account")).toMatchObject({ recordCount: 9, unread: [] });
  expect(asked).toEqual(["read likes", "read posts", "load", "publish"]);
});

test("shortly before a month ends nothing is built of a stream that is half read", async () => {
  const openMonths = ["2026-10"];
  const early = given({ toRead: { posts: 8 }, openMonths });
  const late = given({ toRead: { posts: 8 }, openMonths });

  expect(await early.run("account")).toMatchObject({ unread: ["posts"] });
  expect(await late.run("account", { until: "2026-10-31T21:00:00Z" })).toMatchObject({
    unread: [],
  });
});

test("nobody's plan is waited for where nobody proposes, nor where every month is paid", async () => {
  const nobody = given({ toRead: { posts: 8 }, openMonths: ["2026-09"] });
  const paid = given({ toRead: { posts: 8 } });

  expect(await nobody.run(null)).toMatchObject({ unread: ["posts"] });
  expect(await paid.run("account")).toMatchObject({ unread: ["posts"] });
});

test("a sweep goes on behind what is published, some minutes in each run", async () => {
  const { asked, run } = given({ toSweep: { likes: 7 } });

  await run();
  expect(asked.slice(2)).toEqual(["load", "publish", ...Array<string>(5).fill("sweep likes")]);
  asked.splice(0);
  await run();

  expect(asked.slice(2)).toEqual([
    ...["load", "publish", "sweep likes", "sweep likes to its end"],
    ...["load", "publish"],
  ]);
});

test("what a sweep found is published, though it goes on", async () => {
  const { asked, run } = given({ toSweep: { likes: 9 }, foundCount: 1 });

  expect(await run()).toMatchObject({ builtCount: 2, snapshot: `d${asked.length}` });
  expect(asked.slice(-2)).toEqual(["load", "publish"]);
});

test("a sweep is begun once all is read, and not before", async () => {
  const { asked, run } = given({ toRead: { posts: 8 } });

  await run(null, { sweeps: ["likes"] });
  expect(asked).not.toContain("sweep likes to its end");
  await run(null, { sweeps: ["likes"] });

  expect(asked).toContain("sweep likes to its end");
});
