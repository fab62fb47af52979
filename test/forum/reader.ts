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
import { runtimeOf } from "../../workflows/testing.ts";
import type { OrderedFault, Run } from "./steps.ts";

/** A sweep that goes on in slices is asked to go on so often at most. */
const SLICES_MAX = 1_000;
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
  readonly onAmid: () => void;
}

/** What lands in place of an e-mail address; plain, so that the oracle can say it too. */
export const hashed = (text: string) => `hash of ${text}`;

/** As `refresh` does: every feed to its end, then the sweeps of those that answered. */
export async function runOnce(run: Run, options: ReaderOptions): Promise<Ran> {
  const { dir, twin, random } = options;
  let requestCount = 0;
  let landedCount = 0;
  const http = counted(
    discourseHttp({
      url: twin.url,
      apiKey: "key",
      apiUsername: "system",
      perSecond: 1e4,
      burst: 1e4,
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

  async function attempt(feed: Feed, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Error) || error instanceof Killed) throw error;
      failed.push(`${feed.name}: ${error.name}: ${error.message}`);
      return false;
    }
  }

  async function read({ name: feed }: Feed): Promise<void> {
    for (let part = 0; part < PARTS_MAX; part += 1)
      if ((await ingest(runtimeOf(act), { feed, until })).done) return;
    throw new Error(`${feed} is not read after ${PARTS_MAX} parts.`);
  }

  async function sweep({ name: feed }: Feed): Promise<void> {
    for (let slice = 0; slice < SLICES_MAX; slice += 1) {
      const swept: { readonly isSwept: boolean; readonly done?: boolean } = await act.sweepFeed({
        feed,
        until,
      });
      if (swept.done !== false) return;
    }
    throw new Error(`The sweep of ${feed} is not done after ${SLICES_MAX} slices.`);
  }

  try {
    const answering: Feed[] = [];
    for (const feed of random.shuffled(feeds))
      if (await attempt(feed, () => read(feed))) answering.push(feed);
    order(run, "sweeps", twin);
    if (run.sweeps) for (const feed of answering) await attempt(feed, () => sweep(feed));
    return { isKilled: false, failed, requestCount };
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return { isKilled: true, failed, requestCount };
  } finally {
    twin.faults.clear();
  }
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
