/** What the demo's systems count is what was read of them. */
import { rmSync } from "node:fs";

import { expect, test } from "vitest";

import { vklad } from "./cli.ts";
import { givenCommunity } from "./given-community.ts";
import { AS_OF, type GivenRun, openRun } from "./open-run.ts";

const LAST = "2026-10-05T09:30:00.000Z";
const STREAMS = ["hypothesis_annotations", "nocodb_records", "posthog_events"];

test("counts of the demo's systems land once their streams were read past them, nothing is missing, and a rebuild says the same", async () => {
  await using given = await givenCommunity();
  const folder = given.emptyFolder();
  const within = async <T>(asOf: string, work: (run: GivenRun) => Promise<T>) => {
    await using run = await openRun({ folder, hello: given.hello, asOf });
    return await work(run);
  };
  await within(AS_OF, (run) => run.refresh());
  for (const asOf of ["2026-10-05T09:15:00.000Z", LAST]) {
    await given.control("clock", { now: asOf });
    const feeds = [...STREAMS, "source_counts"];
    await within(asOf, (run) => run.conductor.wake({ feeds, sweeps: [] }));
  }

  const looked = () =>
    within(LAST, async (run) => ({
      counted: await run.rows("stg_source_counts"),
      missing: await run.rows("missing_counts"),
      digests: (await run.system.warehouse.digests()).filter(
        // These say when they were made.
        ({ table }) => table !== "materializations",
      ),
    }));
  const before = await looked();
  expect([...new Set(before.counted.map((row) => row.counted_stream))].toSorted()).toEqual(STREAMS);
  expect(before.counted.every((row) => row.theirs_count > 0n)).toBe(true);
  expect(before.missing).toEqual([]);

  rmSync(`${folder}/warehouse.duckdb`);
  const rebuilt = await vklad(["rebuild", "--data", folder, "--as-of", LAST], {
    preload: ["./no-sockets.ts"],
  });

  expect(rebuilt).toMatchObject({ exitCode: 0, err: "" });
  expect((await looked()).digests).toEqual(before.digests);
});
