import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { readCurrentSnapshot } from "../../warehouse/snapshot/index.ts";
import { createPublishActivities } from "./index.ts";

test("publishing twice makes one snapshot", async () => {
  const dir = await mkdtemp(join(tmpdir(), "vklad-publish-"));
  await using warehouse = await openWarehouse({
    file: ":memory:",
    streams: [],
    timeZone: "Europe/Moscow",
  });
  const tables = [{ name: "ref_run", columns: { as_of_day: "TIMESTAMPTZ" } }];
  const { publishSnapshot } = createPublishActivities({ warehouse, dir, tables });
  const asOf = "2026-10-05T09:00:00Z";

  const first = await publishSnapshot({ asOf });
  const second = await publishSnapshot({ asOf });

  expect(second).toEqual({ ...first, isNew: false });
  expect((await readCurrentSnapshot(dir))?.digest).toBe(first.digest);
  await rm(dir, { recursive: true });
});
