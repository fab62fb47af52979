import { expect, test } from "vitest";

import { ANNA, BORIS } from "../given-gateway.ts";
import { createSessions } from "./sessions.ts";

const HOUR_MS = 60 * 60_000;

function givenSessions() {
  let now = 0;
  const sessions = createSessions(() => now);
  return { sessions, wait: (ms: number) => (now += ms) };
}

test("a session ends twelve hours after it was opened, however often it is used", () => {
  const { sessions, wait } = givenSessions();
  const { id } = sessions.open(ANNA);
  wait(12 * HOUR_MS - 1);
  expect(sessions.find(id)?.holder).toBe(ANNA);

  wait(1);

  expect(sessions.find(id)).toBeNull();
});

test("a closed session is found no more, and another of the same account still is", () => {
  const { sessions } = givenSessions();
  const [first, second] = [sessions.open(ANNA), sessions.open(ANNA)];

  sessions.close(first.id);

  expect([sessions.find(first.id), sessions.find(second.id)]).toEqual([null, second]);
});

test("no two sessions share an id or a token, and none tells the account", () => {
  const { sessions } = givenSessions();
  const opened = Array.from({ length: 100 }, () => sessions.open(ANNA));

  expect(new Set(opened.flatMap(({ id, csrf }) => [id, csrf])).size).toBe(200);
  expect(opened.filter(({ id, csrf }) => `${id}${csrf}`.includes("anna"))).toEqual([]);
});

test("who signs in again and again signs out nobody but their own oldest sessions", () => {
  const { sessions } = givenSessions();
  const boris = sessions.open(BORIS);
  const anna = Array.from({ length: 1_000 }, () => sessions.open(ANNA));

  const kept = anna.filter(({ id }) => sessions.find(id) !== null);

  expect(sessions.find(boris.id)).toEqual(boris);
  expect(kept).toEqual(anna.slice(-20));
});
