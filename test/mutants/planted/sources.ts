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
    file: "sources/nocodb/sweep.ts",
    find: "return { keys, marks, unjudged, after: place, done: false };",
    replace: "return { keys, marks, unjudged, after: place, done: true };",
    check: ["sources/nocodb/records.test.ts"],
  },
  {
    change: "a table that fails in a sweep loses its rows",
    file: "sources/nocodb/sweep.ts",
    find: `      if (!isOfSource(error)) throw error;
      unjudged.push({ field: "table_id", prefix: table.id });`,
    replace: "      if (!isOfSource(error)) throw error;",
    check: ["sources/nocodb/bad-day.test.ts"],
  },
  {
    change: "one failing table stops all tables",
    file: "sources/nocodb/page.ts",
    find: "if (!isOfSource(error)) throw error;",
    replace: "throw error;",
    check: ["sources/nocodb/bad-day.test.ts"],
  },
  {
    change: "linked rows end at the 25th",
    file: "sources/nocodb/linked.ts",
    find: "lengthOf(row, title) >= LINKED_MAX",
    replace: "lengthOf(row, title) > LINKED_MAX",
    check: ["sources/nocodb/bad-day.test.ts"],
  },
  {
    change: "a bulk insert is read again by every run",
    file: "sources/nocodb/cursor.ts",
    find: "if (rowCount <= OVERLAP_ROWS_MAX)",
    replace: "if (rowCount > 0)",
    check: ["sources/nocodb/bad-day.test.ts"],
  },
  {
    change: "the overlap of a bulk insert is never read again",
    file: "sources/nocodb/page.ts",
    find: "if (tail === null || Date.parse(until) < Date.parse(tail.from))",
    replace: "if (tail !== null)",
    check: ["sources/nocodb/bad-day.test.ts"],
  },
  {
    change: "a table is not read again once its columns have changed",
    file: "sources/nocodb/page.ts",
    find: "const since = known?.digest === digest ? known.floor : null;",
    replace: "const since = known?.floor ?? null;",
    check: ["sources/nocodb/bad-day.test.ts"],
  },
  {
    change: "linked rows land as they came, addresses included",
    file: "sources/nocodb/cleaning/treatment.ts",
    find: 'if (uidt === "LinkToAnotherRecord" || uidt === "Links") {',
    replace: 'if (uidt === "Links") {',
    check: ["sources/nocodb/cleaning/cleaned.test.ts"],
  },
  {
    change: "a lookup of addresses lands as it came",
    file: "sources/nocodb/cleaning/treatment.ts",
    find: 'return uidt === "Lookup" || found.kind === "sent" ? found : NUMBERS;',
    replace: "return SENT;",
    check: ["sources/nocodb/cleaning/cleaned.test.ts"],
  },
  {
    change: "a host is asked without waiting for its rate",
    file: "sources/http.ts",
    find: "await limiter.take(signal);",
    replace: "",
    check: ["sources/http.test.ts"],
  },
];
