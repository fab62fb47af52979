import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

import { HOUR_MS } from "./usage-file.ts";

/** How much was asked of one system. */
export interface SystemUsage {
  /** What the rate of the client that asked last allows. */
  readonly per_minute: number;
  /** In this hour and the 23 before it, by all processes. */
  readonly sent_count: number;
  /** How many of them were answered by 429. */
  readonly limited_count: number;
  /** When 402 was answered, and nothing was given since; null: it was, or a new period began. */
  readonly stopped_at: string | null;
  /** As the system said it; null where it did not. */
  readonly stopped_until: string | null;
}

const BUSY_TIMEOUT_MS = 1_000;

/**
 * By system, of those that were asked. Changes nothing and makes no file. Null: the file cannot be read;
 * whoever asks a system next begins it anew.
 */
export function readUsage(file: string, now: number): ReadonlyMap<string, SystemUsage> | null {
  if (!existsSync(file)) return new Map();
  try {
    const db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      return usageIn(db, now);
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
}

function usageIn(db: DatabaseSync, now: number): ReadonlyMap<string, SystemUsage> {
  const rows = db
    .prepare(
      `SELECT system, per_minute, stopped_at, stopped_until,
         coalesce(sum(sent) FILTER (WHERE hour > :last), 0) AS sent,
         coalesce(sum(limited) FILTER (WHERE hour > :last), 0) AS limited
       FROM systems LEFT JOIN hours USING (system)
       GROUP BY system ORDER BY system`,
    )
    .all({ last: Math.floor(now / HOUR_MS) - 24 });
  return new Map(
    rows.map(({ system, per_minute, stopped_at, stopped_until, sent, limited }) => {
      const until = stopped_until === null ? null : String(stopped_until);
      const isOver = stopped_at === null || (until !== null && Date.parse(until) <= now);
      const stopped = isOver ? null : new Date(Number(stopped_at)).toISOString();
      return [
        String(system),
        {
          per_minute: Number(per_minute),
          sent_count: Number(sent),
          limited_count: Number(limited),
          stopped_at: stopped,
          stopped_until: isOver ? null : until,
        },
      ];
    }),
  );
}
