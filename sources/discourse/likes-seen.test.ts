/** Likes are asked of those whom the forum saw, and of everybody once a day, by little in each run. */
import { expect, test } from "vitest";

import type { Json } from "../source.ts";
import { givenClub, type Club } from "./given-club.ts";

const LIKES = "discourse_likes";
const USERS = "/admin/users/list/active.json";
const LARGE = { memberCount: 130 };

/** Who is asked for likes from now on, and how long the list of members is that says whom to ask. */
function watched({ line }: Club) {
  const from = line.requests.length;
  const since = () => line.requests.slice(from).map((target) => new URL(target, "http://club"));
  return {
    askedOf: () => [
      ...new Set(
        since()
          .filter(({ pathname }) => pathname === "/user_actions.json")
          .map(({ searchParams }) => searchParams.get("username")),
      ),
    ],
    listed: () =>
      since().filter(
        ({ pathname, searchParams }) => pathname === USERS && !searchParams.has("show_emails"),
      ).length,
  };
}

function like({ view, clock }: Club, userId: number, postId: number) {
  view.state.addLike({ userId, postId, from: clock.now(), until: null });
}

/** `member1` to `member6`, say. */
const members = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `member${from + index}`);

test("an hour later whoever the forum has seen is asked, and of the others a twenty-fourth", async () => {
  const club = await givenClub(LARGE);
  await club.read();
  const quiet = watched(club);
  await club.run();
  expect(quiet.askedOf()).toEqual(members(1, 6));
  // Who was seen, and the first page of all.
  expect(quiet.listed()).toBe(2);
  like(club, 100, 7);
  const seen = watched(club);

  await club.run();

  expect(seen.askedOf()).toEqual(["member100", ...members(7, 11)]);
  expect((await club.held())[LIKES]).toEqual((await club.shown([LIKES]))[LIKES]);
});

test("each day everybody is asked once, an even part in each run", async () => {
  const club = await givenClub(LARGE);
  await club.read();
  for (let day = 0; day < 2; day += 1) {
    const asked: (string | null)[] = [];
    for (let hour = 0; hour < 24; hour += 4) {
      const run = watched(club);
      await club.run(4);
      expect(run.askedOf().length).toBeLessThanOrEqual(23);
      asked.push(...run.askedOf());
    }
    expect(asked.toSorted()).toEqual(members(1, LARGE.memberCount).toSorted());
  }
});

test("a run after ten days asks everybody, once, and the next one goes on by little", async () => {
  const club = await givenClub(LARGE);
  await club.read();
  const late = watched(club);
  await club.run(240);
  expect(late.askedOf()).toHaveLength(LARGE.memberCount);
  const next = watched(club);

  await club.run();

  expect(next.askedOf().length).toBeLessThanOrEqual(7);
});

test("who likes and is not seen is asked within a day", async () => {
  const club = await givenClub(LARGE);
  await club.read();
  // Seen long ago, says the list: the like came by the API.
  club.line.between.reply = async ({ path }, twin) => {
    if (path !== USERS) return null;
    const reply = await twin();
    const rows = reply.body as { [key: string]: Json }[];
    const unseen = rows.map((row) => ({ ...row, last_seen_at: "2020-01-01T00:00:00.000Z" }));
    return { ...reply, body: unseen };
  };
  like(club, 100, 7);
  const early = watched(club);
  await club.run(2);
  expect(early.askedOf()).not.toContain("member100");

  await club.run(22);

  expect((await club.held())[LIKES]).toEqual((await club.shown([LIKES]))[LIKES]);
});

test("a run that was late asks of all who were seen since the one before it", async () => {
  const club = await givenClub(LARGE);
  await club.read();
  await club.run(1);
  like(club, 3, 11);
  const later = watched(club);

  await club.run(20);

  expect(later.askedOf()[0]).toBe("member3");
  expect((await club.held())[LIKES]).toEqual((await club.shown([LIKES]))[LIKES]);
});

test("a member of whom the list does not say when it was seen is asked each time", async () => {
  const club = await givenClub();
  await club.read();
  club.line.between.reply = async ({ path }, twin) => {
    if (path !== USERS) return null;
    const reply = await twin();
    const rows = reply.body as { [key: string]: Json }[];
    return { ...reply, body: rows.map((row) => ({ ...row, last_seen_at: null })) };
  };
  const asked = watched(club);

  await club.run();

  expect(asked.askedOf()).toHaveLength(6);
});
