import { schedules } from "../../temporal.config.ts";
import { isLive } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import type { Clock } from "../community/clock.ts";

export interface Stale {
  readonly stream: string;
  /** Up to when the stream was last read to its end. */
  readonly since: string;
}

/** Two refreshes may be missed before people are told that they look at old data. */
const SILENT_MS = (2 * schedules.refresh.everyMinutes + 5) * 60_000;

/**
 * Streams whose live feed did not answer in the last run, or was not asked for too long, with the
 * instant up to which their data is whole: what the banner of every page says. `failed` are feeds.
 */
export async function staleStreams(
  landing: Landing,
  clock: Clock,
  failed: readonly string[],
): Promise<readonly Stale[]> {
  const now = clock.now().getTime();
  return (await landing.health()).flatMap(({ feed, stream, until }) =>
    isLive(feed) && until !== null && (failed.includes(feed) || now - Date.parse(until) > SILENT_MS)
      ? [{ stream, since: until }]
      : [],
  );
}
