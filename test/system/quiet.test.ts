/** A refresh of what did not change asks for little, and lands, loads, builds and publishes nothing. */
import { afterAll, beforeAll, expect, test } from "vitest";

import { READING_MS_MAX, SWEEPING_MS_MAX } from "../../workflows/refresh-in-parts.ts";
import { openQuietCommunity } from "../quiet/play.ts";
import { seededRandom } from "../seed.ts";

/** A fifth of what `npm run quiet` plays, for a whole day. */
const SIZE = { at: Date.parse("2026-10-05T09:00:00Z"), memberCount: 200, postCount: 1_200 };
/** After so many minutes: the next, one of another hour, and one with the whole list of topics. */
const MINUTES = [15, 30, 45, 360];
const MINUTE_MS = 60_000;
const POSTS = "discourse_posts";

let community: Awaited<ReturnType<typeof openQuietCommunity>>;

beforeAll(async () => {
  community = await openQuietCommunity(seededRandom("quiet"), SIZE);
  // Longer than what is built together: likes join the second build.
  expect((await community.refresh()).seconds).toBeGreaterThan(READING_MS_MAX / 1_000);
});

afterAll(() => community[Symbol.asyncDispose]());

const pass = (minutes: number) => community.clock.set(community.clock.now() + minutes * MINUTE_MS);

test("nobody writes: each refresh asks a few things, and nothing is made of the answers", async () => {
  let passed = 0;
  for (const minutes of MINUTES) {
    pass(minutes - passed);
    passed = minutes;

    const { requestCount, ...cost } = await community.refresh();

    expect(cost).toMatchObject({ files: {}, loadedCount: 0, builtCount: 0, publishedCount: 0 });
    // After hours without a run it asks for what these hours would have.
    expect(requestCount).toBeLessThanOrEqual(minutes === 360 ? 120 : 30);
  }
});

test("an edit that a hook told of is read at once, however old its post is within a month", async () => {
  // As many are written in twelve days.
  const id = SIZE.postCount - 40;
  pass(1);
  community.view.changes.revisePost(id, "Правка");

  const cost = await community.wake(POSTS);

  expect(cost).toMatchObject({ files: { [POSTS]: 1 }, loadedCount: 1 });
});

test("a sweep goes on by some minutes behind each refresh, and judges once it has seen all", async () => {
  const likes = await community.likeCount();
  const [like] = community.view.state.likes;
  like!.until = community.clock.now();
  const seconds: number[] = [];

  for (let runs = 0; runs < 5 && (await community.likeCount()) === likes; runs += 1) {
    pass(15);
    const cost = runs === 0 ? await community.sweep() : await community.refresh();
    seconds.push(cost.seconds);
  }

  expect(await community.likeCount()).toBe(likes - 1);
  expect(seconds.length).toBeGreaterThan(1);
  // What was begun is ended: a slice of each of the forum's lists.
  expect(Math.max(...seconds)).toBeLessThan(SWEEPING_MS_MAX / 1_000 + 5 * 60);
});
