import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Clock } from "../community/clock.ts";

/** The only fields a log line may have: none of them can hold a secret or a person. */
export interface LogFields {
  readonly step?: string;
  readonly feed?: string;
  readonly model?: string;
  readonly period?: string;
  readonly digest?: string;
  readonly batch?: number;
  readonly count?: number;
  readonly ms?: number;
  /** An error's name, never its message: a message may quote what a source sent. */
  readonly error?: string;
  readonly pid?: number;
}

export interface Log {
  write(event: string, fields?: LogFields): void;
}

const ALLOWED = [
  "step",
  "feed",
  "model",
  "period",
  "digest",
  "batch",
  "count",
  "ms",
  "error",
  "pid",
] as const satisfies readonly (keyof LogFields)[];

/** One JSON object a line in `logs/vklad.ndjson`; fields that are not on the list are left out. */
export function openLog(logsDir: string, clock: Clock): Log {
  const file = join(logsDir, "vklad.ndjson");
  let isThere = false;
  return {
    write(event, fields = {}) {
      const kept = Object.fromEntries(
        ALLOWED.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
      );
      if (!isThere) mkdirSync(logsDir, { recursive: true });
      isThere = true;
      appendFileSync(file, `${JSON.stringify({ at: clock.now(), event, ...kept })}\n`);
    },
  };
}
