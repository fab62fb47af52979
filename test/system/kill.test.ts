/**
 * Kill −9 anywhere, run again: no gap, no duplicate, no double effect. `npm test` kills in all
 * places one after another, `npm run kills` in each of them alone, too.
 */
import { afterAll, beforeAll, expect, test } from "vitest";

import { openSnapshot } from "../../warehouse/snapshot/index.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { openRun } from "./open-run.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import { runChild, runFor, SIX_KILLS } from "./run-child.ts";

const IS_WHOLE = process.env["VKLAD_KILLS_WHOLE"] === "1";

const drawnFrom = [20_261_124];

let given: GivenCommunity;
/** A folder whose sources are read and of which nothing is paid. */
let refreshed: string;
let undisturbedRefresh: Outcome;
let undisturbed: Outcome;

beforeAll(async () => {
  given = await givenCommunity();
  refreshed = given.emptyFolder();
  await runChild({ folder: refreshed, hello: given.hello, path: "refresh" });
  undisturbedRefresh = await outcomeIn(given.copyOf(refreshed));
  const whole = given.copyOf(refreshed);
  await runChild({ folder: whole, hello: given.hello, path: "whole" });
  undisturbed = await outcomeIn(whole);
});

afterAll(() => given[Symbol.asyncDispose]());

async function outcomeIn(folder: string): Promise<Outcome> {
  await using run = await openRun({ folder, hello: given.hello });
  return await outcomeOf(run);
}

/** Whoever looks at the folder now sees a whole snapshot, or none. */
async function expectNothingHalfPublished(folder: string): Promise<void> {
  const snapshot = await openSnapshot(`${folder}/snapshots`);
  if (snapshot !== null) expect(snapshot.tables.length).toBeGreaterThan(0);
}

test("an undisturbed run pays each line of the settled months once", () => {
  expect(undisturbed.transfers.length).toBeGreaterThan(20);
  expect(undisturbed.transfers).toEqual(undisturbed.owed);
});

const places = [
  { point: "fetch", occurrence: 5 },
  { point: "load", occurrence: 4 },
  { point: "materialize", occurrence: 60 },
  { point: "publish", occurrence: 1 },
];

test.each(IS_WHOLE ? places : [])(
  "killed in $point and started again, every table is the same",
  async (kill) => {
    const folder = given.emptyFolder();
    const job = { folder, hello: given.hello, path: "refresh" } as const;
    expect(await runChild({ ...job, kill })).toBe("killed");
    expect(await openSnapshot(`${folder}/snapshots`)).toBeNull();

    expect(await runChild(job)).toBe("done");

    expect(await outcomeIn(folder)).toEqual(undisturbedRefresh);
  },
);

const momentsOfPaying = [
  { between: "send and confirm", point: "after send", occurrence: 2 },
  { between: "journal and send", point: "after journal", occurrence: 2 },
];

test.each(momentsOfPaying.slice(0, IS_WHOLE ? 2 : 1))(
  "killed between $between, each line is paid once and no table differs",
  async (kill) => {
    const folder = given.copyOf(refreshed);
    const job = { folder, hello: given.hello, path: "whole" } as const;
    expect(await runChild({ ...job, kill })).toBe("killed");

    expect(await runChild(job)).toBe("done");

    expect(await outcomeIn(folder)).toEqual(undisturbed);
  },
);

test("killed six times in a row, on one folder, it ends as if nothing had been", async () => {
  const folder = given.emptyFolder();
  const job = { folder, hello: given.hello, path: "whole" } as const;
  for (const kill of SIX_KILLS) {
    expect(await runChild({ ...job, kill })).toBe("killed");
    await expectNothingHalfPublished(folder);
  }

  expect(await runChild(job)).toBe("done");

  expect(await outcomeIn(folder)).toEqual(undisturbed);
});

test.each(IS_WHOLE ? drawnFrom : [])(
  "kill -9 at instants drawn from seed %i loses nothing and repeats no effect",
  async (seed) => {
    const folder = given.emptyFolder();
    const job = { folder, hello: given.hello, path: "whole" } as const;
    let killedCount = 0;
    for (const ms of drawnInstants(seed, 4)) {
      if ((await runFor(ms, job)) === "killed") killedCount += 1;
      await expectNothingHalfPublished(folder);
    }
    expect(killedCount).toBeGreaterThan(0);

    expect(await runChild(job)).toBe("done");

    expect(await outcomeIn(folder)).toEqual(undisturbed);
  },
);

/** Between the start of a process and the time that a whole run takes on a slow day. */
function drawnInstants(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    // The constants of "Numerical Recipes".
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 600 + Math.floor((state / 2 ** 32) * 3_400);
  });
}
