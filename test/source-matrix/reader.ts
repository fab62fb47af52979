/** Runs of the product as a process makes them: everything new, on the folder of the run before. */
import { createIngestActivities } from "../../activities/ingest/index.ts";
import { connectors } from "../../app/community/connectors.ts";
import type { AnyConnector } from "../../sources/connector.ts";
import type { Feed } from "../../sources/source.ts";
import { testClock } from "../../sources/testing/clock.ts";
import { createTableReader } from "../../warehouse/duckdb/index.ts";
import type { FailpointHook } from "../../warehouse/failpoints.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { ingest } from "../../workflows/ingest.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import type { Reading } from "./world.ts";

const PARTS_MAX = 1_000;

/** What lands in place of an e-mail address; plain, so that the truth can say it too. */
export const hashed = (text: string) => `hash of ${text}`;

export interface RunOptions {
  readonly dir: string;
  readonly until: string;
  readonly isSwept: boolean;
  readonly onLanding?: FailpointHook;
}

/** The connector of a system, whatever it is. */
export function connectorOf({ system }: Reading): AnyConnector {
  const all: readonly AnyConnector[] = connectors;
  const found = all.find(({ name }) => name === system);
  if (found === undefined) throw new Error(`There is no connector ${system}.`);
  return found;
}

/** Every feed to its end, then the sweeps. Feeds that failed, and why. */
export async function runOnce(
  reading: Reading,
  { dir, until, isSwept, onLanding }: RunOptions,
): Promise<readonly string[]> {
  const connector = connectorOf(reading);
  await using tables = createTableReader();
  const pace = { perSecond: 10_000, burst: 10_000, clock: testClock(Date.parse(until)) };
  const { settings } = reading;
  const connection = {
    ...settings,
    ...(connector.settings.parse(plainOf(connector, settings)) as object),
  };
  const feeds = connector.open(connection as never, { hash: hashed, pace, tables });
  const landing = openLanding(dir, onLanding);
  const act = createIngestActivities({ landing, feeds });
  const failed: string[] = [];

  async function attempt(feed: Feed, work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof Error) || isOurs(error)) throw error;
      failed.push(`${feed.name}: ${error.name}: ${error.message}`);
      return false;
    }
  }

  async function read({ name: feed }: Feed) {
    for (let part = 0; part < PARTS_MAX; part += 1)
      if ((await ingest(runtimeOf(act), { feed, until })).done) return;
    throw new Error(`${feed} is not read after ${PARTS_MAX} parts.`);
  }

  for (const feed of feeds) {
    const isRead = await attempt(feed, () => read(feed));
    if (isRead && isSwept)
      await attempt(feed, () => sweep(runtimeOf(act), { feed: feed.name, until }));
  }
  return failed;
}

/** Settings without secrets: these have schemas of their own. */
function plainOf({ secrets }: AnyConnector, settings: Reading["settings"]) {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !(name in secrets)));
}

/** No fault of a system: a mistake in a program. */
function isOurs(error: Error): boolean {
  return [ReferenceError, TypeError, RangeError].some((own) => error instanceof own);
}
