import type { Mutant } from "../mutant.ts";

const PARTS = ["activities/materialize/parts/parts.test.ts"];

/** What is built in parts is what a full build would make. */
export const partsMutants: readonly Mutant[] = [
  {
    change: "look at the new version of a changed record alone",
    file: "warehouse/duckdb/raw-changes.ts",
    find: "where version <= ${since} and key_hash in",
    replace: "where false and key_hash in",
    check: PARTS,
  },
  {
    change: "build of what moved only the part it came to",
    file: "activities/materialize/parts/build-parts.ts",
    find: "`from ${GONE} union all from ${CAME}`",
    replace: "`from ${CAME}`",
    check: PARTS,
  },
  {
    change: "keep a table's digest though parts of it were built",
    file: "activities/materialize/parts/build-parts.ts",
    find: "hash: String(BigInt(given.digest.hash) + BigInt(came.hash) - BigInt(gone.hash)),",
    replace: "hash: given.digest.hash,",
    check: PARTS,
  },
  {
    change: "leave rows that went out of a part",
    file: "activities/materialize/parts/build-parts.ts",
    find: "in (select (${grain}) from ${GONE})",
    replace: "in (select (${grain}) from ${GONE} where false)",
    check: PARTS,
  },
  {
    change: "build on a table that was built without a note",
    file: "activities/materialize/parts/follow.ts",
    find: "builds.digest !== digest || ",
    replace: "",
    check: PARTS,
  },
  {
    change: "follow a stream by versions that were given anew",
    file: "warehouse/duckdb/forget.ts",
    find: "await forgetMarks(db, rawViews(stream.name));",
    replace: "",
    check: PARTS,
  },
  {
    change: "look for a repeated grain among new rows alone",
    file: "activities/materialize/check.ts",
    find: "select 1 from ${identifier(model.name)} semi join ${identifier(came)}",
    replace: "select 1 from ${identifier(came)} semi join ${identifier(came)}",
    check: PARTS,
  },
  {
    change: "ask a check that warns of the touched parts alone",
    file: "activities/materialize/parts/build-parts.ts",
    find: "...(await checkOwn(db, model, { blocking: false })),",
    replace: "",
    check: PARTS,
  },
  {
    change: "forget what a model did not follow in time",
    file: "activities/materialize/parts/touched.ts",
    find: "where build > ${mark}`",
    replace: "where build > ${mark} + 1`",
    check: PARTS,
  },
];
