import { expect, test } from "vitest";

import { LedgerBrokenError, LedgerConflictError } from "./errors.ts";
import { LedgerEraseRefusedError, LedgerPayloadError } from "./errors.ts";
import { ada, bob, givenLedger, MISTAKE, NOON, WALLET, withThreeEvents, zoe } from "../given.ts";

const givenThreeEvents = () => withThreeEvents(givenLedger());

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
  await using again = given.open();
  await again.append("link_revoked", { ...MISTAKE, link_id: "l4" }, { actor: "demo" });

  expect(await given.ledger.verify()).toEqual({ eventCount: 4 });
  expect(await again.head()).toMatchObject({ seq: 4 });
});

/** Each with the event that is wrong then. */
const TAMPERINGS = [
  ["changed field", "UPDATE events SET actor = 'eve' WHERE seq = 2", 2],
  ["changed unique key", "UPDATE events SET unique_key = 'eve' WHERE seq = 2", 2],
  [
    "changed payload",
    "UPDATE payloads SET body = '{}' WHERE hash = (SELECT payload_hash FROM events WHERE seq = 3)",
    3,
  ],
  ["removed event", "DELETE FROM events WHERE seq = 2", 2],
  ["swapped events", "UPDATE events SET seq = 9 WHERE seq = 1", 1],
  [
    "lost payload",
    "DELETE FROM payloads WHERE hash = (SELECT payload_hash FROM events WHERE seq = 2)",
    2,
  ],
  [
    "payload in another's place",
    `UPDATE payloads SET body = (
       SELECT body FROM payloads JOIN events ON payload_hash = payloads.hash WHERE seq = 1
     ) WHERE hash = (SELECT payload_hash FROM events WHERE seq = 2)`,
    2,
  ],
] as const;

test.each(TAMPERINGS)("a %s is found and its event named", async (_title, statement, seq) => {
  await using given = await givenThreeEvents();
  await given.tamper(statement);

  const verified = given.ledger.verify();

  await expect(verified).rejects.toThrow(LedgerBrokenError);
  await expect(verified).rejects.toMatchObject({ seq });
});

test.each(TAMPERINGS)(
  "after a %s nothing is read, asked or appended",
  async (_title, statement) => {
    await using given = await givenThreeEvents();
    await given.tamper(statement);
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
  await given.tamper(
    "UPDATE payloads SET body = '{}' WHERE hash = (SELECT payload_hash FROM events WHERE seq = 3)",
  );

  expect(await given.ledger.read({ after: 0, limit: 2 })).toHaveLength(2);
  await expect(given.ledger.read({ after: 2, limit: 2 })).rejects.toMatchObject({ seq: 3 });
});

test("a cut-off end is shown by a head that was kept elsewhere", async () => {
  await using given = await givenThreeEvents();
  const head = await given.ledger.head();
  await given.tamper("DELETE FROM events WHERE seq = 3");

  expect(await given.ledger.verify()).toEqual({ eventCount: 2 });
  await expect(given.ledger.verify({ head: head ?? { seq: 0, hash: "" } })).rejects.toThrow(
    "event 3: the end is cut off",
  );
});

test("an erased payload is gone, the chain verifies, and the same fact does not bring it back", async () => {
  await using given = givenLedger();
  const { ledger } = given;
  const link = { actor: "demo", uniqueKey: "wallet:zoe" };
  const { id } = await ledger.append("wallet_linked", WALLET, link);
  await ledger.append("link_revoked", MISTAKE, { actor: "demo" });

  await ledger.erasePayload(id, { actor: ada.account, reason: "asked to be forgotten" });

  expect(await ledger.verify()).toEqual({ eventCount: 3 });
  expect((await ledger.read()).map(({ kind }) => kind)).toEqual(["link_revoked", "payload_erased"]);
  await ledger.append("wallet_linked", WALLET, link);
  expect(await ledger.verify()).toEqual({ eventCount: 3 });
  expect(JSON.stringify(await ledger.rows())).not.toContain(zoe.wallet);
});

test("an event that nothing may erase is missed, whoever says that it was erased", async () => {
  await using given = givenLedger();
  const { ledger } = given;
  const paid = { digest: "ab".repeat(32), batch: 0, signature: "s", slot: 1 };
  const { id } = await ledger.append("batch_paid", paid, { actor: "settler" });
  const told = { event_id: id, reason: "asked" };
  await ledger.append("payload_erased", told, { actor: "eve" });
  await given.tamper(
    "DELETE FROM payloads WHERE hash = (SELECT payload_hash FROM events WHERE seq = 1)",
  );
  await using again = given.open();

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

test("what one process appends or erases, another that has the ledger open sees at its next look", async () => {
  await using given = givenLedger();
  const { id } = await given.ledger.append("wallet_linked", WALLET, { actor: "demo" });
  const other = given.open();
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
