import { renameSync, rmSync } from "node:fs";

import { expect, test } from "vitest";

import { ada, bob, givenLedger, givenRole, tamper } from "../given.ts";
import { openLedger } from "./ledger.ts";
import { followLedger } from "./follow-ledger.ts";

const seqs = async (of: ReturnType<typeof followLedger>) => (await of.read()).map(({ seq }) => seq);

test("what another connection appends is there at the next look", async () => {
  await using given = givenLedger();
  await using followed = followLedger(given);
  await givenRole(given.ledger, ada);
  expect(await seqs(followed)).toEqual([1]);

  await givenRole(given.ledger, bob);

  expect(await seqs(followed)).toEqual([1, 2]);
});

test("a ledger that was closed and opened again by its owner is followed on", async () => {
  await using given = givenLedger();
  await using followed = followLedger(given);
  await givenRole(given.ledger, ada);
  await given.ledger.close();
  expect(await seqs(followed)).toEqual([1]);

  await using again = openLedger({ file: given.file, clock: () => given.clock.now });
  await givenRole(again, bob);

  expect(await seqs(followed)).toEqual([1, 2]);
});

test("a ledger that was put in place of another is read from its beginning", async () => {
  await using given = givenLedger();
  await using other = givenLedger();
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

test("an event that somebody changed in the file is found before it is believed", async () => {
  await using given = givenLedger();
  await using followed = followLedger(given);
  await givenRole(given.ledger, ada);
  await given.ledger.close();
  tamper(given.file, "UPDATE events SET actor = 'somebody else'");

  await expect(followed.read()).rejects.toThrow("its fields were changed");
});

test("where there is no ledger there are no events", async () => {
  await using followed = followLedger({ file: "/nowhere/ledger.db" });

  expect(await followed.read()).toEqual([]);
});
