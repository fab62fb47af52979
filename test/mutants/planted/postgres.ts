import type { Mutant } from "../mutant.ts";

const LEDGER = ["test/engines/ledger-postgres.test.ts"];
const PAYING = ["test/engines/paying-postgres.test.ts"];
const STORE = "warehouse/ledger/store";

/** A ledger in a database. */
export const postgresMutants: readonly Mutant[] = [
  {
    change: "two append to a database at once",
    file: `${STORE}/postgres/lock.ts`,
    find: "SELECT pg_advisory_xact_lock(${LOCK_CLASS}, ${key}), CASE",
    replace: "SELECT ${LOCK_CLASS}::int, ${key}::int, CASE",
    check: LEDGER,
  },
  {
    change: "an append to a database returns before it is on the disk",
    file: `${STORE}/postgres/lock.ts`,
    find: "THEN set_config('synchronous_commit', 'on', true)",
    replace: "THEN 'off'",
    check: LEDGER,
  },
  {
    change: "a payload may be deleted from a database without a word",
    file: `${STORE}/postgres/migrations.ts`,
    find: "IF is_told THEN RETURN OLD; END IF;",
    replace: "RETURN OLD;",
    check: LEDGER,
  },
  {
    change: "an erased payload stays in the files of its table",
    file: `${STORE}/postgres/open.ts`,
    find: 'await sql`VACUUM (FULL) ${sql.id(schema, "payloads")}`.execute(db);',
    replace: "",
    check: LEDGER,
  },
  {
    change: "a ledger that was restored under a reader is taken for the one before",
    file: `${STORE}/kept-events.ts`,
    find: "if (last.hash !== from.hash) {",
    replace: "if (last.hash === undefined) {",
    check: LEDGER,
  },
  {
    change: "the signer is told a database's password among its arguments",
    file: "app/runtime/signer/child.ts",
    find: "{ postgres: { schema: place.postgres.schema } }",
    replace: "{ postgres: { schema: place.postgres.schema, at: place.postgres.address.reveal() } }",
    check: PAYING,
  },
];
