/**
 * A list that is long is read by little in each run, so that it is read whole in a time of its own, and
 * then anew. A run that comes late reads as much as is due by then.
 */
const HOUR_MS = 3_600_000;

export interface Paced {
  /** When the reading began. */
  readonly from: string;
  readonly done: number;
}

/** How much more is due by now of what was `count` the last time; all that is left once the time is over. */
export function dueOf(
  { from, done }: Paced,
  { count, until, hours }: { readonly count: number; readonly until: string; hours: number },
): number {
  const share = (Date.parse(until) - Date.parse(from)) / (hours * HOUR_MS);
  return share >= 1 ? Infinity : Math.max(0, Math.ceil(count * share) - done);
}
