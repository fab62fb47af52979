/** Each run reads who was seen, and some of the others, so that the whole list comes within an hour. */
import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { walk } from "../testing/walk.ts";
import { givenClub } from "./given-club.ts";

const MINUTE_MS = 60_000;
const MEMBERS = 450;
const USERS = "discourse_users";

/** A club whose list was read once, and runs every so many minutes. */
async function givenRead() {
  const club = await givenClub({ memberCount: MEMBERS });
  const feed = club.feeds.find(({ name }) => name === USERS)!;
  let cursor: Json = null;
  // That the list ends there two readings have to say.
  for (let times = 0; times < 2; times += 1)
    ({ cursor } = await walk(feed, { until: club.until(), cursor }));
  return {
    ...club,
    async run(minutes: number, { isTold = false } = {}) {
      club.clock.set(club.clock.now() + minutes * MINUTE_MS);
      const before = club.line.requests.length;
      const walked = await walk(feed, { until: club.until(), cursor, isTold });
      ({ cursor } = walked);
      const records = walked.records as readonly { readonly [field: string]: Json }[];
      return { records, requests: club.line.requests.slice(before) };
    },
    suspend(id: number) {
      const user = club.view.state.users.get(id)!;
      user.suspendedUntil = club.clock.now() + 10_000 * MINUTE_MS;
      return expect.objectContaining({ id, suspended: true });
    },
  };
}

test("whoever was seen comes with the next run, with what they changed", async () => {
  const club = await givenRead();
  club.view.state.users.get(400)!.name = "Новое Имя";
  const like = { userId: 400, postId: 7, from: club.clock.now(), until: null };
  club.view.state.addLike(like);

  const { records, requests } = await club.run(5);

  expect(records).toContainEqual(expect.objectContaining({ id: 400, name: "Новое Имя" }));
  // One page of who was seen last, and one of the whole list.
  expect(requests.length).toBeLessThanOrEqual(2);
});

test("who is suspended and away comes within an hour, and no run asks for the whole list", async () => {
  const club = await givenRead();
  const asked: number[] = [];
  const found: Json[] = [];
  const suspended = [club.suspend(50), club.suspend(449)];

  for (let minutes = 15; minutes <= 60; minutes += 15) {
    const { records, requests } = await club.run(15);
    found.push(...records);
    asked.push(requests.length);
  }

  expect(found).toEqual(expect.arrayContaining(suspended));
  // The whole list is five pages, each with the one before it, and its end.
  expect(Math.max(...asked)).toBeLessThanOrEqual(1 + 2 * 2 + 2);
});

test("where the forum told of a change, the whole list is read at once, from its beginning", async () => {
  const club = await givenRead();
  await club.run(15);
  await club.run(15);
  const suspended = [club.suspend(50), club.suspend(449)];

  expect((await club.run(1, { isTold: true })).records).toEqual(expect.arrayContaining(suspended));
});

test("a run a day reads the whole list", async () => {
  const club = await givenRead();
  const suspended = [club.suspend(50), club.suspend(449)];

  expect((await club.run(24 * 60)).records).toEqual(expect.arrayContaining(suspended));
});

test("a cursor of an older version goes on, and the next run reads the whole list", async () => {
  const club = await givenClub({ memberCount: MEMBERS });
  const feed = club.feeds.find(({ name }) => name === USERS)!;

  const ids = (records: readonly Json[]) => records.map((row) => (row as { id: number }).id);
  const { records, cursor } = await walk(feed, { until: club.until(), cursor: 4 });
  const next = await walk(feed, { until: club.until(), cursor });

  // Of the page before it, too.
  expect(Math.min(...ids(records))).toBe(201);
  expect(ids(records)).toContain(MEMBERS);
  expect(new Set(ids(next.records)).size).toBe(MEMBERS);
});
