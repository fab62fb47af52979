import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { readCurrentSnapshot, type Snapshot } from "../../warehouse/snapshot/index.ts";
import { createPublishActivities } from "./index.ts";

test("publishing unchanged tables later makes no snapshot and tells the later moment", async () => {
  const dir = await mkdtemp(join(tmpdir(), "vklad-publish-"));
  await using warehouse = await openWarehouse({
    file: ":memory:",
    streams: [],
    timeZone: "Europe/Moscow",
  });
  const tables = [{ name: "ref_run", columns: { as_of_day: "TIMESTAMPTZ" } }];
  let toldCount = 0;
  const shared: string[] = [];
  const share = async (snapshot: Snapshot) => void shared.push(`${snapshot.path} ${snapshot.asOf}`);
  const onPublished = async () => void (toldCount += 1);
  const { publishSnapshot } = createPublishActivities({
    warehouse,
    dir,
    tables,
    onPublished,
    share,
  });
  const later = "2026-10-05T09:15:00Z";

  const first = await publishSnapshot({ asOf: "2026-10-05T09:00:00Z" });
  const files = await readdir(dir);
  const second = await publishSnapshot({ asOf: later });

  expect(second).toEqual({ ...first, asOf: later, isNew: false });
  expect(await readdir(dir)).toEqual(files);
  expect(await readCurrentSnapshot(dir)).toMatchObject({ digest: first.digest, asOf: later });
  expect(toldCount).toBe(2);
  // Also where nothing is new here: the process before may have ended before it was shared.
  const path = join(dir, first.digest);
  expect(shared).toEqual([`${path} ${first.asOf}`, `${path} ${later}`]);
  await rm(dir, { recursive: true });
});
