import type { Mutant } from "../mutant.ts";

const ORDER = ["warehouse/duckdb/order.test.ts"];
const LEDGER = ["warehouse/ledger/store/ledger.test.ts"];
const APPROVE = ["warehouse/ledger/approval/approve.test.ts"];

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
  {
    change: "go on showing an event whose payload was erased",
    file: "warehouse/ledger/store/kept-events.ts",
    find: "all = all.filter(({ id }) => id !== event_id);",
    replace: "void event_id;",
    check: LEDGER,
  },
  {
    change: "go on with what was folded from events that have changed since",
    file: "warehouse/ledger/store/folded-once.ts",
    find: "    if (!Object.isFrozen(events)) return fold(events);\n",
    replace: "",
    check: ["warehouse/ledger/store/folded-once.test.ts"],
  },
  {
    change: "read the ledger without recomputing its hashes",
    file: "warehouse/ledger/store/kept-events.ts",
    find: "const next = walkChain(place, fresh, absent);",
    replace: "const next = fresh.at(-1) ?? place;",
    check: APPROVE,
  },
  {
    change: "read on where a payload is lost",
    file: "warehouse/ledger/store/kept-events.ts",
    find: "      assertNoneLost(absent);\n",
    replace: "",
    check: APPROVE,
  },
  {
    change: "give out a page of the ledger without looking at its hashes",
    file: "warehouse/ledger/store/ledger-rows.ts",
    find: "  rows.forEach(assertOwnHash);\n  return rows.map(toEvent);",
    replace: "  return rows.map(toEvent);",
    check: LEDGER,
  },
  {
    change: "a payment's payload may be called erased",
    file: "warehouse/ledger/store/chain-walk.ts",
    find: "if (erasableKinds.includes(row.kind as LedgerKind)) return;",
    replace: "return;",
    check: LEDGER,
  },
  {
    change: "a payload may be deleted from the file",
    file: "warehouse/ledger/store/ledger-file.ts",
    find: "WHEN NOT EXISTS (",
    replace: "WHEN FALSE AND NOT EXISTS (",
    check: LEDGER,
  },
  {
    change: "a payload may be replaced in the file",
    file: "warehouse/ledger/store/ledger-file.ts",
    find: "WHEN EXISTS (SELECT 1 FROM payloads WHERE hash = NEW.hash)",
    replace: "WHEN FALSE",
    check: LEDGER,
  },
  {
    change: "a reader's change of an event is everybody's",
    file: "warehouse/ledger/store/kept-events.ts",
    find: "return Object.freeze(value);",
    replace: "return value;",
    check: LEDGER,
  },
  {
    change: "take a model for built whose relation has gone",
    file: "activities/materialize/materialize.ts",
    find: "return reason === undefined && (await isThere(db, model.name));",
    replace: "return reason === undefined;",
    check: ["activities/materialize/materialize.test.ts"],
  },
  {
    change: "keep a published file that was changed",
    file: "warehouse/snapshot/publish.ts",
    find: "if ((await fileHash(file)) !== known.sha256) return null;",
    replace: "",
    check: ["warehouse/snapshot/snapshot.test.ts"],
  },
  {
    change: "keep a published file under other names of columns",
    file: "warehouse/snapshot/publish.ts",
    find: "if (!isDeepStrictEqual(known.columns, table.columns)) return null;",
    replace: "",
    check: ["warehouse/snapshot/snapshot.test.ts"],
  },
];
