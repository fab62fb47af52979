/**
 * What systems themselves say how many records they have, once a night.
 *
 * A count lands only once its stream was read to its end past the moment of the count: then all that
 * was counted must have landed, and nobody has to guess what came in between. Decision 52.
 */
import { z } from "zod";

import type { Count, Counter } from "../connector.ts";
import { cursorFrom } from "../cursor.ts";
import type { Feed, Json, Stream } from "../source.ts";

export const sourceCountsStream: Stream = { name: "source_counts", primaryKey: ["stream", "part"] };

/** Two clocks may differ by this, and a record made in the meantime is nobody's fault. */
const CLOCKS_MS = 5 * 60_000;

/** A count that takes longer is left to the next night. */
const COUNT_MS_MAX = 2 * 60_000;

const Waiting = z.object({
  stream: z.string(),
  part: z.string(),
  record_count: z.int().nonnegative(),
  /** Records made before this instant do not count; null: all do. */
  made_from: z.string().nullable(),
  /** Nothing that was made after this was counted. */
  seen_until: z.string(),
});
type Waiting = z.output<typeof Waiting>;

const Cursor = z.object({
  /** The UTC day that was counted last. */
  day: z.string(),
  /** Counts that wait until their stream was read past them. */
  waiting: z.array(Waiting),
});
type Cursor = z.output<typeof Cursor>;

export interface CountsOptions {
  /** By stream. */
  readonly counters: Readonly<Record<string, Counter>>;
  /** Up to when each stream was read to its end; of one that never was, nothing. */
  readonly readUntil: () => Promise<ReadonlyMap<string, string>>;
  readonly now: () => number;
  /** Told of a count that failed: by its stream and the error's name. */
  readonly onFailed?: (stream: string, error: string) => void;
}

export function sourceCounts(options: CountsOptions): Feed<Cursor> {
  const { name } = sourceCountsStream;
  return {
    name,
    stream: sourceCountsStream,

    async fetchPage({ cursor: given, until, signal }) {
      const start = { day: "", waiting: [] };
      const { day, waiting } = cursorFrom<Cursor>(Cursor, given, { stream: name, start });
      const read = await options.readUntil();
      const isRead = ({ stream, seen_until }: Waiting) =>
        Date.parse(read.get(stream) ?? "") >= Date.parse(seen_until);
      const records: Json[] = waiting.filter(isRead).map((one) => ({ ...one }));
      const left = waiting.filter((one) => !isRead(one));
      const today = until.slice(0, 10);
      if (today === day) {
        return { records, quarantined: [], cursor: { day, waiting: left }, done: true };
      }
      const counted = await countAll(options, { until, signal });
      const isNew = ({ stream }: Waiting) => !counted.some((one) => one.stream === stream);
      const cursor = { day: today, waiting: [...left.filter(isNew), ...counted] };
      return { records, quarantined: [], cursor, done: true };
    },
  };
}

interface Asked {
  readonly until: string;
  readonly signal: AbortSignal;
}

/** Of a system that does not count tonight nothing is said: the others are, and the run goes on. */
async function countAll(
  { counters, now, onFailed = () => undefined }: CountsOptions,
  { until, signal }: Asked,
): Promise<readonly Waiting[]> {
  const counted = await Promise.all(
    Object.entries(counters).map(async ([stream, count]) => {
      try {
        const patience = AbortSignal.any([signal, AbortSignal.timeout(COUNT_MS_MAX)]);
        const counts = await count({ until, signal: patience });
        const countedAt = Math.max(Date.parse(until), now());
        return counts.map((one) => waitingOf(stream, one, countedAt));
      } catch (error) {
        signal.throwIfAborted();
        onFailed(stream, error instanceof Error ? error.name : "Error");
        return [];
      }
    }),
  );
  return counted.flat();
}

function waitingOf(stream: string, { part, count, made }: Count, countedAt: number): Waiting {
  return {
    stream,
    part,
    record_count: count,
    made_from: made?.from ?? null,
    seen_until: made?.before ?? new Date(countedAt + CLOCKS_MS).toISOString(),
  };
}
