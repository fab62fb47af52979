import type { Clock } from "../clock.ts";
import { isHidden, type AnnotationRow } from "./library.ts";
import type { Store } from "./store.ts";

/** What the index knows of an annotation: the row as it was when the job came to it. */
export interface Indexed {
  readonly row: AnnotationRow;
  /** Hidden with all that answers it. A hidden one with an open reply is shown without its words. */
  readonly isHidden: boolean;
}

/**
 * The search index at the clock's now. A job brings each write to it later: a row may be missing, be
 * found under what it no longer is, or be found and not be there any more.
 */
export function indexNow(store: Store, clock: Clock): readonly Indexed[] {
  const now = clock.now();
  const seenAt = new Map<string, number>();
  for (const { id, indexedAt } of store.writes)
    if (indexedAt <= now) seenAt.set(id, Math.max(indexedAt, seenAt.get(id) ?? 0));
  return indexed([...seenAt].flatMap(([id, at]) => store.rowAt(id, at) ?? []));
}

/** The same of any rows: those of the database as they are, once the job has come to all of them. */
export function indexed(rows: readonly AnnotationRow[]): readonly Indexed[] {
  const hidden = new Map(rows.map((row) => [row.id, isHidden(row)]));
  for (const row of rows)
    if (!isHidden(row)) for (const above of row.references) hidden.set(above, false);
  return rows.map((row) => ({ row, isHidden: hidden.get(row.id) === true }));
}
