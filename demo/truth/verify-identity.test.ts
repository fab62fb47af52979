import { expect, test } from "vitest";

import { SMALL } from "../given-demo.ts";
import { type FoundAccount, verifyIdentity } from "./verify-identity.ts";

const { truth } = SMALL;
const accountsOf = truth.people
  .map(({ accounts }) =>
    accounts.map(({ source, nativeId }): FoundAccount => ({
      source,
      native_id: nativeId,
      shows: true,
    })),
  )
  .filter((accounts) => accounts.length > 0);
const none = { byProofs: [], suggestions: [] };
const several = accountsOf.filter((accounts) => accounts.length > 1);

test("members as they are planted are all joined, and none wrongly", () => {
  const found = verifyIdentity(truth, { ...none, members: accountsOf, byProofs: accountsOf });

  const people = several.length;
  const provable = 2 * truth.proofs.length;
  expect(provable).toBeGreaterThan(0);
  expect(found).toEqual({
    ...{ people, joined: people, provable, proven: provable },
    ...{ wrong_merges: 0, apart: 0, apart_found: 0 },
  });
});

test("what other words than proofs join is not proven", () => {
  const { proven, joined } = verifyIdentity(truth, { ...none, members: accountsOf });

  expect([proven, joined]).toEqual([0, several.length]);
});

test("two people in one member are a wrong merge, and accounts that nobody planted are none", () => {
  const [[a] = [], [b] = []] = accountsOf;
  const stray = { source: "discourse", native_id: "-1" };

  const found = verifyIdentity(truth, { ...none, members: [[a!, b!, stray]] });

  expect(found.wrong_merges).toBe(1);
});

test("a member who shows nothing cannot be suggested, and is not missed", () => {
  const [[a, b] = []] = several;
  const mute = { ...b!, shows: false };

  const found = verifyIdentity(truth, { ...none, members: [[a!], [mute]] });

  expect(found).toMatchObject({ apart: 0, apart_found: 0 });
});

test("an account that stands apart is found where its person is among the first three", () => {
  const [first = []] = several;
  const [a, b] = first as [FoundAccount, FoundAccount];
  const others = accountsOf.flat().filter((account) => account !== a && account !== b);
  const found = (candidates: readonly FoundAccount[]) =>
    verifyIdentity(truth, {
      ...none,
      members: [[a], [b]],
      suggestions: [{ of: a, candidates }],
    });

  expect(found([...others.slice(0, 2), b])).toMatchObject({ apart: 2, apart_found: 1 });
  expect(found([...others.slice(0, 3), b])).toMatchObject({ apart: 2, apart_found: 0 });
});
