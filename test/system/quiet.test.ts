/** A refresh of what did not change asks for little, and lands, loads, builds and publishes nothing. */
import { expect, test } from "vitest";

import { openQuietCommunity } from "../quiet/play.ts";
import { seededRandom } from "../seed.ts";

/** A fifth of what `npm run quiet` plays, for a whole day. */
const SIZE = { at: Date.parse("2026-10-05T09:00:00Z"), memberCount: 200, postCount: 1_200 };
/** After so many minutes: the next, one of another hour, and one with the whole list of topics. */
const MINUTES = [15, 30, 45, 360];

test("nobody writes: each refresh asks a few things, and nothing is made of the answers", async () => {
  await using community = await openQuietCommunity(seededRandom("quiet"), SIZE);
  await community.refresh();
  let passed = 0;

  for (const minutes of MINUTES) {
    community.clock.set(community.clock.now() + (minutes - passed) * 60_000);
    passed = minutes;

    const { requestCount, ...cost } = await community.refresh();

    expect(cost).toMatchObject({ files: {}, loadedCount: 0, builtCount: 0, publishedCount: 0 });
    // After hours without a run it asks for what these hours would have.
    expect(requestCount).toBeLessThanOrEqual(minutes === 360 ? 120 : 30);
  }
});
