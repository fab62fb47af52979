/** Spans of history beside the live feeds: whatever was read first, and however often. */
import { afterAll, beforeAll, expect, test } from "vitest";

import { openLanding } from "../../warehouse/landing/index.ts";
import { backfillAll } from "./backfill-spans.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { type GivenRun, openRun } from "./open-run.ts";
import { tableDigests } from "./outcome.ts";
import { runChild } from "./run-child.ts";

const STREAMS = [
  "discord_messages",
  "discourse_posts",
  "hypothesis_annotations",
  "nocodb_records",
  "posthog_events",
];

let given: GivenCommunity;
/** A folder of which no span was read, and every table of it. */
let refreshed: string;
let undisturbed: Readonly<Record<string, string>>;

beforeAll(async () => {
  given = await givenCommunity();
  refreshed = given.emptyFolder();
  await using run = await openRun({ folder: refreshed, hello: given.hello });
  await run.refresh();
  undisturbed = await digestsOf(run);
});

afterAll(() => given[Symbol.asyncDispose]());

/** Without the numbers that say which files had landed before. */
function digestsOf(run: GivenRun): Promise<Readonly<Record<string, string>>> {
  return tableDigests(run, ["version"]);
}

test("a span of each source, read before all else and killed in the middle, changes no table", async () => {
  const folder = given.emptyFolder();
  const job = { folder, hello: given.hello, path: "backfill" } as const;
  // In the third week of nine of the last source.
  expect(await runChild({ ...job, kill: { point: "fetch", occurrence: 7 } })).toBe("killed");
  const begun = await openLanding(`${folder}/landing`).cursorOf("posthog_events@backfill");
  await using run = await openRun({ folder, hello: given.hello });

  const counts = await backfillAll(run, folder);
  await run.refresh();

  expect(begun).toMatchObject({
    at: { week: expect.stringMatching(/^2026-07-15/) },
    isDone: false,
  });
  expect(Object.keys(counts)).toEqual(STREAMS);
  expect(await digestsOf(run)).toEqual(undisturbed);
});

test("a span of what was read already lands nothing", async () => {
  const folder = given.copyOf(refreshed);
  await using run = await openRun({ folder, hello: given.hello });

  const counts = Object.entries(await backfillAll(run, folder));

  expect(counts.filter(([, { readCount }]) => readCount === 0)).toEqual([]);
  expect(counts.filter(([, one]) => one.landedCount + one.refusedCount > 0)).toEqual([]);
});
