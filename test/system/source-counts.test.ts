/** What the demo's systems count is what was read of them. */
import { expect, test } from "vitest";

import { givenCommunity } from "./given-community.ts";
import { openRun } from "./open-run.ts";

test("counts of the demo's systems land once their streams were read past them, and nothing is missing", async () => {
  await using given = await givenCommunity();
  const folder = given.emptyFolder();
  const readAt = async (asOf: string) => {
    await given.control("clock", { now: asOf });
    await using run = await openRun({ folder, hello: given.hello, asOf });
    await run.refresh();
    return {
      counted: await run.rows("stg_source_counts"),
      missing: await run.rows("missing_counts"),
    };
  };

  await readAt("2026-10-05T09:00:00.000Z");
  await readAt("2026-10-05T09:15:00.000Z");
  const { counted, missing } = await readAt("2026-10-05T09:30:00.000Z");

  const streams = ["hypothesis_annotations", "nocodb_records", "posthog_events"];
  expect([...new Set(counted.map((row) => row.counted_stream))].toSorted()).toEqual(streams);
  expect(counted.every((row) => row.theirs_count > 0n)).toBe(true);
  expect(missing).toEqual([]);
});
