import { createHash } from "node:crypto";

import { isLive, type Json } from "../../sources/source.ts";
import { type FeedHealth, type Landing, readManifest } from "../../warehouse/landing/index.ts";
import type { Clock } from "../community/clock.ts";
import { staleStreams } from "./stale.ts";

/** How one way of getting a stream's records stands, by what has landed. */
export interface SourceState {
  readonly feed: string;
  readonly stream: string;
  /** Late: longer ago than two readings may be missed. Of what no clock reads, `beside`. */
  readonly state: "fresh" | "late" | "never" | "beside";
  /** Up to when it was read to its end; null: it never was. ISO 8601. */
  readonly until: string | null;
  /** Null where it was never read. */
  readonly lag_minutes: number | null;
  /** Records that were refused on the way in, each counted once. */
  readonly refused_count: number;
}

/** What a source could not give us in a readable form. */
export interface RefusedRecord {
  /** The beginning of a digest of all that follows. */
  readonly id: string;
  readonly feed: string;
  readonly reason: string;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly record: Json;
}

const ID_LENGTH = 12;

/** Every feed that has landed, and each connected stream that never did, by name. */
export async function sourceStates(
  landing: Landing,
  clock: Clock,
  connected: readonly string[],
): Promise<readonly SourceState[]> {
  const now = clock.now().getTime();
  const stale = new Set(
    (await staleStreams(landing, clock, [], connected)).map((one) => one.stream),
  );
  const refused = Map.groupBy(await refusedRecords(landing), ({ feed }) => feed);
  const stateOf = ({ feed, stream, until }: FeedHealth): SourceState["state"] => {
    if (!isLive(feed)) return "beside";
    if (until === null) return "never";
    return stale.has(stream) ? "late" : "fresh";
  };
  const landed = await landing.health();
  const known = new Set(landed.map(({ feed }) => feed));
  const never = connected
    .filter((stream) => !known.has(stream))
    .map((stream): FeedHealth => ({ feed: stream, stream, until: null }));
  return [...landed, ...never]
    .map((health) => ({
      ...health,
      state: stateOf(health),
      lag_minutes:
        health.until === null ? null : Math.floor((now - Date.parse(health.until)) / 60_000),
      refused_count: refused.get(health.feed)?.length ?? 0,
    }))
    .toSorted((a, b) => (a.feed < b.feed ? -1 : 1));
}

/** All that sources refused to give in a readable form, each once, in the order it was first seen. */
export async function refusedRecords(landing: Landing): Promise<readonly RefusedRecord[]> {
  const known = new Map<string, RefusedRecord>();
  for (const file of await landing.files()) {
    const { quarantined, mended = [], until } = (await readManifest(file)).manifest;
    for (const { feed, reason, record } of mended) known.delete(idOf([feed, reason, record]));
    for (const { reason, record } of quarantined) {
      const { feed } = file;
      const id = idOf([feed, reason, record]);
      const before = known.get(id);
      const times = [until, ...(before === undefined ? [] : [before.first_seen_at])].toSorted();
      const last = [until, before?.last_seen_at ?? until].toSorted().at(-1) ?? until;
      const seen = { first_seen_at: times[0] ?? until, last_seen_at: last };
      known.set(id, { id, feed, reason, ...seen, record });
    }
  }
  const orderOf = ({ first_seen_at, id }: RefusedRecord) => `${first_seen_at} ${id}`;
  return [...known.values()].toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
}

function idOf(value: Json): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, ID_LENGTH);
}
