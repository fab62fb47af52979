import type { Mutant } from "../mutant.ts";

const GROUPS = ["warehouse/duckdb/groups.test.ts"];
const ZSTD = ["warehouse/landing/zstd.test.ts"];

/** What bounds the memory of a load, whatever has landed. */
export const loadMutants: readonly Mutant[] = [
  {
    change: "a transaction takes in whatever has landed, however long it is unpacked",
    file: "warehouse/duckdb/groups.ts",
    find: "    sumOf(all, ({ contentBytes }) => contentBytes) <= bytesMax &&\n",
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
    change: "files of many megabytes are unpacked by one thread",
    file: "warehouse/duckdb/groups.ts",
    find: "const bytesMax = all.length === 2 ? BYTES_OF_TWO_MAX : BYTES_PER_TRANSACTION_MAX;",
    replace: "const bytesMax = BYTES_PER_TRANSACTION_MAX;",
    check: GROUPS,
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
];
