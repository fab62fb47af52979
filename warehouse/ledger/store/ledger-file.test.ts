/** What is only of a ledger in a file; all else of a ledger is in `ledger.test.ts`, on both engines. */
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import {
  ada,
  bob,
  givenLedgerFile,
  givenRole,
  MISTAKE,
  NOON,
  WALLET,
  withThreeEvents,
  zoe,
} from "../given.ts";
import { LedgerCorruptError, LedgerInUseError } from "./errors.ts";
import { followLedger } from "./follow-ledger.ts";
import { openLedger } from "./ledger.ts";
import { restoration } from "./restore.ts";
import { writeRestored } from "./write-restored.ts";

const givenThreeEvents = () => withThreeEvents(givenLedgerFile());

test("the file itself refuses to change or forget an event", async () => {
  await using given = await givenThreeEvents();
  const database = new DatabaseSync(given.file);

  expect(() => database.exec("UPDATE events SET actor = 'eve'")).toThrow("append-only");
  expect(() => database.exec("DELETE FROM events")).toThrow("append-only");
  expect(() => database.exec("UPDATE payloads SET body = '{}'")).toThrow("erased, not changed");
  expect(() => database.exec("DELETE FROM payloads")).toThrow("by an event that says so");
  expect(() =>
    database.exec("INSERT OR REPLACE INTO payloads SELECT hash, salt, '{}' FROM payloads"),
  ).toThrow("erased, not changed");
  expect(() =>
    database.exec(
      `INSERT OR REPLACE INTO events SELECT seq, id, kind, 'eve', at, payload_hash, prev_hash, hash,
         unique_key FROM events WHERE seq = 2`,
    ),
  ).toThrow("append-only");
  database.close();
});

test("a ledger that an older version wrote gets the guards of this one", async () => {
  await using given = await givenThreeEvents();
  await given.tamper("PRAGMA user_version = 1");
  await using again = given.open();
  const database = new DatabaseSync(given.file);

  expect(() => database.exec("DELETE FROM payloads")).toThrow("by an event that says so");
  database.close();
  expect(await again.read()).toHaveLength(3);
});

test("an erased payload is nowhere in the file", async () => {
  await using given = givenLedgerFile();
  const { ledger, file } = given;
  const { id } = await ledger.append("wallet_linked", WALLET, { actor: "demo" });
  await ledger.append("link_revoked", MISTAKE, { actor: "demo" });

  await ledger.erasePayload(id, { actor: ada.account, reason: "asked to be forgotten" });

  expect(readFileSync(file).includes(zoe.wallet)).toBe(false);
  expect(readFileSync(`${file}-wal`).includes(zoe.wallet)).toBe(false);
});

test("a file that is no ledger is named, with what to do", async () => {
  await using given = givenLedgerFile();
  const file = `${given.file}.other`;
  writeFileSync(file, "not a database ".repeat(500));

  const open = () => openLedger({ file, clock: () => NOON });

  expect(open).toThrow(LedgerCorruptError);
  expect(open).toThrow(`The ledger ${file} cannot be used: file is not a database`);
});

test("a torn file is named when it is opened", async () => {
  await using given = givenLedgerFile();
  const file = `${given.file}.torn`;
  const whole = openLedger({ file, clock: () => NOON });
  for (let index = 0; index < 200; index += 1) {
    await whole.append("link_revoked", { link_id: `${index}`, reason: "x" }, { actor: "demo" });
  }
  await whole.close();
  truncateSync(file, 4096 * 5 + 1234);

  expect(() => openLedger({ file, clock: () => NOON })).toThrow(LedgerCorruptError);
});

test("a ledger of a newer version is refused rather than guessed at", async () => {
  await using given = await givenThreeEvents();
  await given.ledger.close();
  const database = new DatabaseSync(given.file);
  database.exec("PRAGMA user_version = 99");
  database.close();

  expect(given.open).toThrow(/its version is 99 and this program knows \d+; update Vklad/);
});

test("a ledger that was put in place of another is read from its beginning", async () => {
  await using given = givenLedgerFile();
  await using other = givenLedgerFile();
  await using followed = followLedger(given);
  for (const member of [ada, bob]) await givenRole(given.ledger, member);
  expect((await followed.read()).length).toBe(2);
  await given.ledger.close();
  await givenRole(other.ledger, bob);
  await other.ledger.close();

  for (const end of ["-wal", "-shm"]) rmSync(`${given.file}${end}`, { force: true });
  renameSync(other.file, given.file);

  expect(await followed.read()).toMatchObject([{ payload: { account: bob.account } }]);
});

test("a ledger opens while another process holds the write lock", async () => {
  await using given = givenLedgerFile();
  const holder = new DatabaseSync(given.file);
  holder.exec("BEGIN IMMEDIATE");

  await using other = given.open();

  expect(await other.read()).toEqual([]);
  holder.close();
});

test("an older ledger gets the events after its head, and is kept beside for its owner only", async () => {
  await using given = givenLedgerFile();
  await givenRole(given.ledger, ada);
  await given.ledger.close();
  const file = join(dirname(given.file), "older.db");
  copyFileSync(given.file, file);
  await using ledger = openLedger({ file: given.file, clock: () => NOON });
  await givenRole(ledger, bob);
  const older = openLedger({ file, clock: () => NOON });

  const { before, after, rows } = restoration({ name: "ledger.db", rows: await older.rows() }, [
    { name: "backup", rows: await ledger.rows() },
  ]);
  await expect(writeRestored({ file }, rows, NOON)).rejects.toThrow(LedgerInUseError);
  await older.close();
  const kept = (await writeRestored({ file }, rows, NOON)) ?? expect.unreachable();

  expect([before, after]).toEqual([1, 2]);
  expect(kept).toBe(`${file}.before-restore-20261005T120000Z`);
  expect([file, kept].map((one) => statSync(one).mode & 0o777)).toEqual([0o600, 0o600]);
  await using again = openLedger({ file, clock: () => NOON });
  expect(await again.head()).toEqual(await ledger.head());
  await using was = openLedger({ file: kept, clock: () => NOON });
  expect((await was.head())?.seq).toBe(1);
  expect(readdirSync(dirname(file)).filter((name) => name.includes("restoring"))).toEqual([]);
});
