import type { Mutant } from "../mutant.ts";

/** What reads other systems: pages, cursors, quarantine, sweeps, time-outs. */
export const sourcesMutants: readonly Mutant[] = [
  {
    change: "drop the cursor overlap",
    file: "sources/cursor.ts",
    find: "Date.parse(instant) - overlapMs",
    replace: "Date.parse(instant)",
    check: ["sources/discourse/posts.test.ts", "sources/discourse/likes.test.ts"],
  },
  {
    change: "no fetch time-out: a request that hangs is waited for without end",
    file: "sources/http.ts",
    find: "AbortSignal.any([signal, clock.timeout(lostAfterMs)])",
    replace: "signal",
    check: ["sources/http.test.ts"],
  },
  {
    change: "larger pages forget quarantine: that of all but their first page",
    file: "sources/larger-pages.ts",
    find: "for (const [text, refused] of page.quarantined.map(byText)) quarantined.set(text, refused);",
    replace: "",
    check: ["sources/larger-pages.test.ts"],
  },
  {
    change: "sweep cut short: a base with many tables ends with the first page of keys",
    file: "sources/nocodb/records.ts",
    find: "return { keys, after: place, done: false };",
    replace: "return { keys, after: place, done: true };",
    check: ["sources/nocodb/records.test.ts"],
  },
  {
    change: "a host is asked without waiting for its rate",
    file: "sources/http.ts",
    find: "await limiter.take(signal);",
    replace: "",
    check: ["sources/http.test.ts"],
  },
];
