import type { Mutant } from "../mutant.ts";

const MEMORY = ["warehouse/duckdb/memory.test.ts"];
const KNOWN = ["warehouse/landing/known-again.test.ts"];
const GROUPS = ["warehouse/duckdb/groups.test.ts"];
const ORDER = ["warehouse/duckdb/order.test.ts"];
const LITTLE = ["warehouse/duckdb/little-loads.test.ts"];
const ZSTD = ["warehouse/landing/zstd.test.ts"];

/** What bounds memory and time, whatever has landed. */
export const loadMutants: readonly Mutant[] = [
  {
    change: "a transaction takes in whatever has landed, however long it is unpacked",
    file: "warehouse/duckdb/groups.ts",
    find: "    bytesOf(all) <= BYTES_PER_TRANSACTION_MAX &&\n",
    replace: "",
    check: GROUPS,
  },
  {
    change: "a million short records are one transaction",
    file: "warehouse/duckdb/groups.ts",
    find: "    sumOf(all, ({ manifest }) => manifest.record_count) <= RECORDS_PER_TRANSACTION_MAX &&\n",
    replace: "",
    check: GROUPS,
  },
  {
    change: "a long load keeps all that it has read in memory",
    file: "warehouse/duckdb/memory.ts",
    find: "isWanted ? LITTLE : usual",
    replace: "usual",
    check: MEMORY,
  },
  {
    change: "a query beside a load is held to the load's memory",
    file: "warehouse/duckdb/memory.ts",
    find: "      othersCount += 1;\n      await change(() => false);",
    replace: "      othersCount += 1;",
    check: MEMORY,
  },
  {
    change: "a load limits the memory of a query that runs",
    file: "warehouse/duckdb/memory.ts",
    find: "change(() => othersCount === 0)",
    replace: "change(() => true)",
    check: MEMORY,
  },
  {
    change: "the limit of a load stays although the setting says that it is gone",
    file: "warehouse/duckdb/memory.ts",
    find: "await asked(instance, `set global memory_limit = '${memory}'`);",
    replace:
      "await asked(instance, memory === LITTLE ? `set global memory_limit = '${memory}'` : 'reset global memory_limit');",
    check: MEMORY,
  },
  {
    change: "a load is never held to little memory",
    file: "warehouse/duckdb/load.ts",
    find: "bytesOf(files) > LONG_BYTES;",
    replace: "bytesOf(files) < 0;",
    check: ["warehouse/duckdb/long-load.test.ts"],
  },
  {
    change: "a load that needs more memory fails",
    file: "warehouse/duckdb/memory.ts",
    find: "if (!wasLittle || !isOutOfMemory(error)) throw error;",
    replace: "throw error;",
    check: MEMORY,
  },
  {
    change: "queries of the warehouse do not say that they are there",
    file: "warehouse/duckdb/open.ts",
    find: "connect: () => instance.connect(), memory }",
    replace: "connect: () => instance.connect() }",
    check: ["warehouse/duckdb/long-load.test.ts"],
  },
  {
    change: "transactions of the warehouse do not say that they are there",
    file: "warehouse/duckdb/open.ts",
    find: "    await memory.enter();\n    try {",
    replace: "    try {",
    check: ["warehouse/duckdb/long-load.test.ts"],
  },
  {
    change: "a deletion's key is not found again",
    file: "warehouse/duckdb/load-sweep.ts",
    find: "  await keepKeyHashes(transaction.db, stream.name, firstVersion(place));\n",
    replace: "",
    check: ORDER,
  },
  {
    change: "keys are not found again once they have landed",
    file: "warehouse/duckdb/versions.ts",
    find: "  await keepKeyHashes(db, name, appended.since);\n",
    replace: "",
    check: LITTLE,
  },
  {
    change: "hashes of keys stay when their stream is loaded anew",
    file: "warehouse/duckdb/forget.ts",
    find: "[rawTable(stream.name), keyHashes(stream.name)]",
    replace: "[rawTable(stream.name)]",
    check: ORDER,
  },
  {
    change: "what another version of DuckDB hashed counts as hashed",
    file: "warehouse/duckdb/key-hashes.ts",
    find: "comment === hashed_by && is_whole",
    replace: "is_whole",
    check: LITTLE,
  },
  {
    change: "rows that an older version added count as hashed",
    file: "warehouse/duckdb/key-hashes.ts",
    find: "if (comment === hashed_by && is_whole) continue;",
    replace: "void is_whole;\n    if (comment === hashed_by) continue;",
    check: LITTLE,
  },
  {
    change: "versions are compared in the order that they had before deletions were looked at",
    file: "warehouse/duckdb/versions.ts",
    find: "isMoved ? await readRepeated(db, appended, held) : found",
    replace: "found",
    check: ORDER,
  },
  {
    change: "a key that comes twice in one file is compared only with what was there",
    file: "warehouse/duckdb/versions.ts",
    find: "if (held.versions === null && !held.areRepeated) {",
    replace: "if (held.versions === null) {",
    check: LITTLE,
  },
  {
    change: "a record is counted once more with each of its versions",
    file: "warehouse/duckdb/versions.ts",
    find: "newCount + repeated.alive_count - repeated.alive_before_count",
    replace: "newCount + repeated.alive_count",
    check: LITTLE,
  },
  {
    change: "new records are not counted where others came again",
    file: "warehouse/duckdb/versions.ts",
    find: "newCount + repeated.alive_count",
    replace: "newCount * 0n + repeated.alive_count",
    check: LITTLE,
  },
  {
    change: "records that a sweep did not find go on being counted",
    file: "warehouse/duckdb/load-sweep.ts",
    find: "-(deleted.numAffectedRows ?? 0n)",
    replace: "0n * (deleted.numAffectedRows ?? 0n)",
    check: LITTLE,
  },
  {
    change: "what an older version loaded is not counted",
    file: "warehouse/duckdb/key-hashes.ts",
    find: ".set({ record_count: null })",
    replace: ".set({ stream: name })",
    check: LITTLE,
  },
  {
    change: "a load in parts says how streams stand after its first part",
    file: "warehouse/duckdb/load.ts",
    find: "part === parts.at(-1) ? last : undefined",
    replace: "part === parts[0] ? last : undefined",
    check: LITTLE,
  },
  {
    change: "a landing file is as long as it is on the disk",
    file: "warehouse/landing/zstd.ts",
    find: "  if (told !== null) return told;",
    replace: "  if (told === null) return bytes.length;\n  return told;",
    check: ZSTD,
  },
  {
    change: "a landing file does not say how long it is unpacked",
    file: "warehouse/landing/zstd.ts",
    find: "(zstdCompress)(text, options)",
    replace: "(zstdCompress)(text, { ...options, pledgedSrcSize: undefined } as ZstdOptions)",
    check: ZSTD,
  },
  {
    change: "what is known of landing is read anew each time",
    file: "warehouse/landing/known.ts",
    find: "if (kept === null || !files.isLast()) kept = files.open();",
    replace: "kept = files.openAnew();",
    check: KNOWN,
  },
  {
    change: "two that look at once are told each file twice",
    file: "warehouse/landing/known.ts",
    find: "      last = now;\n",
    replace: "",
    check: KNOWN,
  },
  {
    change: "what a sweep saw otherwise counts as there",
    file: "warehouse/landing/known.ts",
    find: "      else outdated.add(key);",
    replace: "      else outdated.delete(key);",
    check: KNOWN,
  },
  {
    change: "of a key the first file is looked at again, and not the last",
    file: "warehouse/landing/known.ts",
    find: "told.bring(key, file.name, {",
    replace: "told.bring(key, before.last_in, {",
    check: KNOWN,
  },
];
