import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

import { expect, test } from "vitest";

import { LedgerBrokenError, LedgerConflictError, LedgerCorruptError } from "./errors.ts";
import { LedgerEraseRefusedError, LedgerPayloadError } from "./errors.ts";
import { ada, bob, givenLedger, NOON, tamper, zoe } from "../given.ts";
import { openLedger } from "./ledger.ts";

const MISTAKE = { link_id: "l1", reason: "mistake" };
const WALLET = {
  account: zoe.account,
  wallet: zoe.wallet,
  method: "proof",
  evidence: "signed on 5 October",
} as const;

async function givenThreeEvents() {
  const given = givenLedger();
  for (const link_id of ["l1", "l2", "l3"]) {
    await given.ledger.append("link_revoked", { link_id, reason: "mistake" }, { actor: "demo" });
  }
  return given;
}

test("what was appended is read back in order, by any kind and from any point", async () => {
  await using given = givenLedger();
  const { ledger } = given;
  await ledger.append("link_revoked", MISTAKE, { actor: "demo" });
  await ledger.append("wallet_linked", WALLET, { actor: zoe.account, at: "2026-10-01T00:00:00Z" });
  await ledger.append("link_revoked", { ...MISTAKE, link_id: "l2" }, { actor: "demo" });

  expect(await ledger.read()).toMatchObject([
    { seq: 1, kind: "link_revoked", actor: "demo", at: NOON.toISOString(), payload: MISTAKE },
    { seq: 2, kind: "wallet_linked", at: "2026-10-01T00:00:00.000Z", payload: WALLET },
    { seq: 3, kind: "link_revoked" },
  ]);
  expect(await ledger.read({ kinds: ["wallet_linked"] })).toMatchObject([{ seq: 2 }]);
  expect(await ledger.read({ after: 1, limit: 1 })).toMatchObject([{ seq: 2 }]);
});

test("a fact appended again under its key is stored once", async () => {
  await using given = givenLedger();
  const options = { actor: "demo", uniqueKey: "revoked:l1" };

  const first = await given.ledger.append("link_revoked", MISTAKE, options);
  given.clock.now = new Date("2026-10-06T00:00:00Z");
  const second = await given.ledger.append("link_revoked", MISTAKE, options);

  expect(second).toEqual(first);
  expect(await given.ledger.read()).toEqual([first]);
});

test("another fact under a used key is refused", async () => {
  await using given = givenLedger();
  const options = { actor: "demo", uniqueKey: "revoked:l1" };
  await given.ledger.append("link_revoked", MISTAKE, options);

  const other = given.ledger.append("link_revoked", { ...MISTAKE, reason: "other" }, options);

  await expect(other).rejects.toThrow(LedgerConflictError);
  await expect(other).rejects.toThrow("Key revoked:l1 already belongs to event 1");
});

test("a guard that throws appends nothing, of a whole list", async () => {
  await using given = givenLedger();
  await given.ledger.append("link_revoked", MISTAKE, { actor: "demo" });
  const seen: number[] = [];

  const refused = given.ledger.appendAll(
    [
      { kind: "link_revoked", payload: { ...MISTAKE, link_id: "l2" }, actor: "demo" },
      { kind: "link_revoked", payload: { ...MISTAKE, link_id: "l3" }, actor: "demo" },
    ],
    {
      guard: (events) => {
        seen.push(events.length);
        throw new Error("not now");
      },
    },
  );

  await expect(refused).rejects.toThrow("not now");
  expect(seen).toEqual([1]);
  expect(await given.ledger.read()).toHaveLength(1);
});

test("a payload that is not as declared is refused by field", async () => {
  await using given = givenLedger();
  const wrong = { ...WALLET, wallet: "not-base58-0OIl", extra: 1 };

  const refused = given.ledger.append("wallet_linked", wrong, { actor: "demo" });

  await expect(refused).rejects.toThrow(LedgerPayloadError);
  await expect(refused).rejects.toThrow(/expected base58 of 32 bytes\s+→ at wallet/);
  expect(await given.ledger.read()).toEqual([]);
});

test("the chain verifies, and goes on after the ledger is opened again", async () => {
  await using given = await givenThreeEvents();
  await using again = openLedger({ file: given.file, clock: () => NOON });
  await again.append("link_revoked", { ...MISTAKE, link_id: "l4" }, { actor: "demo" });

  expect(await given.ledger.verify()).toEqual({ eventCount: 4 });
  expect(await again.head()).toMatchObject({ seq: 4 });
});

/** Each with the event that is wrong then. */
const TAMPERINGS = [
  ["changed field", "UPDATE events SET actor = 'eve' WHERE seq = 2", 2],
  ["changed unique key", "UPDATE events SET unique_key = 'eve' WHERE seq = 2", 2],
  ["changed payload", "UPDATE payloads SET body = '{}' WHERE rowid = 3", 3],
  ["removed event", "DELETE FROM events WHERE seq = 2", 2],
  ["swapped events", "UPDATE events SET seq = 9 WHERE seq = 1", 1],
  [
    "lost payload",
    "DELETE FROM payloads WHERE hash = (SELECT payload_hash FROM events WHERE seq = 2)",
    2,
  ],
  [
    "payload in another's place",
    "UPDATE payloads SET body = (SELECT body FROM payloads WHERE rowid = 1) WHERE rowid = 2",
    2,
  ],
] as const;

test.each(TAMPERINGS)("a %s is found and its event named", async (_title, statement, seq) => {
  await using given = await givenThreeEvents();
  tamper(given.file, statement);

  const verified = given.ledger.verify();

  await expect(verified).rejects.toThrow(LedgerBrokenError);
  await expect(verified).rejects.toMatchObject({ seq });
});

test.each(TAMPERINGS)(
  "after a %s nothing is read, asked or appended",
  async (_title, statement) => {
    await using given = await givenThreeEvents();
    tamper(given.file, statement);
    const asked: number[] = [];

    await expect(given.ledger.read()).rejects.toThrow(LedgerBrokenError);
    await expect(given.ledger.read({ kinds: ["wallet_linked"] })).rejects.toThrow(
      LedgerBrokenError,
    );
    const append = given.ledger.append("link_revoked", MISTAKE, {
      actor: "demo",
      guard: (events) => void asked.push(events.length),
    });
    await expect(append).rejects.toThrow(LedgerBrokenError);
    expect(asked).toEqual([]);
  },
);

test("a page of a ledger whose payload was changed is not given out", async () => {
  await using given = await givenThreeEvents();
  tamper(given.file, "UPDATE payloads SET body = '{}' WHERE rowid = 3");

  expect(await given.ledger.read({ after: 0, limit: 2 })).toHaveLength(2);
  await expect(given.ledger.read({ after: 2, limit: 2 })).rejects.toMatchObject({ seq: 3 });
});

test("a cut-off end is shown by a head that was kept elsewhere", async () => {
  await using given = await givenThreeEvents();
  const head = await given.ledger.head();
  tamper(given.file, "DELETE FROM events WHERE seq = 3");

  expect(await given.ledger.verify()).toEqual({ eventCount: 2 });
  await expect(given.ledger.verify({ head: head ?? { seq: 0, hash: "" } })).rejects.toThrow(
    "event 3: the end is cut off",
  );
});

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
  tamper(given.file, "PRAGMA user_version = 1");
  await using again = openLedger({ file: given.file, clock: () => NOON });
  const database = new DatabaseSync(given.file);

  expect(() => database.exec("DELETE FROM payloads")).toThrow("by an event that says so");
  database.close();
  expect(await again.read()).toHaveLength(3);
});

test("an erased payload is nowhere in the file, and the chain verifies", async () => {
  await using given = givenLedger();
  const { ledger, file } = given;
  const link = { actor: "demo", uniqueKey: "wallet:zoe" };
  const { id } = await ledger.append("wallet_linked", WALLET, link);
  await ledger.append("link_revoked", MISTAKE, { actor: "demo" });

  await ledger.erasePayload(id, { actor: ada.account, reason: "asked to be forgotten" });

  expect(await ledger.verify()).toEqual({ eventCount: 3 });
  expect((await ledger.read()).map(({ kind }) => kind)).toEqual(["link_revoked", "payload_erased"]);
  expect(readFileSync(file).includes(zoe.wallet)).toBe(false);
  expect(readFileSync(`${file}-wal`).includes(zoe.wallet)).toBe(false);
  // Importing the same fact again does not bring it back.
  await ledger.append("wallet_linked", WALLET, link);
  expect(await ledger.verify()).toEqual({ eventCount: 3 });
});

test("an event that nothing may erase is missed, whoever says that it was erased", async () => {
  await using given = givenLedger();
  const { ledger, file } = given;
  const paid = { digest: "ab".repeat(32), batch: 0, signature: "s", slot: 1 };
  const { id } = await ledger.append("batch_paid", paid, { actor: "settler" });
  const told = { event_id: id, reason: "asked" };
  await ledger.append("payload_erased", told, { actor: "eve" });
  tamper(file, "DELETE FROM payloads WHERE rowid = 1");
  await using again = openLedger({ file, clock: () => NOON });

  await expect(again.read()).rejects.toThrow("batch_paid has to keep one");
});

test("what was approved or paid cannot be erased, nor anything twice", async () => {
  await using given = givenLedger();
  const { ledger } = given;
  const reason = { actor: bob.account, reason: "asked" };
  const paid = await ledger.append(
    "batch_paid",
    { digest: "ab".repeat(32), batch: 0, signature: "s", slot: 1 },
    { actor: "settler" },
  );
  const link = await ledger.append("wallet_linked", WALLET, { actor: "demo" });
  await ledger.erasePayload(link.id, reason);

  await expect(ledger.erasePayload(paid.id, reason)).rejects.toThrow(LedgerEraseRefusedError);
  await expect(ledger.erasePayload(link.id, reason)).rejects.toThrow("it is erased already");
  await expect(ledger.erasePayload("none", reason)).rejects.toThrow("there is no such event");
});

test("a file that is no ledger is named, with what to do", async () => {
  await using given = givenLedger();
  const file = `${given.file}.other`;
  writeFileSync(file, "not a database ".repeat(500));

  const open = () => openLedger({ file, clock: () => NOON });

  expect(open).toThrow(LedgerCorruptError);
  expect(open).toThrow(`The ledger ${file} cannot be used: file is not a database`);
});

test("a torn file is named when it is opened", async () => {
  await using given = givenLedger();
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

  expect(() => openLedger({ file: given.file, clock: () => NOON })).toThrow(
    /its version is 99 and this program knows \d+; update Vklad/,
  );
});

test("what one process appends or erases, another that has the ledger open sees at its next look", async () => {
  await using given = givenLedger();
  const { id } = await given.ledger.append("wallet_linked", WALLET, { actor: "demo" });
  const other = openLedger({ file: given.file, clock: () => NOON });
  const kinds = async () => (await other.read()).map(({ kind }) => kind);
  expect(await kinds()).toEqual(["wallet_linked"]);

  await given.ledger.append("link_revoked", MISTAKE, { actor: "demo" });
  expect(await kinds()).toEqual(["wallet_linked", "link_revoked"]);
  await given.ledger.erasePayload(id, { actor: ada.account, reason: "asked to be forgotten" });
  expect(await kinds()).toEqual(["link_revoked", "payload_erased"]);
  await other.close();
});

test("what a reader does to an event changes it for nobody else", async () => {
  await using given = givenLedger();
  await given.ledger.append("link_revoked", MISTAKE, { actor: "demo" });
  const [event] = await given.ledger.read({ kinds: ["link_revoked"] });

  expect(() => Object.assign(event?.payload ?? {}, { reason: "theft" })).toThrow(TypeError);
  const events = (await given.ledger.read()) as unknown[];
  expect(() => events.pop()).toThrow(TypeError);

  expect(await given.ledger.read()).toMatchObject([{ payload: MISTAKE }]);
});
