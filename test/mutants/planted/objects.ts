import type { Mutant } from "../mutant.ts";

const S3 = ["test/engines/objects-s3.test.ts"];
const SHARED = ["test/engines/snapshots-s3.test.ts"];

/** Snapshots that one machine publishes and others take. */
export const objectsMutants: readonly Mutant[] = [
  {
    change: "an object is put whatever became of the one before",
    file: "warehouse/objects/s3.ts",
    find: 'return "tag" in condition ? { "if-match": condition.tag } : { "if-none-match": "*" };',
    replace: "return {};",
    check: S3,
  },
  {
    change: "a put whose answer was lost is told as refused",
    file: "warehouse/objects/s3.ts",
    find: "return there !== null && Buffer.compare(there.bytes, bytes) === 0;",
    replace: "return there === null;",
    check: S3,
  },
  {
    change: "a listing ends with its first answer",
    file: "warehouse/objects/s3.ts",
    find: 'if (token === "") return found;',
    replace: "return found;",
    check: S3,
  },
  {
    change: "a snapshot is named for all machines before its files are there",
    file: "warehouse/snapshot/shared.ts",
    find: "await putFiles(objects, snapshot, there);",
    replace: "void putFiles(objects, snapshot, there).catch(() => undefined);",
    check: SHARED,
  },
  {
    change: "an attempt that was overtaken shares its older rows",
    file: "warehouse/snapshot/shared.ts",
    find: "if (there !== null && isLater(currentIn(there), asOf)) return false;",
    replace: "",
    check: SHARED,
  },
  {
    change: "a file from the storage is believed by its name",
    file: "warehouse/snapshot/shared.ts",
    find: 'if (createHash("sha256").update(found.bytes).digest("hex") === sha256) return found.bytes;',
    replace: "return found.bytes;",
    check: SHARED,
  },
  {
    change: "what gave way in the storage goes at once",
    file: "warehouse/snapshot/shared.ts",
    find: "&& now_ms - writtenAt.getTime() > KEPT_MS) await",
    replace: ") await",
    check: SHARED,
  },
];
