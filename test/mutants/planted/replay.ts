import type { Mutant } from "../mutant.ts";

const REPLAY = ["activities/ingest/replay.test.ts"];

/** Records that a replay would lose, double, or put in the place of newer ones. */
export const replayMutants: readonly Mutant[] = [
  {
    change: "a replayed version that stands as it landed takes the place of a newer one",
    file: "activities/ingest/replay.ts",
    find: "isOrdered || !isLater(one, record)",
    replace: "true",
    check: REPLAY,
  },
  {
    change: "what a replay has read stays in the warehouse's quarantine",
    file: "warehouse/duckdb/quarantine.ts",
    find: "for (const { reason, record } of file.manifest.mended ?? [])",
    replace: "for (const { reason, record } of file.manifest.mended?.slice(0, 0) ?? [])",
    check: REPLAY,
  },
  {
    change: "what a replay has read is tried again by the next one",
    file: "app/runtime/source-states.ts",
    find: "known.delete(idOf([feed, reason, record]));",
    replace: "idOf([feed, reason, record]);",
    check: ["app/cli/commands/sources.test.ts"],
  },
  {
    change: "what is still refused counts as mended",
    file: "activities/ingest/replay.ts",
    find: "read !== undefined && read.quarantined.length === 0 && read.records.length > 0",
    replace: "read !== undefined && (read.quarantined.length === 0 || true)",
    check: REPLAY,
  },
  {
    change: "a replay that only takes away what was overtaken is not written down",
    file: "warehouse/landing/landing.ts",
    find: "if (page.mended !== undefined) return false;",
    replace: "",
    check: REPLAY,
  },
  {
    change: "cleaning leaves contacts in what a replay has mended",
    file: "warehouse/landing/rewrite.ts",
    find: "...(mended === undefined ? {} : { mended }) };",
    replace: "};",
    check: ["warehouse/landing/rewrite.test.ts"],
  },
  {
    change: "what the load and the models refused is not said beside what sources did",
    file: "app/runtime/refused-later.ts",
    find: "!byStream.has(`${stream} ${reason}`)",
    replace: "byStream.has(`${stream} ${reason}`)",
    check: ["app/runtime/refused-later.test.ts"],
  },
];
