import type { DatabaseSync } from "node:sqlite";

import type { SentRequest, Usage } from "../../sources/usage.ts";
import { HOUR_MS, isBroken, isBusy, openUsageFile, removeUsageFile } from "./usage-file.ts";

/** A request waits this long to be written, with all that follow it. */
const FLUSH_MS = 1_000;
const KEPT_HOURS = 7 * 24;

/**
 * Counts what is asked of each system, in one file for any number of processes: by system and hour,
 * and nothing else. It is told, and never fails: whoever reads a system does not wait for its count.
 */
export interface UsageStore extends Disposable {
  of(system: string): Usage;
  /** Writes what waits, which is done each second anyway. */
  flush(): void;
}

interface Counts {
  perMinute: number;
  /** By the hour since 1970. */
  readonly hours: Map<number, { sent: number; limited: number }>;
  /** The last word on it: stopped by a 402, or answered since. Undefined: neither. */
  stopped: { readonly at: number; readonly until: string | null } | null | undefined;
}

export function openUsage(options: {
  readonly file: string;
  readonly now: () => number;
  /** Told once: counts begin anew, or are not kept. */
  readonly onLost: (error: Error) => void;
}): UsageStore {
  const { file, now, onLost } = options;
  const pending = new Map<string, Counts>();
  let db: DatabaseSync | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isTold = false;

  function close(): void {
    db?.close();
    db = null;
  }

  function write(): void {
    db ??= openUsageFile(file);
    writeAll(db, pending, Math.floor(now() / HOUR_MS) - KEPT_HOURS);
    pending.clear();
  }

  function writeAnew(): void {
    removeUsageFile(file);
    write();
  }

  function tried(work: () => void): unknown {
    try {
      work();
      return null;
    } catch (error) {
      close();
      return error;
    }
  }

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (pending.size === 0) return;
    // SQLite refuses a file that was removed under it. The second time it is opened as it stands now,
    // which another process may have begun anew.
    const error = tried(write) === null ? null : tried(write);
    if (error === null || isBusy(error)) return;
    // A full disk takes no word of it either.
    if (!isTold) tried(() => onLost(error as Error));
    isTold = true;
    if (isBroken(error)) tried(writeAnew);
  }

  function note(system: string, { status, perMinute, quotaEnd }: SentRequest): void {
    const at = now();
    const counts = pending.get(system) ?? { perMinute, hours: new Map(), stopped: undefined };
    pending.set(system, counts);
    counts.perMinute = perMinute;
    const hour = Math.floor(at / HOUR_MS);
    const { sent, limited } = counts.hours.get(hour) ?? { sent: 0, limited: 0 };
    counts.hours.set(hour, { sent: sent + 1, limited: limited + (status === 429 ? 1 : 0) });
    if (status === 402) counts.stopped = { at, until: quotaEnd };
    else if (status !== null && status < 300) counts.stopped = null;
    timer ??= setTimeout(flush, FLUSH_MS).unref();
  }

  return {
    of: (system) => ({ note: (sent) => note(system, sent) }),
    flush,
    [Symbol.dispose]() {
      flush();
      close();
    },
  };
}

function writeAll(db: DatabaseSync, all: ReadonlyMap<string, Counts>, oldestHour: number): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    const add = db.prepare(
      `INSERT INTO hours (system, hour, sent, limited) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET sent = sent + excluded.sent, limited = limited + excluded.limited`,
    );
    const pace = db.prepare(
      `INSERT INTO systems (system, per_minute) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET per_minute = excluded.per_minute`,
    );
    const stop = db.prepare(
      "UPDATE systems SET stopped_at = ?, stopped_until = ? WHERE system = ?",
    );
    for (const [system, { perMinute, hours, stopped }] of all) {
      for (const [hour, { sent, limited }] of hours) add.run(system, hour, sent, limited);
      pace.run(system, perMinute);
      if (stopped !== undefined) stop.run(stopped?.at ?? null, stopped?.until ?? null, system);
    }
    db.prepare("DELETE FROM hours WHERE hour < ?").run(oldestHour);
    db.exec("COMMIT");
  } catch (error) {
    // What broke the file ends the transaction by itself.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
