import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, test } from "vitest";

import { createIngestActivities } from "../../activities/ingest/index.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { testWithShared } from "../../test/shared.ts";
import { baseServer, table, type Row } from "../testing/base.ts";
import { nocodbRecords, nocodbRecordsStream } from "./records.ts";

const DAYS = ["2026-10-02T09:00:00Z", "2026-10-03T09:00:00Z", "2026-10-04T09:00:00Z"];
const REST = { UpdatedAt: null, Title: "as it was" };
const ROW: Row = { Id: 1, CreatedAt: "2026-10-01 08:00:00+00:00", ...REST };

/** Days of a base with one table: its rows on each, and what the warehouse shows of them then. */
async function shownAfter(days: readonly (readonly Row[])[]) {
  const dir = await mkdtemp(join(tmpdir(), "vklad-restored-"));
  try {
    await using given = await baseServer([table("ma", "Answers", [])]);
    const landing = openLanding(dir);
    const act = createIngestActivities({ landing, feeds: [nocodbRecords(given)] });
    await using warehouse = await openWarehouse({
      streams: [nocodbRecordsStream],
      timeZone: "UTC",
      file: ":memory:",
    });
    const shown: unknown[] = [];
    for (const [day, rows] of days.entries()) {
      const held = given.base.tables.get("ma")!;
      given.base.tables.set("ma", { ...held, rows: [...rows] });
      const request = { feed: "nocodb_records", until: DAYS[day]! };
      while (!(await act.landPage(request)).done);
      await sweep(runtimeOf(act), request);
      await warehouse.load(landing);
      const found = await sql<{ fields: string }>`
        select payload ->> '$.fields.Title' as fields from raw_nocodb_records_current
        where not is_deleted order by key
      `.execute(warehouse.db);
      shown.push(found.rows.map(({ fields }) => fields));
    }
    return shown;
  } finally {
    await rm(dir, { recursive: true });
  }
}

testWithShared(
  "a restored row is not deleted any more after the next sweep",
  "cases/nocodb-restored-row",
  async (path) => {
    const { row } = JSON.parse(readFileSync(join(path, "input.json"), "utf8")) as { row: Row };
    const given = { ...row, Title: "given" };

    expect(await shownAfter([[given], [], [given]])).toEqual([["given"], [], ["given"]]);
  },
);

test("a row that was deleted, swept and is back with its old stamps is there after the next sweep", async () => {
  expect(await shownAfter([[ROW], [], [ROW]])).toEqual([["as it was"], [], ["as it was"]]);
});

test("of two rows that were deleted the one that is back is there, and the other is not", async () => {
  const other: Row = { ...ROW, Id: 2, Title: "other" };

  expect(await shownAfter([[ROW, other], [], [other]])).toEqual([
    ["as it was", "other"],
    [],
    ["other"],
  ]);
});

test("a row with an old stamp that paging passed is there after the next sweep", async () => {
  const late: Row = { Id: 2, CreatedAt: "2026-09-01 08:00:00+00:00", ...REST, Title: "late" };

  expect(await shownAfter([[ROW], [ROW, late]])).toEqual([["as it was"], ["as it was", "late"]]);
});

test("an edit whose stamp lies before what paging had seen is there after the next sweep", async () => {
  const first: Row = { ...ROW, CreatedAt: "2026-09-01 08:00:00+00:00" };
  const edited: Row = { ...first, UpdatedAt: "2026-09-02 09:00:00+00:00", Title: "edited" };
  const newer: Row = { Id: 2, CreatedAt: "2026-10-01 08:00:00+00:00", ...REST };

  const shown = await shownAfter([
    [first, newer],
    [edited, newer],
  ]);

  expect(shown).toEqual([
    ["as it was", "as it was"],
    ["edited", "as it was"],
  ]);
});
