/** Runs of the product as a process makes them: everything new, on the folder of the run before. */
import { createIngestActivities } from "../../activities/ingest/index.ts";
import type { DiscourseTwin } from "../../demo/discourse/twin.ts";
import type { Random } from "../../demo/random.ts";
import { discourseFeeds } from "../../sources/discourse/feeds.ts";
import { discourseHttp } from "../../sources/discourse/options.ts";
import type { Http } from "../../sources/http.ts";
import type { Feed } from "../../sources/source.ts";
import { testClock } from "../../sources/testing/clock.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { ingest } from "../../workflows/ingest.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import type { OrderedFault, Run } from "./steps.ts";

const PARTS_MAX = 1_000;

/** Stands where the process was killed: nothing of the run comes after it. */
class Killed extends Error {
  override readonly name = "Killed";
}

export interface Ran {
  readonly isKilled: boolean;
  /** Feeds that failed, and why. */
  readonly failed: readonly string[];
  readonly requestCount: number;
}

export interface ReaderOptions {
  readonly dir: string;
  readonly twin: DiscourseTwin;
  readonly random: Random;
  /** What the forum allows: of a slow one a sweep takes many slices. Nothing waits for it here. */
  readonly perSecond: number;
  readonly onAmid: () => void;
}

/** What lands in place of an e-mail address; plain, so that the oracle can say it too. */
export const hashed = (text: string) => `hash of ${text}`;

/**
 * As `refresh` does: every feed to its end, then the sweeps of those that answered, where they are
 * due or were begun before.
 */
export async function runOnce(run: Run, options: ReaderOptions): Promise<Ran> {
  const { dir, twin, random, perSecond } = options;
  let requestCount = 0;
  let landedCount = 0;
  const http = counted(
    discourseHttp({
      url: twin.url,
      apiKey: "key",
      apiUsername: "system",
      perSecond,
      burst: 10_000,
      clock: testClock(),
    }),
    () => {
      if (run.kill?.at === "request" && requestCount >= run.kill.after) throw new Killed();
      requestCount += 1;
      if (requestCount === run.amid?.request) options.onAmid();
    },
  );
  const landing = openLanding(dir, () => {
    if (run.kill?.at === "landing" && landedCount >= run.kill.after) throw new Killed();
    landedCount += 1;
  });
  const feeds = discourseFeeds({ http, hash: hashed });
  const act = createIngestActivities({ landing, feeds });
  const until = new Date(twin.view.state.now()).toISOString();
  order(run, "reading", twin);
  const failed: string[] = [];

  async function attempt<T>(feed: Feed, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || isOurs(error)) throw error;
      failed.push(`${feed.name}: ${error.name}: ${error.message}`);
      return null;
    }
  }

  async function read({ name: feed }: Feed) {
    for (let part = 0; part < PARTS_MAX; part += 1) {
      const ingested = await ingest(runtimeOf(act), { feed, until });
      if (ingested.done) return ingested;
    }
    throw new Error(`${feed} is not read after ${PARTS_MAX} parts.`);
  }

  /** A run that has become long leaves the rest of a sweep to the next. */
  async function sweepOn({ name: feed }: Feed) {
    const asksMax = run.slicesMax ?? Infinity;
    return sweep(runtimeOf(act, new Set(), { asksMax }), { feed, until });
  }

  try {
    const due: Feed[] = [];
    for (const feed of random.shuffled(feeds)) {
      const ingested = await attempt(feed, () => read(feed));
      if (ingested !== null && (run.sweeps || ingested.isSweepUnfinished)) due.push(feed);
    }
    order(run, "sweeps", twin);
    for (const feed of due) await attempt(feed, () => sweepOn(feed));
    return { isKilled: false, failed, requestCount };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { isKilled: true, failed, requestCount };
  } finally {
    twin.faults.clear();
  }
}

/** No fault of a forum: a kill, or a mistake in a program. */
function isOurs(error: Error): boolean {
  return [Killed, ReferenceError, TypeError, RangeError].some((own) => error instanceof own);
}

function order({ faults }: Run, part: OrderedFault["during"], twin: DiscourseTwin): void {
  twin.faults.clear();
  for (const { during, ...fault } of faults)
    if (during === part) twin.faults.order({ ...fault, retryAfterSeconds: 1 });
}

function counted(http: Http, onRequest: () => void): Http {
  return {
    ...http,
    get(schema, path, asked) {
      onRequest();
      return http.get(schema, path, asked);
    },
  };
}
