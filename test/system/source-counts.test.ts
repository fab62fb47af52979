/** What the demo's systems count is what was read of them; what we count of requests, what they got. */
import { rmSync } from "node:fs";

import { afterAll, beforeAll, expect, test } from "vitest";

import { readUsage } from "../../warehouse/usage/index.ts";
import { vklad } from "./cli.ts";
import { type GivenCommunity, givenCommunity } from "./given-community.ts";
import { AS_OF, type GivenRun, openRun } from "./open-run.ts";

const LAST = "2026-10-05T09:30:00.000Z";
const STREAMS = ["hypothesis_annotations", "nocodb_records", "posthog_events"];

let given: GivenCommunity;
/** All sources were read once in it. */
let folder: string;

beforeAll(async () => {
  given = await givenCommunity();
  folder = given.emptyFolder();
  await within(AS_OF, (run) => run.refresh());
});

afterAll(() => given[Symbol.asyncDispose]());

async function within<T>(asOf: string, work: (run: GivenRun) => Promise<T>): Promise<T> {
  await using run = await openRun({ folder, hello: given.hello, asOf });
  return await work(run);
}

test("each system got as many requests as were counted, and no other is counted", async () => {
  const got: Record<string, readonly string[]> = await given.control("requests");
  const counted = readUsage(`${folder}/usage.db`, Date.parse(AS_OF)) ?? new Map();

  expect(Object.values(got).every((requests) => requests.length > 0)).toBe(true);
  expect(Object.fromEntries([...counted].map(([name, used]) => [name, used.sent_count]))).toEqual(
    Object.fromEntries(Object.entries(got).map(([name, requests]) => [name, requests.length])),
  );
});

test("counts of the systems land once their streams were read past them, nothing is missing, and a rebuild says the same", async () => {
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
