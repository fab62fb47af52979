import type { Mutant } from "../mutant.ts";

const STORE = ["warehouse/usage/usage.test.ts"];
const HTTP = ["sources/http.test.ts"];

/** How much is asked of each system, and what is said of it. */
export const usageMutants: readonly Mutant[] = [
  {
    change: "requests that got no answer are not counted",
    file: "sources/http/counted.ts",
    find: "    usage?.note({ status, perMinute: perMinute(), quotaEnd });",
    replace: "    if (status !== null) usage?.note({ status, perMinute: perMinute(), quotaEnd });",
    check: HTTP,
  },
  {
    change: "until when a 402 holds is not kept",
    file: "sources/http/counted.ts",
    find: "if (error instanceof SourceQuotaError) quotaEnd = error.until;",
    replace: "",
    check: HTTP,
  },
  {
    change: "what a feed asks is not counted",
    file: "app/runtime/feeds.ts",
    find: "pace: counted, tables, ...given",
    replace: "pace, tables, ...given",
    check: ["app/runtime/feeds.test.ts"],
  },
  {
    change: "what a count asks is not counted",
    file: "app/runtime/feeds.ts",
    find: "connector.counts?.(connection, { hash, pace: counted })",
    replace: "connector.counts?.(connection, { hash, pace })",
    check: ["app/runtime/feeds.test.ts"],
  },
  {
    change: "a process overwrites what others counted",
    file: "warehouse/usage/usage.ts",
    find: "SET sent = sent + excluded.sent,",
    replace: "SET sent = excluded.sent,",
    check: STORE,
  },
  {
    change: "all that was ever asked counts for a day",
    file: "warehouse/usage/read-usage.ts",
    find: "sum(sent) FILTER (WHERE hour > :last)",
    replace: "sum(sent)",
    check: STORE,
  },
  {
    change: "hours are kept for ever",
    file: "warehouse/usage/usage.ts",
    find: 'db.prepare("DELETE FROM hours WHERE hour < ?").run(oldestHour);',
    replace: "",
    check: STORE,
  },
  {
    change: "a request that failed says that a stopped system answers again",
    file: "warehouse/usage/usage.ts",
    find: "else if (status !== null && status < 300)",
    replace: "else",
    check: STORE,
  },
  {
    change: "a system is called stopped after the day that it named",
    file: "warehouse/usage/read-usage.ts",
    find: "|| (until !== null && Date.parse(until) <= now)",
    replace: "",
    check: STORE,
  },
  {
    change: "a log that cannot be written stops a reading",
    file: "warehouse/usage/usage.ts",
    find: "if (!isTold) tried(() => onLost(error as Error));",
    replace: "if (!isTold) onLost(error as Error);",
    check: STORE,
  },
  {
    change: "a broken file of counts stays broken",
    file: "warehouse/usage/usage.ts",
    find: "if (isBroken(error)) tried(writeAnew);",
    replace: "",
    check: STORE,
  },
  {
    change: "a file that was removed meanwhile is given up",
    file: "warehouse/usage/usage.ts",
    find: "tried(write) === null ? null : tried(write)",
    replace: "tried(write)",
    check: STORE,
  },
  {
    change: "a file that another process writes is called lost",
    file: "warehouse/usage/usage.ts",
    find: "if (error === null || isBusy(error)) return;",
    replace: "if (error === null) return;",
    check: STORE,
  },
  {
    change: "each request is written for itself",
    file: "warehouse/usage/usage.ts",
    find: "timer ??= setTimeout(flush, FLUSH_MS).unref();",
    replace: "flush();",
    check: STORE,
  },
];
