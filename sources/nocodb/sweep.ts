import { z } from "zod";

import { cursorFrom } from "../cursor.ts";
import type { Json, Key, SweepPage, SweepRequest, Unjudged } from "../source.ts";
import { isOfSource } from "./failure.ts";
import { FULL_PACE, readStep } from "./heavy-rows.ts";
import { mappedTables, nextTable, readingIn, type Reader } from "./mapped-tables.ts";
import { NocodbUnseenError } from "./mapping/errors.ts";
import type { Reading } from "./reading.ts";
import { highestKey, keysIn, keysOf } from "./taken.ts";

const STEPS_PER_PAGE_MAX = 20;

/** A sweep has no moment of its own; it sees the base as it is when it begins. */
const NOW = "sweep";

const Place = z.object({
  finished: z.string().nullable(),
  current: z
    .object({ table: z.string(), after: z.number().nullable(), size: z.number() })
    .nullable(),
});
type Place = z.infer<typeof Place>;

const Mark = z.record(z.string(), z.custom<Json>());

/**
 * Keys of all rows that are there, with stamps and foreign keys: NocoDB moves no stamp of a row that
 * is linked to another one from either side. A table that does not answer is not judged.
 */
export async function sweepRecords(
  reader: Reader,
  { after, signal }: SweepRequest,
): Promise<SweepPage> {
  const start: Place = { finished: null, current: null };
  let place = cursorFrom(Place, after, { stream: reader.name, start });
  const isFirst = after === null;
  const mapped = await mappedTables(reader, { until: NOW, isFirst, signal });
  const unseen = mapped.selection.gaps.filter(({ code }) => code === "table_missing");
  if (unseen.length > 0) throw new NocodbUnseenError(unseen.map(({ named }) => named ?? ""));
  const keys: Key[] = [];
  const marks: Json[] = [];
  const unjudged: Unjudged[] = [];
  for (let steps = 0; steps < STEPS_PER_PAGE_MAX; steps += 1) {
    const chosen = nextTable(mapped, place.finished);
    if (chosen === undefined) return { keys, marks, unjudged, after: place, done: true };
    const { table } = chosen;
    const finished: Place = { finished: table.id, current: null };
    try {
      const reading = await readingIn(mapped, chosen, signal);
      if (reading === "no_mapping") throw new NocodbUnseenError([table.title]);
      // What cannot be read now may have been read before.
      if (reading === "no_key") unjudged.push({ field: "table_id", prefix: table.id });
      const isGoingOn = place.current?.table === table.id;
      const current = isGoingOn ? place.current : null;
      const step =
        typeof reading === "string" ? null : await listed(reader, reading, current, signal);
      if (step === null || typeof reading === "string") {
        place = finished;
        continue;
      }
      for (const row of step.rows)
        for (const key of keysIn([row], reading.columns.key).flatMap((one) =>
          keysOf(table.id, reading.binding, one),
        )) {
          keys.push(key);
          marks.push(markOf(row, reading));
        }
      place = step.next === null ? finished : { ...place, current: step.next };
    } catch (error) {
      if (!isOfSource(error)) throw error;
      unjudged.push({ field: "table_id", prefix: table.id });
      place = finished;
    }
  }
  return { keys, marks, unjudged, after: place, done: false };
}

async function listed(
  { http }: Reader,
  reading: Reading,
  current: Place["current"],
  signal: AbortSignal,
) {
  const { table, names, columns, markTitles, keyTitles } = reading;
  const { after, size } = current ?? { after: null, size: FULL_PACE.size };
  const keysOfRows = (rows: readonly Json[]) => keysIn(rows, columns.key);
  const pace = { size, failures: 0 };
  const asked = { table: table.id, names, titles: markTitles, keyTitles, after, pace };
  const step = await readStep(http, { ...asked, keysIn: keysOfRows }, signal);
  const isEnd = step.isEnd || (step.rows.length > 0 && keysOfRows(step.rows).length === 0);
  if (isEnd) return { rows: step.rows, next: null };
  const next = step.rows.length === 0 ? after : highestKey(step.rows, reading, after);
  return { rows: step.rows, next: { table: table.id, after: next, size: step.pace.size } };
}

function markOf(row: Json, { columns, foreignKeys }: Reading): Json {
  const fields = Mark.safeParse(row).data ?? {};
  const marked = [...(columns.updated === null ? [] : [columns.updated]), ...foreignKeys];
  return Object.fromEntries(
    marked.filter((title) => title in fields).map((title) => [title, fields[title] ?? null]),
  );
}

/** True for a landed record whose fields are what a sweep saw of them. */
export function bearsMark(record: Json, mark: Json): boolean {
  const fields = z.looseObject({ fields: Mark }).safeParse(record).data?.fields;
  const seen = Mark.safeParse(mark).data;
  if (fields === undefined || seen === undefined) return false;
  return Object.entries(seen).every(
    ([title, value]) => JSON.stringify(fields[title] ?? null) === JSON.stringify(value),
  );
}
