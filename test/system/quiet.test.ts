/** A refresh of what did not change asks for little, and lands, loads, builds and publishes nothing. */
import { afterAll, beforeAll, expect, test } from "vitest";

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
  await community.refresh();
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
