import { posthogEventsStream } from "../events.ts";
import type { Hogql } from "../hogql.ts";
import { inMicroseconds } from "../instant.ts";
import { instant } from "../sql.ts";
import type { Interval } from "./runs.ts";

/** How many events an export of this interval may hold, whichever of the two clocks it goes by. */
export function eventsWithin(
  hogql: Hogql,
  { start, end }: Interval,
  signal: AbortSignal,
): Promise<number> {
  const [from, to] = [start, end].map((at) => instant(inMicroseconds(at) ?? at));
  const within = (clock: string) => `(${clock} >= ${from} AND ${clock} < ${to})`;
  const query = `SELECT count() FROM events WHERE ${within("created_at")} OR ${within("timestamp")}`;
  return hogql.count(query, `${posthogEventsStream.name}@export`, signal);
}
