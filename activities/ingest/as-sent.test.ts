import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";

import { discoursePosts, discoursePostsStream } from "../../sources/discourse/posts.ts";
import { forumServer } from "../../sources/testing/forum.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding } from "../../warehouse/landing/index.ts";
import { createIngestActivities } from "./index.ts";

const UNTIL = "2026-10-05T09:00:00Z";
const AT = '"created_at":"2026-10-04T09:00:00Z"';

/** What the warehouse holds of posts that a forum sent in one reply, as text. */
async function warehouseOf(posts: readonly string[]) {
  const dir = await mkdtemp(join(tmpdir(), "vklad-as-sent-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const landing = openLanding(join(dir, "landing"));
  await using given = await forumServer();
  const text = `{"latest_posts":[${posts.join()}]}`;
  given.server.faults.push({ text, headers: { "Content-Type": "application/json" } });
  const feed = discoursePosts(given);
  await createIngestActivities({ landing, feeds: [feed] }).landPage({
    feed: feed.name,
    until: UNTIL,
  });
  await using warehouse = await openWarehouse({
    ...{ file: ":memory:", streams: [discoursePostsStream], timeZone: "UTC" },
  });
  await warehouse.load(landing);
  const payloads = await sql<{ key: string; payload: string }>`
    select key, payload from raw_discourse_posts order by payload
  `.execute(warehouse.db);
  const refused = await sql<{ reason: string; record: string }>`
    select reason, record from quarantine
  `.execute(warehouse.db);
  return { loaded: payloads.rows, refused: refused.rows };
}

test("every digit of a number stays from the reply to the warehouse, refused records too", async () => {
  const sent = [
    `{"id":2,${AT},"price":1.10,"n":12345678901234567890,"d":0.12345678901234567890,"e":1e2}`,
    `{"id":1.0,${AT},"n":12345678901234567890,"d":2.50}`,
  ];

  const { loaded, refused } = await warehouseOf(sent);

  expect(loaded).toEqual([{ key: "[2]", payload: sent[0] }]);
  expect(refused).toEqual([{ reason: expect.stringMatching(/^id: /), record: sent[1] }]);
});

test("a post nested 3,000 levels deep is quarantined alone", async () => {
  const deep = `${"[".repeat(3_000)}${"]".repeat(3_000)}`;

  const { loaded, refused } = await warehouseOf([
    `{"id":3,${AT}}`,
    `{"id":2,${AT},"deep":${deep}}`,
    `{"id":1,${AT},"score":1.10}`,
  ]);

  expect(loaded.map(({ key }) => key)).toEqual(["[1]", "[3]"]);
  expect(refused).toEqual([
    {
      reason: "nested deeper than 500 levels",
      record: expect.stringContaining('{"id":2,"created_at":"2026-10-04T09:00:00Z","deep":[['),
    },
  ]);
});
