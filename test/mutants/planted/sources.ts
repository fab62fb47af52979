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
];
