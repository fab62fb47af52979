import { schedules } from "../../temporal.config.ts";
import { isLive } from "../../sources/source.ts";
import type { Landing } from "../../warehouse/landing/index.ts";
import type { Clock } from "../community/clock.ts";

export interface Stale {
  readonly stream: string;
  /** Up to when the stream was last read to its end; null: it never was. */
  readonly since: string | null;
}

/** Two refreshes may be missed before people are told that they look at old data. */
const SILENT_MS = (2 * schedules.refresh.everyMinutes + 5) * 60_000;

/**
 * Streams whose live feed did not answer in the last run, was not asked for too long, or was never
 * read to its end, with the instant up to which their data is whole: what the banner of every page says. `failed` are feeds,
 * `connected` streams.
 */
export async function staleStreams(
  landing: Landing,
  clock: Clock,
  failed: readonly string[],
  connected: readonly string[],
): Promise<readonly Stale[]> {
  const now = clock.now().getTime();
  const live = (await landing.health()).filter(({ feed }) => isLive(feed));
  const old = live.flatMap(({ feed, stream, until }) =>
    until !== null && (failed.includes(feed) || now - Date.parse(until) > SILENT_MS)
      ? [{ stream, since: until }]
      : [],
  );
  const read = new Set(live.flatMap(({ stream, until }) => (until === null ? [] : [stream])));
  const never = connected.filter((stream) => !read.has(stream));
  return [...old, ...never.map((stream) => ({ stream, since: null }))];
}
