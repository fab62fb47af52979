/** A span of a source's history, read again or for the first time beside its live feeds. */
import { z } from "zod";

import { cursorFrom } from "./cursor.ts";
import { asSent } from "./records.ts";
import type { Feed, Json, Page, PageRequest, Stream } from "./source.ts";

/** From the first instant on, up to the second and without it. ISO 8601, UTC. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** What reading one part of a span takes. */
export interface PlannedWindow extends Span {
  /** What of the stream, as the system calls it; absent for all. */
  readonly part?: string;
  /** Null where nothing tells how many there are: then there are more requests, too. */
  readonly recordCount: number | null;
  /** False where the system cannot count just these: then there are no more. */
  readonly isCounted: boolean;
  readonly requestCount: number;
}

/** How a stream's history is read by spans. */
export interface Backfill {
  readonly stream: Stream;
  /** Requests a minute: those of the live feeds are among them. */
  readonly perMinute: number;
  /** Asks for no more than counting takes. */
  plan(span: Span, signal: AbortSignal): Promise<readonly PlannedWindow[]>;
  /** `<stream>@backfill`: its cursor holds the span, and never moves that of the live feed. */
  open(span: Span): Feed;
}

/** What a person is told where a system has no span to give, and what to do instead. */
export type NoHistory = Readonly<Record<"en" | "ru", string>>;

const Cursor = z.object({
  from: z.string(),
  to: z.string(),
  /** Where the reading goes on; null at its beginning. */
  at: asSent,
  isDone: z.boolean(),
});

export interface BackfillPage<At extends Json> extends Pick<Page<Json>, "records" | "quarantined"> {
  /** Null at the end of the span. */
  readonly next: At | null;
}

/**
 * A feed that reads one span and ends. Another process goes on with the same span where this one was
 * killed; another span, or one that was read to its end, begins anew.
 */
export function backfillFeed<At extends Json>(
  stream: Stream,
  { from, to }: Span,
  {
    place,
    read,
  }: {
    readonly place: z.ZodType<At>;
    readonly read: (at: At | null, request: PageRequest<Json>) => Promise<BackfillPage<At>>;
  },
): Feed {
  const name = `${stream.name}@backfill`;
  return {
    name,
    stream,
    async fetchPage(request) {
      const start = { from, to, at: null, isDone: false };
      const given = cursorFrom(Cursor, request.cursor, { stream: name, start });
      const isSame = given.from === from && given.to === to && !given.isDone;
      const at = isSame
        ? cursorFrom<At | null>(place, given.at, { stream: name, start: null })
        : null;
      const { records, quarantined, next } = await read(at, request);
      const isDone = next === null;
      return {
        records,
        quarantined,
        cursor: { from, to, at: next, isDone },
        done: isDone,
        isReread: true,
      };
    },
  };
}

/** Whether a reading of this span was begun and has not come to its end. */
export function isBegun(cursor: Json, { from, to }: Span): boolean {
  const { data } = Cursor.safeParse(cursor);
  return data !== undefined && data.from === from && data.to === to && !data.isDone;
}

/** Whether an instant lies within a span. */
export function isWithin(instant: string, { from, to }: Span): boolean {
  const ms = Date.parse(instant);
  return ms >= Date.parse(from) && ms < Date.parse(to);
}
