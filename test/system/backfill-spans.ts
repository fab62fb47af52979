import { type Backfilled, backfill } from "../../activities/ingest/index.ts";
import { dataFolder } from "../../app/community/data-folder.ts";
import { identityKeyIn } from "../../app/community/identity-key.ts";
import { connectors } from "../../app/community/connectors.ts";
import type { AnyConnector } from "../../sources/connector.ts";
import { testClock } from "../../sources/testing/clock.ts";
import { AS_OF, type GivenRun } from "./open-run.ts";

const SPAN = { from: "2026-07-01T00:00:00.000Z", to: "2026-09-01T00:00:00.000Z" };

/** Reads one span of each source that gives any. What came of it, by stream. */
export async function backfillAll(
  { demo, system }: GivenRun,
  folder: string,
): Promise<Readonly<Record<string, Backfilled>>> {
  const { hash } = identityKeyIn(dataFolder(folder).keys);
  const tools = { hash, pace: { perSecond: 500, burst: 500, clock: testClock() } };
  const { signal } = new AbortController();
  const counts: Record<string, Backfilled> = {};
  const all: readonly AnyConnector[] = connectors;
  for (const connector of all)
    for (const one of connector.backfills?.(demo.hello.sources[connector.name], tools) ?? []) {
      const given = { landing: system.landing, until: AS_OF, signal };
      counts[one.stream.name] = await backfill(one.open(SPAN), given);
    }
  return counts;
}
