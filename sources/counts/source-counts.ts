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
  /** It lands once its stream was read to its end past this. */
  read_past: z.string(),
});
type Waiting = z.output<typeof Waiting>;

const Failed = z.object({ stream: z.string(), error: z.string() });
/** A count that failed last night: its stream, and the error's name. */
export type FailedCount = z.output<typeof Failed>;

const Cursor = z.object({
  /** The UTC day that was counted last. */
  day: z.string(),
  /** Counts that wait until their stream was read past them. */
  waiting: z.array(Waiting),
  failed: z.array(Failed),
});
type Cursor = z.output<typeof Cursor>;

export interface CountsOptions {
  /** By stream. */
  readonly counters: Readonly<Record<string, Counter>>;
  /** Up to when each stream was read to its end; of one that never was, nothing. */
  readonly readUntil: () => Promise<ReadonlyMap<string, string>>;
  readonly now: () => number;
}

/** What could not be counted when systems were asked last, by the cursor that stands in landing. */
export function failedCounts(cursor: Json | null): readonly FailedCount[] {
  return Cursor.safeParse(cursor).data?.failed ?? [];
}

export function sourceCounts(options: CountsOptions): Feed<Cursor> {
  const { name } = sourceCountsStream;
  return {
    name,
    stream: sourceCountsStream,

    async fetchPage({ cursor: given, until, signal }) {
      const start = { day: "", waiting: [], failed: [] };
      const { day, waiting, failed } = cursorFrom<Cursor>(Cursor, given, { stream: name, start });
      const read = await options.readUntil();
      const isRead = ({ stream, read_past }: Waiting) =>
        Date.parse(read.get(stream) ?? "") >= Date.parse(read_past);
      const records: Json[] = waiting.filter(isRead).map(recordOf);
      const left = waiting.filter((one) => !isRead(one));
      const today = until.slice(0, 10);
      if (today === day) {
        return { records, quarantined: [], cursor: { day, waiting: left, failed }, done: true };
      }
      const asked = await countAll(options, { until, signal });
      const isNew = ({ stream }: Waiting) => !asked.counted.some((one) => one.stream === stream);
      const now = [...left.filter(isNew), ...asked.counted];
      const cursor = { day: today, waiting: now, failed: asked.failed };
      return { records, quarantined: [], cursor, done: true };
    },
  };
}

interface Asked {
  readonly until: string;
  readonly signal: AbortSignal;
}

/** Of a system that does not count tonight only that is said: the others are, and the run goes on. */
async function countAll(
  { counters, now }: CountsOptions,
  { until, signal }: Asked,
): Promise<{ readonly counted: Waiting[]; readonly failed: FailedCount[] }> {
  const failed: FailedCount[] = [];
  const counted = await Promise.all(
    Object.entries(counters).map(async ([stream, count]) => {
      try {
        const patience = AbortSignal.any([signal, AbortSignal.timeout(COUNT_MS_MAX)]);
        const counts = await count({ until, signal: patience });
        const countedAt = Math.max(Date.parse(until), now());
        return counts.map((one) => waitingOf(stream, one, countedAt));
      } catch (error) {
        signal.throwIfAborted();
        failed.push({ stream, error: error instanceof Error ? error.name : "Error" });
        return [];
      }
    }),
  );
  return { counted: counted.flat(), failed };
}

function waitingOf(stream: string, { part, count, made }: Count, countedAt: number): Waiting {
  const read_past = new Date(countedAt + CLOCKS_MS).toISOString();
  return {
    stream,
    part,
    record_count: count,
    made_from: made?.from ?? null,
    seen_until: made?.before ?? read_past,
    read_past,
  };
}

/** Until when it waited says nothing once it has landed. */
function recordOf({ stream, part, record_count, made_from, seen_until }: Waiting): Json {
  return { stream, part, record_count, made_from, seen_until };
}
