import { expect, test } from "vitest";

import { givenPlace } from "../../../test/ledger-places.ts";
import { ada, bob, givenLedger, givenRole } from "../given.ts";
import { followLedger } from "./follow-ledger.ts";

const seqs = async (of: ReturnType<typeof followLedger>) => (await of.read()).map(({ seq }) => seq);

test("what another connection appends is there at the next look", async () => {
  await using given = givenLedger();
  await using followed = followLedger(given.place);
  await givenRole(given.ledger, ada);
  expect(await seqs(followed)).toEqual([1]);

  await givenRole(given.ledger, bob);

  expect(await seqs(followed)).toEqual([1, 2]);
});

test("a ledger that was closed and opened again by its owner is followed on", async () => {
  await using given = givenLedger();
  await using followed = followLedger(given.place);
  await givenRole(given.ledger, ada);
  await given.ledger.close();
  expect(await seqs(followed)).toEqual([1]);

  await using again = given.open();
  await givenRole(again, bob);

  expect(await seqs(followed)).toEqual([1, 2]);
});

test("an event that somebody changed in the file is found before it is believed", async () => {
  await using given = givenLedger();
  await using followed = followLedger(given.place);
  await givenRole(given.ledger, ada);
  await given.ledger.close();
  await given.tamper("UPDATE events SET actor = 'somebody else'");

  await expect(followed.read()).rejects.toThrow("its fields were changed");
});

test("where there is no ledger there are no events", async () => {
  const { place, forget } = givenPlace();
  await using followed = followLedger(place);

  expect(await followed.read()).toEqual([]);
  await forget();
});
