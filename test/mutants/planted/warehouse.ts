import type { Mutant } from "../mutant.ts";

const ORDER = ["warehouse/duckdb/order.test.ts"];

/** What says which version of a record is the newest, whichever feed brought it. */
export const warehouseMutants: readonly Mutant[] = [
  {
    change: "a late export beats a newer edit",
    file: "warehouse/duckdb/order.ts",
    find: '"ordered_at desc nulls last, version desc"',
    replace: '"version desc"',
    check: ORDER,
  },
  {
    change: "a source whose clock is ahead undoes a deletion",
    file: "warehouse/duckdb/load-sweep.ts",
    find: "greatest(seen.ordered_at, ${until})",
    replace: "${until}",
    check: ORDER,
  },
  {
    change: "a record that came back stays deleted",
    file: "warehouse/duckdb/load-files.ts",
    find: "await orderAfterDeletions(db, appended);",
    replace: "",
    check: ORDER,
  },
  {
    change: "what stays of late versions depends on how many files load at once",
    file: "warehouse/duckdb/versions.ts",
    find: "if (fileCount > 1 && late.rows.length > 0)",
    replace: "if (fileCount > 2 ** 20)",
    check: ORDER,
  },
  {
    change: "a file that was seen late is loaded after those it comes before",
    file: "warehouse/duckdb/unloaded.ts",
    find: "const isPrefix = ofStream.slice(0, known.size).every(({ name }) => known.has(name));",
    replace: "const isPrefix = true;",
    check: ORDER,
  },
  {
    change: "an export makes a stream look read to its end",
    file: "warehouse/duckdb/stream-states.ts",
    find: "health.filter(({ feed }) => isLive(feed))",
    replace: "health",
    check: ORDER,
  },
];
