import { expect, test } from "vitest";

import type { AnyLedgerEvent } from "./events.ts";
import { foldedOnce, foldedOnceOf } from "./folded-once.ts";

const eventsOf = (...ids: string[]) => ids.map((id) => ({ id })) as AnyLedgerEvent[];

/** Joins the ids, and counts how often it was asked to. */
function counted() {
  const asked = { times: 0 };
  const fold = (events: readonly AnyLedgerEvent[]) => {
    asked.times += 1;
    return events.map(({ id }) => id).join("");
  };
  return { asked, fold };
}

test("events that nobody can change are folded once, and others whenever it is asked", () => {
  const { asked, fold } = counted();
  const once = foldedOnce(fold);
  const frozen = Object.freeze(eventsOf("a", "b"));
  const open = eventsOf("a");

  const before = [once(frozen), once(frozen), once(open)];
  open.push(...eventsOf("b", "c"));

  expect([...before, once(open)]).toEqual(["ab", "ab", "a", "abc"]);
  expect(asked.times).toBe(3);
});

test("what is folded for one plan is not given out for another, nor for other events", () => {
  const of = foldedOnceOf((events, { name }: { name: string }) => `${name}: ${events.length}`);
  const [september, october] = [{ name: "september" }, { name: "october" }];
  const one = Object.freeze(eventsOf("a"));
  const two = Object.freeze(eventsOf("a", "b"));

  const given = [of(one, september), of(one, october), of(two, september), of(one, september)];

  expect(given).toEqual(["september: 1", "october: 1", "september: 2", "september: 1"]);
});
