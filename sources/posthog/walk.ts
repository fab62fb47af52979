import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import { asSent } from "../records.ts";
import type { Json, Page, PageRequest, Quarantined } from "../source.ts";

const HOUR = 60 * 60_000;

/** Of lists that tell of no changes: they are read whole, and not by every run. */
const Cursor = z.object({
  /** Where the walk goes on; null between two walks. */
  at: asSent,
  /** The `until` of the walk that came to its end last. */
  readAt: z.iso.datetime({ offset: true }).nullable(),
});
export type WalkCursor = z.output<typeof Cursor>;

export interface WalkPage {
  readonly records: readonly Json[];
  readonly quarantined: readonly Quarantined[];
  /** Null at the end. */
  readonly next: Json;
}

/** One page of a walk, of a new one once the last is old enough. Only what changed lands. */
export async function walkOn(
  stream: string,
  {
    request,
    everyHours,
    read,
  }: {
    readonly request: PageRequest<WalkCursor>;
    readonly everyHours: number;
    readonly read: (after: Json) => Promise<WalkPage>;
  },
): Promise<Page<WalkCursor>> {
  const { cursor: given, until } = request;
  const start: WalkCursor = { at: null, readAt: null };
  const cursor = cursorFrom<WalkCursor>(Cursor, given, { stream, start });
  const { at, readAt } = cursor;
  const isDue = readAt === null || Date.parse(until) - Date.parse(readAt) >= everyHours * HOUR;
  if (at === null && !isDue) return { records: [], quarantined: [], cursor: given, done: true };
  const { next, ...page } = await read(at);
  const done = next === null;
  return {
    ...page,
    cursor: done ? { at: null, readAt: until } : { at: next, readAt },
    done,
    isReread: true,
  };
}
