import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";

import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { publishSnapshot } from "../../warehouse/snapshot/index.ts";
import { refusedLater } from "./refused-later.ts";

const AS_OF = "2026-10-05T09:00:00.000Z";
const QUARANTINE = {
  name: "deanery_quarantine",
  columns: {
    stream: "VARCHAR",
    reason: "VARCHAR",
    quarantined_count: "BIGINT",
    last_seen_at: "TIMESTAMPTZ",
  },
};

async function givenFolder() {
  const dir = await mkdtemp(join(tmpdir(), "vklad-refused-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

test("what a source refused is not said again of the load, and what only the load did is", async () => {
  const dir = await givenFolder();
  await using warehouse = await openWarehouse({ file: ":memory:", streams: [], timeZone: "UTC" });
  const last_seen_at = new Date(AS_OF);
  await sql`
    create table deanery_quarantine
      (stream VARCHAR, reason VARCHAR, quarantined_count BIGINT, last_seen_at TIMESTAMPTZ)
  `.execute(warehouse.db);
  await warehouse.db
    .insertInto("deanery_quarantine")
    .values([
      { stream: "discourse_posts", reason: "unreadable id", quarantined_count: 2n, last_seen_at },
      { stream: "discourse_posts", reason: "a key is null", quarantined_count: 3n, last_seen_at },
    ])
    .execute();
  await warehouse.transaction(({ db }) =>
    publishSnapshot(db, { dir, asOf: AS_OF, tables: [QUARANTINE], now: () => Date.parse(AS_OF) }),
  );
  const seen = { first_seen_at: AS_OF, last_seen_at: AS_OF };
  const bySource = { id: "1", feed: "discourse_posts@hook", reason: "unreadable id", record: {} };

  const later = await refusedLater(dir, [{ ...bySource, ...seen }]);

  expect(later).toEqual({
    asOf: AS_OF,
    refused: [
      { stream: "discourse_posts", reason: "a key is null", count: 3, last_seen_at: AS_OF },
    ],
  });
});

test("before anything was published nothing is known of what the load refused", async () => {
  expect(await refusedLater(await givenFolder(), [])).toBeNull();
});
