import type { Mutant } from "../mutant.ts";

const SLICES = ["activities/ingest/slices.test.ts"];

/** What keeps what was read: landing files and their writers. */
export const landingMutants: readonly Mutant[] = [
  {
    change: "a page of quarantine alone is dropped",
    file: "warehouse/landing/landing.ts",
    find: "if (page.records.length + page.quarantined.length === 0) return true;",
    replace: "if (page.records.length === 0) return true;",
    check: ["warehouse/landing/landing.test.ts"],
  },
  {
    change: "feeds of one stream go on from each other's cursor",
    file: "warehouse/landing/landing.ts",
    find: "for await (const file of directory.backwards([feed])) return file;",
    replace: "for await (const file of await filesBackwards(streamOf(feed))) return file;",
    check: ["warehouse/landing/landing.test.ts"],
  },
  {
    change: "a place counts after a later file",
    file: "warehouse/landing/place.ts",
    find: "return place?.after === after ? place.cursor : undefined;",
    replace: "return place?.cursor;",
    check: ["warehouse/landing/landing.test.ts"],
  },
  {
    change: "a sweep takes the feed back to its last file",
    file: "warehouse/landing/landing.ts",
    find: "const cursor = await cursorOf(feed);\n      const sweep",
    replace: "const cursor = landed?.manifest.cursor ?? null;\n      const sweep",
    check: ["warehouse/landing/landing.test.ts"],
  },
  {
    change: "a folder of landing is listed once for ever",
    file: "warehouse/landing/directory.ts",
    find: "if (before?.changedAt_ns === changedAt_ns) return before.names;",
    replace: "if (before !== undefined) return before.names;",
    check: ["warehouse/landing/directory.test.ts"],
  },
  {
    change: "a folder that has just changed is taken to stand",
    file: "warehouse/landing/directory.ts",
    find: "if (now_ns - changedAt_ns > STANDS_NS) listed.set",
    replace: "listed.set",
    check: ["warehouse/landing/directory.test.ts"],
  },
  {
    change: "a living writer's temporary file is removed",
    file: "warehouse/atomic-write.ts",
    find: "if (pid !== undefined && !isAlive(Number(pid)))",
    replace: "if (pid !== undefined)",
    check: ["warehouse/atomic-write.test.ts"],
  },
  {
    change: "sweep cut short: what its first slice lists is all that exists",
    file: "activities/ingest/sweep.ts",
    find: "return { pass, keys, unjudged, next, done, foundCount: changedCount + foundCount };",
    replace:
      "return { pass, keys, unjudged, next, done: true, foundCount: changedCount + foundCount };",
    check: ["activities/ingest/ingest.test.ts"],
  },
  {
    change: "a sweep judges what landed while it lasted",
    file: "activities/ingest/sweep.ts",
    find: "await landing.writeSweep(name, { ...sweep, keys, unjudged: now.unjudged });",
    replace:
      "await landing.writeSweep(name, { ...sweep, keys, unjudged: [], after: await landing.lastNumber(name) });",
    check: ["activities/ingest/ingest.test.ts"],
  },
  {
    change: "a sweep finds nothing: what is listed and never landed stays away",
    file: "activities/ingest/land.ts",
    find: "keys.filter((key) => !known.has(key))",
    replace: "[]",
    check: ["activities/ingest/sweep.test.ts"],
  },
  {
    change: "what a sweep misses is believed without a second look",
    file: "activities/ingest/sweep.ts",
    find: "(now.pass === 1 && (await missingFrom(now, feed, landing)).length > 0)",
    replace: "(now.pass === 1 && (await missingFrom(now, feed, landing)).length < 0)",
    check: SLICES,
  },
  {
    change: "a sweep begins anew in each run",
    file: "activities/ingest/sweep.ts",
    find: "const before = await landing.unfinishedSweep(name, primaryKey);",
    replace: "const before = (await landing.forgetSweep(name)) ?? null;",
    check: SLICES,
  },
  {
    change: "a sweep that was gone on with judges as of its end",
    file: "activities/ingest/sweep.ts",
    find: "const sweep = { until: before?.until ?? until, after, primaryKey };",
    replace: "const sweep = { until, after: await landing.lastNumber(name), primaryKey };",
    check: SLICES,
  },
  {
    change: "of what a second look saw nothing reaches the warehouse",
    file: "activities/ingest/sweep.ts",
    find: "const foundCount = await landAll(feed, { ...given, page, known });",
    replace: "const foundCount = known.missing.length;",
    check: SLICES,
  },
  {
    change: "a slice that is repeated after a kill lands what it saw once more",
    file: "activities/ingest/land.ts",
    find: ".filter((record) => !known.isSame(record))",
    replace: "",
    check: SLICES,
  },
  {
    change: "parts of two sweeps are strung together",
    file: "warehouse/landing/unfinished.ts",
    find: "if (!isOfOneSweep) return false;",
    replace: "if (!isOfOneSweep) return true;",
    check: SLICES,
  },
  {
    change: "a sweep that has judged judges again after a kill",
    file: "warehouse/landing/unfinished.ts",
    find: 'if (manifest.kind === "sweep" && manifest.after === after) return true;',
    replace: "",
    check: SLICES,
  },
  {
    change: "likes of member 170 are spared because those of member 17 were hidden",
    file: "warehouse/landing/known.ts",
    find: "isWhole === true ? key[at] === prefix : key[at]?.startsWith(prefix)",
    replace: "key[at]?.startsWith(prefix)",
    check: SLICES,
  },
  {
    change: "a record that another feed tells of counts as back from its deletion",
    file: "warehouse/landing/known.ts",
    find: "if (told.deletedBy.get(key) === file.feed) told.deletedBy.delete(key);",
    replace: "told.deletedBy.delete(key);",
    check: ["warehouse/landing/known.test.ts"],
  },
  {
    change: "days and months begin by the machine's time zone",
    file: "warehouse/duckdb/open.ts",
    find: "await sql`set global timezone = 'UTC'`.execute(db);",
    replace: "",
    check: ["warehouse/duckdb/open.test.ts"],
  },
];
