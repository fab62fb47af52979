import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

import { backfillFeed, isBegun } from "../../sources/backfill.ts";
import type { Feed, Json, Stream } from "../../sources/source.ts";
import { openWarehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding, readManifest } from "../../warehouse/landing/index.ts";
import { backfill } from "./backfill.ts";

const POSTS: Stream = {
  name: "discourse_posts",
  primaryKey: ["id"],
  changedAt: ["$.updated_at"],
};
/** Its versions stand as they landed. */
const TOPICS: Stream = { name: "discourse_topics", primaryKey: ["id"] };
const SPAN = { from: "2026-09-01T00:00:00.000Z", to: "2026-10-01T00:00:00.000Z" };
const NOON = "2026-10-05T12:00:00.000Z";
const NEVER = new AbortController().signal;

const at = (hour: number) => `2026-09-05T${String(hour).padStart(2, "0")}:00:00.000Z`;
const record = (id: number, hour: number, text = `text ${id}`) => ({
  ...{ id, updated_at: at(hour), text },
});

interface Asked {
  readonly at: number | null;
}

/** A system that has these records, two a page; `meanwhile` happens once a page was answered. */
function spanOf(
  stream: Stream,
  records: readonly Json[],
  meanwhile: (asked: Asked) => unknown = () => undefined,
): Feed {
  return backfillFeed(stream, SPAN, {
    place: z.int(),
    async read(from) {
      const start = from ?? 0;
      const page = records.slice(start, start + 2);
      await meanwhile({ at: from });
      const next = start + 2 < records.length ? start + 2 : null;
      return { records: page, quarantined: [], next };
    },
  });
}

async function given(stream: Stream) {
  const dir = await mkdtemp(join(tmpdir(), "vklad-backfill-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const landing = openLanding(dir);
  return {
    landing,
    live: (cursor: number, records: readonly Json[]) =>
      landing.write(
        stream.name,
        { records, quarantined: [], cursor, done: true },
        { until: NOON, primaryKey: stream.primaryKey },
      ),
    read: (feed: Feed, signal = NEVER) => backfill(feed, { landing, until: NOON, signal }),
    /** What is current, and how many versions there are, after a load of all that landed. */
    async held() {
      await using warehouse = await openWarehouse({
        ...{ file: ":memory:", streams: [stream], timeZone: "UTC" },
      });
      await warehouse.load(landing);
      const raw = `raw_${stream.name}`;
      const current = await sql<{ payload: string }>`
        select payload from ${sql.raw(`${raw}_current`)} where not is_deleted order by key
      `.execute(warehouse.db);
      const versions = await sql<{ count: bigint }>`
        select count(*) as count from ${sql.raw(raw)}`.execute(warehouse.db);
      return {
        current: current.rows.map(({ payload }) => JSON.parse(payload) as Json),
        versionCount: Number(versions.rows[0]?.count),
      };
    },
  };
}

const FIVE = [1, 2, 3, 4, 5].map((id) => record(id, id));

test("a span lands beside what live feeds brought, and their place does not move", async () => {
  const { live, read, held, landing } = await given(POSTS);
  await live(7, [record(2, 2), record(9, 9)]);

  const counts = await read(spanOf(POSTS, FIVE));

  expect(counts).toEqual({ readCount: 5, landedCount: 4, refusedCount: 0 });
  expect(await held()).toEqual({ current: [...FIVE, record(9, 9)], versionCount: 6 });
  expect(await landing.cursorOf("discourse_posts")).toBe(7);
});

test("read a second time, nothing lands and no row is added", async () => {
  const { read, held } = await given(POSTS);
  await read(spanOf(POSTS, FIVE));
  const before = await held();

  const counts = await read(spanOf(POSTS, FIVE));

  expect(counts).toEqual({ readCount: 5, landedCount: 0, refusedCount: 0 });
  expect(await held()).toEqual(before);
});

test.each([0, 2, 4])(
  "killed while it reads from %i, it goes on there, and all is there once",
  async (killedAt) => {
    const { read, held, landing } = await given(POSTS);
    const killed = spanOf(POSTS, FIVE, (asked) => {
      if ((asked.at ?? 0) === killedAt) throw new Error("killed");
    });
    await expect(read(killed)).rejects.toThrow("killed");
    const isLeft = isBegun(await landing.cursorOf(killed.name), SPAN);
    const places: (number | null)[] = [];

    await read(spanOf(POSTS, FIVE, (asked) => places.push(asked.at)));

    expect([isLeft, places[0] ?? 0]).toEqual([killedAt > 0, killedAt]);
    expect(await held()).toEqual({ current: FIVE, versionCount: 5 });
    expect(isBegun(await landing.cursorOf(killed.name), SPAN)).toBe(false);
  },
);

test("an older version of what was edited since stands behind it", async () => {
  const { live, read, held } = await given(POSTS);
  await live(1, [record(1, 8, "edited")]);

  await read(spanOf(POSTS, [record(1, 1)]));

  expect(await held()).toEqual({ current: [record(1, 8, "edited")], versionCount: 2 });
});

test("without an instant of change, what came while a page was asked for is not hidden by it", async () => {
  const { live, read, held } = await given(TOPICS);
  const meanwhile = () => live(1, [record(1, 8, "newer")]);

  const counts = await read(spanOf(TOPICS, [record(1, 1), record(2, 2)], meanwhile));

  expect(counts).toEqual({ readCount: 2, landedCount: 1, refusedCount: 0 });
  expect(await held()).toEqual({ current: [record(1, 8, "newer"), record(2, 2)], versionCount: 2 });
});

test("of one instant of change, what came while a page was asked for is not hidden by it", async () => {
  const { live, read, held } = await given(POSTS);
  const liked = record(1, 1, "liked");
  const meanwhile = () => live(1, [liked, record(2, 1, "not edited yet")]);

  const counts = await read(spanOf(POSTS, [record(1, 1), record(2, 2)], meanwhile));

  expect(counts).toEqual({ readCount: 2, landedCount: 1, refusedCount: 0 });
  expect((await held()).current).toEqual([liked, record(2, 2)]);
});

test("without an instant of change, one of two versions that the system shows hides no other", async () => {
  const { live, read, held } = await given(TOPICS);
  const both = [record(1, 1, "sent"), record(1, 1, "sent again")];
  await live(1, both);

  const counts = await read(spanOf(TOPICS, both));

  expect(counts).toEqual({ readCount: 2, landedCount: 0, refusedCount: 0 });
  expect(await held()).toEqual({ current: [both[1]], versionCount: 2 });
});

test("what comes twice of one reading lands once", async () => {
  const { read } = await given(POSTS);

  const counts = await read(
    spanOf(
      POSTS,
      [1, 2, 2, 3].map((id) => record(id, id)),
    ),
  );

  expect(counts).toEqual({ readCount: 4, landedCount: 3, refusedCount: 0 });
});

test("what is refused is kept, and once, whoever refused it before", async () => {
  const { read, landing } = await given(POSTS);
  const refused = (id: number) => ({ record: { id }, reason: "updated_at: expected an instant" });
  await landing.write(
    POSTS.name,
    { records: [], quarantined: [refused(1)], cursor: 1, done: true },
    { until: NOON, primaryKey: POSTS.primaryKey },
  );
  const feed = backfillFeed(POSTS, SPAN, {
    place: z.int(),
    read: async () => ({ records: [], quarantined: [refused(1), refused(2)], next: null }),
  });

  const counts = await read(feed);

  expect(counts).toEqual({ readCount: 0, landedCount: 0, refusedCount: 1 });
  const landed = await Promise.all((await landing.files()).map(readManifest));
  expect(landed.flatMap(({ manifest }) => manifest.quarantined)).toEqual([refused(1), refused(2)]);
});

test("what another feed landed alike meanwhile lands no second time", async () => {
  const { live, read } = await given(POSTS);
  const meanwhile = ({ at: from }: Asked) => (from === 2 ? live(1, FIVE) : null);

  const counts = await read(spanOf(POSTS, FIVE, meanwhile));

  expect(counts).toEqual({ readCount: 5, landedCount: 2, refusedCount: 0 });
});

test("another span begins at its own beginning, and a stop ends the reading between pages", async () => {
  const { read, landing } = await given(POSTS);
  const stop = new AbortController();
  const stopped = spanOf(POSTS, FIVE, () => stop.abort(new Error("stopped")));
  await expect(read(stopped, stop.signal)).rejects.toThrow("stopped");
  const cursor = await landing.cursorOf(stopped.name);

  expect(cursor).toEqual({ ...SPAN, at: 2, isDone: false });
  expect(isBegun(cursor, { ...SPAN, to: "2026-10-02T00:00:00.000Z" })).toBe(false);
});
