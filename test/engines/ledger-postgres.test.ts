/** What is only of a ledger in a database; `ledger.test.ts` and others beside it run here as well. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { sql } from "kysely";
import { expect, test } from "vitest";

import { ada, bob, givenRole, NOON, WALLET, zoe } from "../../warehouse/ledger/given.ts";
import { followLedger } from "../../warehouse/ledger/store/follow-ledger.ts";
import { openLedgerToRead } from "../../warehouse/ledger/store/ledger-reader.ts";
import { openLedger } from "../../warehouse/ledger/store/ledger.ts";
import { openPostgres } from "../../warehouse/ledger/store/postgres/open.ts";
import { writeRestored } from "../../warehouse/ledger/store/write-restored.ts";
import { givenSchema, onServer } from "../ledger-places.ts";

const ADDRESS = process.env["VKLAD_TEST_POSTGRES"] ?? "";
const DATA = process.env["VKLAD_TEST_POSTGRES_DATA"] ?? "";

function givenLedgers() {
  const { place, forget } = givenSchema(ADDRESS);
  const { schema } = place.postgres;
  const open = (address = ADDRESS) =>
    openLedger({
      postgres: { schema, address: { reveal: () => address } },
      clock: () => NOON,
    });
  const ledger = open();
  return {
    ledger,
    place,
    schema,
    open,
    sql: (statements: string) => onServer(ADDRESS, `SET search_path TO ${schema}; ${statements}`),
    async [Symbol.asyncDispose]() {
      await ledger.close();
      await forget();
    },
  };
}

/** The same server as somebody else sees it, by a role of fewer rights. */
async function givenRoleOf(schema: string, rights: string): Promise<string> {
  const name = `r_${schema}`;
  await onServer(
    ADDRESS,
    `CREATE ROLE ${name} LOGIN PASSWORD '${name}'; GRANT USAGE ON SCHEMA ${schema} TO ${name};
     GRANT ${rights} ON ALL TABLES IN SCHEMA ${schema} TO ${name}`,
  );
  const address = new URL(ADDRESS);
  address.username = name;
  address.password = name;
  return address.href;
}

async function dropRole(schema: string): Promise<void> {
  await onServer(ADDRESS, `DROP OWNED BY r_${schema}; DROP ROLE r_${schema}`);
}

test("the tables themselves refuse to change or forget an event", async () => {
  await using given = givenLedgers();
  for (const member of [ada, bob]) await givenRole(given.ledger, member);
  const run = given.sql;

  await expect(run("UPDATE events SET actor = 'eve'")).rejects.toThrow("append-only");
  await expect(run("DELETE FROM events")).rejects.toThrow("append-only");
  await expect(run("TRUNCATE events")).rejects.toThrow("append-only");
  await expect(run("UPDATE payloads SET body = '{}'")).rejects.toThrow("erased, not changed");
  await expect(run("TRUNCATE payloads")).rejects.toThrow("erased, not changed");
  await expect(run("DELETE FROM payloads")).rejects.toThrow("by an event that says so");
  await expect(
    run(
      `INSERT INTO payloads SELECT hash, salt, '{}' FROM payloads
       ON CONFLICT (hash) DO UPDATE SET body = '{}'`,
    ),
  ).rejects.toThrow("erased, not changed");
  expect(await given.ledger.verify()).toEqual({ eventCount: 2 });
});

test("an erased payload is nowhere in the files of its table", async () => {
  await using given = givenLedgers();
  const { ledger } = given;
  const { id } = await ledger.append("wallet_linked", WALLET, { actor: "demo" });
  const stored = async () => {
    const [row] = await given.sql("CHECKPOINT; SELECT pg_relation_filepath('payloads') AS path");
    return readFileSync(join(DATA, String(row?.["path"]))).includes(zoe.wallet);
  };
  expect(await stored()).toBe(true);

  await ledger.erasePayload(id, { actor: ada.account, reason: "asked to be forgotten" });

  expect(await stored()).toBe(false);
});

test("whoever appends past our programs cannot make a second end of the chain", async () => {
  await using given = givenLedgers();
  for (const member of [ada, bob]) await givenRole(given.ledger, member);
  const fork = (seq: number) =>
    given.sql(
      `INSERT INTO events SELECT ${seq}, 'x', kind, actor, at, 'x', prev_hash, 'x', NULL
       FROM events WHERE seq = 2`,
    );

  await expect(fork(2)).rejects.toThrow("duplicate key");
  await expect(fork(3)).rejects.toThrow("duplicate key");
});

test("what an append reads nobody changes before it has written", async () => {
  await using given = givenLedgers();
  await using other = given.open();
  const seen: string[] = [];
  const append = (ledger: typeof other, name: string) =>
    ledger.append(
      "link_revoked",
      { link_id: name, reason: "x" },
      { actor: "demo", guard: (events) => void seen.push(`${name} sees ${events.length}`) },
    );

  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      append(index % 2 === 0 ? given.ledger : other, `${index}`),
    ),
  );

  const counts = seen.map((text) => Number(text.split(" ").at(-1)));
  expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, count) => count));
});

test("an append is on the disk when it returns, however the database is set", async () => {
  await using given = givenLedgers();
  const address = new URL(ADDRESS);
  address.searchParams.set("options", "-c synchronous_commit=off");
  const store = openPostgres({ schema: given.schema, address: { reveal: () => address.href } });
  const show = "SELECT current_setting('synchronous_commit') AS value";

  const shown = await store.write(async (trx) => await sql.raw(show).execute(trx));

  expect(shown.rows).toEqual([{ value: "on" }]);
  await store.close();
});

test("an append waits while another process is in the middle of one", async () => {
  await using given = givenLedgers();
  await givenRole(given.ledger, ada);
  const store = openPostgres(given.place.postgres);
  const said: string[] = [];
  const held = store.write(async () => {
    await pause(300);
    said.push("the first is done");
  });
  await pause(100);

  await givenRole(given.ledger, bob);
  said.push("the second is done");

  expect(said).toEqual(["the first is done", "the second is done"]);
  await held;
  await store.close();
});

test("a ledger is read by a role that may only select, and is not written by it", async () => {
  await using given = givenLedgers();
  await givenRole(given.ledger, ada);
  const address = await givenRoleOf(given.schema, "SELECT");
  const place = { postgres: { schema: given.schema, address: { reveal: () => address } } };
  await using reader = (await openLedgerToRead(place)) ?? expect.unreachable();
  await using followed = followLedger(place);
  const writer = given.open(address);

  expect(await reader.verify()).toEqual({ eventCount: 1 });
  expect(await followed.read()).toHaveLength(1);
  await expect(givenRole(writer, bob)).rejects.toMatchObject({ name: "LedgerUnreachableError" });
  for (const one of [reader, writer]) await one.close();
  await followed[Symbol.asyncDispose]();
  await dropRole(given.schema);
});

test("no ledger is nothing to read, and none is made", async () => {
  const { place } = givenSchema(ADDRESS);

  expect(await openLedgerToRead(place)).toBeNull();

  const { schema } = place.postgres;
  const found = `SELECT 1 FROM pg_namespace WHERE nspname = '${schema}'`;
  expect(await onServer(ADDRESS, found)).toEqual([]);
});

test("a ledger of a newer version is refused rather than guessed at", async () => {
  await using given = givenLedgers();
  await givenRole(given.ledger, ada);
  await given.sql("UPDATE ledger_version SET version = 99");

  await expect(given.open().read()).rejects.toThrow("its version is 99 and this program knows");
  await expect(openLedgerToRead(given.place)).rejects.toMatchObject({ name: "LedgerNewerError" });
});

test("one of an older version is brought forward by who writes, and left by who reads", async () => {
  await using given = givenLedgers();
  await given.sql(`CREATE SCHEMA ${given.schema}`);
  await given.sql("CREATE TABLE ledger_version AS SELECT 0 AS version");

  await expect(openLedgerToRead(given.place)).rejects.toThrow("older version of Vklad");
  await givenRole(given.ledger, ada);

  expect(await given.sql("SELECT version FROM ledger_version")).toEqual([{ version: 1 }]);
});

test("a database that is not there is named without its password", async () => {
  const address = new URL(ADDRESS);
  address.port = "1";
  const place = { schema: "vklad", address: { reveal: () => address.href } };
  await using ledger = openLedger({ postgres: place, clock: () => NOON });
  const error: Error = await ledger.read().then(
    () => expect.unreachable(),
    (found) => found,
  );

  expect(error.name).toBe("LedgerUnreachableError");
  expect(error.message).toContain("127.0.0.1:1/postgres (schema vklad) cannot be reached");
  expect(error.message).not.toContain(address.password);
  const wrong = { ...place, address: { reveal: () => `db.example.org/${address.password}` } };
  expect(() => openLedger({ postgres: wrong, clock: () => NOON })).toThrow(
    "VKLAD_LEDGER_URL is no address",
  );
});

test("a server that was restarted is asked again", async () => {
  await using given = givenLedgers();
  await givenRole(given.ledger, ada);
  const ours = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'vklad' AND pid <> pg_backend_pid()`;

  await onServer(ADDRESS, ours);
  await pause(50);
  await givenRole(given.ledger, bob);

  expect(await given.ledger.verify()).toEqual({ eventCount: 2 });
});

test("a restored ledger takes the place of an older one, which is kept, and who had it goes on", async () => {
  await using given = givenLedgers();
  await using newer = givenLedgers();
  await using followed = followLedger(given.place);
  await givenRole(given.ledger, ada);
  for (const member of [bob, ada]) await givenRole(newer.ledger, member);
  expect((await followed.read()).length).toBe(1);

  const kept = await writeRestored(given.place, await newer.ledger.rows(), NOON);
  await givenRole(given.ledger, zoe);

  expect(kept).toBe(`${given.schema}_before_20261005t120000z`);
  const accounts = [bob, ada, zoe].map(({ account }) => ({ payload: { account } }));
  expect(await followed.read()).toMatchObject(accounts);
  expect(await given.ledger.verify()).toEqual({ eventCount: 3 });
  const was = { ...given.place.postgres, schema: kept ?? "" };
  await using before = (await openLedgerToRead({ postgres: was })) ?? expect.unreachable();
  expect(await before.verify()).toEqual({ eventCount: 1 });
});
