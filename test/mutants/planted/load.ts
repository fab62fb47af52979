import type { Mutant } from "../mutant.ts";

const MEMORY = ["warehouse/duckdb/memory.test.ts"];
const KNOWN = ["warehouse/landing/known-again.test.ts"];
const GROUPS = ["warehouse/duckdb/groups.test.ts"];
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
    find: "bytesOf(files) > LONG_BYTES ? given :",
    replace: "bytesOf(files) < 0 ? given :",
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
    find: "const goesOn = kept.files.every(",
    replace: "const goesOn = kept.files.length < 0 && kept.files.every(",
    check: KNOWN,
  },
  {
    change: "files that were cleaned are known as they were",
    file: "warehouse/landing/known.ts",
    find: "const told = goesOn ? kept : nothingTold();",
    replace: "const told = goesOn || files.length > 0 ? kept : nothingTold();",
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
    find: "told.lastIn.set(key, file);",
    replace: "if (!told.lastIn.has(key)) told.lastIn.set(key, file);",
    check: KNOWN,
  },
];
