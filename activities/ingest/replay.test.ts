import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

import { sortOut } from "../../sources/records.ts";
import type { Feed, Json, Stream } from "../../sources/source.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding, readManifest } from "../../warehouse/landing/index.ts";
import { replayRefused } from "./replay.ts";

const POSTS: Stream = {
  name: "discourse_posts",
  primaryKey: ["id"],
  changedAt: ["$.updated_at"],
};
const TOPICS: Stream = { name: "discourse_topics", primaryKey: ["id"] };
const NEVER = new AbortController().signal;

const Lax = z.looseObject({ id: z.int() });

/** A feed of a version that reads what the one before it refused. */
function mendedFeed(stream: Stream, more: Partial<Feed> = {}): Feed {
  return {
    name: stream.name,
    stream,
    fetchPage: async ({ cursor }) => ({ records: [], quarantined: [], cursor, done: true }),
    readAgain(refused) {
      const { known, quarantined } = sortOut(Lax, [refused]);
      return { records: known.map(({ record }) => record), quarantined };
    },
    ...more,
  };
}

const at = (hour: number) => `2026-10-05T${String(hour).padStart(2, "0")}:00:00.000Z`;

async function given(stream: Stream, more: Partial<Feed> = {}) {
  const dir = await mkdtemp(join(tmpdir(), "vklad-replay-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const landing = openLanding(dir);
  const feeds = new Map([[stream.name, mendedFeed(stream, more)]]);
  const seen: { feed: string; reason: string; record: Json; last_seen_at: string }[] = [];
  return {
    landing,
    async land(hour: number, records: readonly Json[], refused: readonly Json[] = []) {
      const quarantined = refused.map((record) => ({ record, reason: "unreadable" }));
      for (const one of quarantined)
        seen.push({ feed: stream.name, ...one, last_seen_at: at(hour) });
      const page = { records, quarantined, cursor: hour, done: true };
      await landing.write(stream.name, page, { until: at(hour), primaryKey: stream.primaryKey });
    },
    replay: () => replayRefused(seen, { landing, feeds, until: at(23), signal: NEVER }),
    /** What is current, and what is in quarantine, after a load of all that landed. */
    async held() {
      await using warehouse = await openWarehouse({
        ...{ file: ":memory:", streams: [stream], timeZone: "UTC" },
      });
      await warehouse.load(landing);
      const table = sql.raw(`raw_${stream.name}_current`);
      const current = await sql<{ payload: string }>`
        select payload from ${table} where not is_deleted order by key`.execute(warehouse.db);
      const versions = await sql<{ count: bigint }>`
        select count(*) as count from ${sql.raw(`raw_${stream.name}`)}`.execute(warehouse.db);
      const refused = await sql<{ record: string }>`
        select record from quarantine order by record`.execute(warehouse.db);
      return {
        current: current.rows.map(({ payload }) => JSON.parse(payload) as Json),
        versionCount: Number(versions.rows[0]?.count),
        refused: refused.rows.map(({ record }) => JSON.parse(record) as Json),
      };
    },
  };
}

const post = (id: number, text: string, hour: number) => ({ id, text, updated_at: at(hour) });

test("what can be read now is loaded, what cannot stays, and the live cursor is where it was", async () => {
  const { land, replay, held, landing } = await given(POSTS);
  const bad = { id: "x", text: "?" };
  await land(1, [post(1, "one", 1)], [post(2, "two", 1), bad]);

  const replayed = await replay();

  expect(replayed).toEqual([
    { stream: "discourse_posts", mendedCount: 1, overtakenCount: 0, leftCount: 1 },
  ]);
  expect(await held()).toEqual({
    current: [post(1, "one", 1), post(2, "two", 1)],
    versionCount: 2,
    refused: [bad],
  });
  expect(await landing.cursorOf("discourse_posts")).toBe(1);
});

test("replayed twice, as after a kill that lost only its answer, nothing is there twice", async () => {
  const { land, replay, held } = await given(POSTS);
  await land(1, [post(1, "one", 1)], [post(2, "two", 1)]);
  await replay();
  const once = await held();

  await replay();

  expect(await held()).toEqual(once);
});

test("an old version that is read now undoes no newer one, and stands in its place in history", async () => {
  const { land, replay, held } = await given(POSTS);
  await land(1, [], [post(2, "two", 1)]);
  await land(5, [post(2, "two, edited", 5)]);

  await replay();

  expect(await held()).toEqual({
    current: [post(2, "two, edited", 5)],
    versionCount: 2,
    refused: [],
  });
});

test("where versions stand as they landed, one that was read meanwhile is left as it is", async () => {
  const { land, replay, held } = await given(TOPICS);
  await land(1, [{ id: 3, title: "first" }], [{ id: 2, title: "old" }]);
  await land(2, [{ id: 2, title: "new" }], [{ id: 3, title: "second" }]);

  const [counts] = await replay();

  expect(counts).toMatchObject({ mendedCount: 1, overtakenCount: 1, leftCount: 0 });
  expect(await held()).toEqual({
    current: [
      { id: 2, title: "new" },
      { id: 3, title: "second" },
    ],
    versionCount: 3,
    refused: [],
  });
});

test("what nobody can read again and a later reading brought is in quarantine no more", async () => {
  const unable = { readAgain: () => ({ records: [], quarantined: [] }) };
  const { land, replay, held } = await given(POSTS, unable);
  await land(1, [], [{ id: 2, text: "?" }, { id: 9 }]);
  await land(2, [post(2, "two", 2)]);

  const [counts] = await replay();

  expect(counts).toMatchObject({ mendedCount: 0, overtakenCount: 1, leftCount: 1 });
  expect((await held()).refused).toEqual([{ id: 9 }]);
});

test("where the system can be asked for a record it is, and what is gone there stays", async () => {
  const unable = { readAgain: () => ({ records: [], quarantined: [] }) };
  const found = post(2, "two, as it is now", 3);
  const { land, replay, held, landing } = await given(POSTS, {
    ...unable,
    find: async ({ keys }) => ({
      records: keys.some(([id]) => id === 2) ? [found] : [],
      quarantined: [],
      left: [],
    }),
  });
  await land(1, [], [{ id: 2 }, { id: 9 }]);

  const [counts] = await replay();

  expect(counts).toMatchObject({ mendedCount: 1, leftCount: 1 });
  expect(await held()).toEqual({ current: [found], versionCount: 1, refused: [{ id: 9 }] });
  const last = (await landing.files()).at(-1)!;
  expect((await readManifest(last)).manifest.until).toBe(at(23));
});

test("refused once more after it was mended, it is in quarantine again", async () => {
  const { land, replay, held } = await given(POSTS);
  await land(1, [], [post(2, "two", 1)]);
  await replay();
  await land(9, [post(1, "one", 9)], [post(2, "two", 1)]);

  expect((await held()).refused).toEqual([post(2, "two", 1)]);
});
