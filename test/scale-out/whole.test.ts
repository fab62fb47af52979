/**
 * The demo on servers: its ledger in PostgreSQL and its snapshots in object storage, killed and begun
 * again, ends as it does in one process on files.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { openSnapshot, takeShared } from "../../warehouse/snapshot/index.ts";
import { givenObjects } from "../engines/given-objects.ts";
import { givenSchema } from "../ledger-places.ts";
import { type GivenCommunity, givenCommunity } from "../system/given-community.ts";
import { openRun, type RunOptions } from "../system/open-run.ts";
import { type Outcome, outcomeOf } from "../system/outcome.ts";
import { runChild, SIX_KILLS } from "../system/run-child.ts";

let given: GivenCommunity;
let embedded: Outcome;

beforeAll(async () => {
  given = await givenCommunity();
  const folder = given.emptyFolder();
  await runChild({ folder, hello: given.hello, path: "whole" });
  embedded = await outcomeIn({ folder });
});

afterAll(() => given[Symbol.asyncDispose]());

async function outcomeIn(options: Omit<RunOptions, "hello">): Promise<Outcome> {
  await using run = await openRun({ ...options, hello: given.hello });
  return await outcomeOf(run);
}

test("killed six times in a row, on servers, it ends with the tables of an undisturbed run on files", async () => {
  const folder = given.emptyFolder();
  const { place, forget } = givenSchema(process.env["VKLAD_TEST_POSTGRES"] ?? "");
  const objects = givenObjects();
  const engines = { schema: place.postgres.schema, objects: objects.folder };
  const job = { folder, hello: given.hello, path: "whole", engines } as const;
  for (const kill of SIX_KILLS) expect(await runChild({ ...job, kill })).toBe("killed");

  expect(await runChild(job)).toBe("done");

  const outcome = await outcomeIn({ folder, engines });
  expect(outcome).toEqual(embedded);
  expect(outcome.transfers.length).toBeGreaterThan(20);
  expect(outcome.transfers).toEqual(outcome.owed);
  expect(readdirSync(folder).filter((name) => name.startsWith("ledger.db"))).toEqual([]);
  // A gateway on another machine, which has nothing but what was published.
  const elsewhere = join(given.emptyFolder(), "snapshots");
  expect(existsSync(elsewhere)).toBe(false);
  await takeShared(objects, elsewhere);
  const [here, there] = [
    await openSnapshot(join(folder, "snapshots")),
    await openSnapshot(elsewhere),
  ];
  expect(there).toEqual({ ...here, path: there?.path });
  await forget();
});
