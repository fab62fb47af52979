import type { Stream } from "../../sources/source.ts";

/**
 * The one order of a record's versions: by its own instant of change, where the stream names one,
 * then as they landed. Total: no two versions of a key have one `version`.
 */
export const OLDEST_FIRST = "ordered_at nulls first, version";
export const NEWEST_FIRST = "ordered_at desc nulls last, version desc";

/** False for a stream whose records name no instant of change: versions are as they landed. */
export function isOrdered({ changedAt = [] }: Stream): boolean {
  return changedAt.length > 0;
}

/**
 * SQL for the instant by which a version is ordered before it is ordered by landing; NULL for a
 * stream that names none. `values` is SQL for what stands at its `changedAt` paths, as JSON. A
 * record whose instant cannot be read counts as changed when it was observed: any edit of a field
 * that it is read from would otherwise freeze it for ever.
 */
export function orderedAt(values: readonly string[], observedAt: string): string {
  if (values.length === 0) return "null::TIMESTAMPTZ";
  return `coalesce(${[...values.map(instantOf), observedAt].join(", ")})`;
}

/** 'infinity' is an instant to DuckDB, and to nobody else. */
function instantOf(value: string): string {
  const read = `try_cast((${value} ->> '$') as TIMESTAMPTZ)`;
  return `case when isfinite(${read}) then ${read} end`;
}
