/** A sweep in slices: what is kept between them, and what a kill leaves. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { stgDiscoursePosts } from "../../models/staging/discourse/stg_discourse_posts.ts";
import { discoursePostsStream } from "../../sources/discourse/posts.ts";
import { SourceCursorError } from "../../sources/errors.ts";
import type { Feed, Json, Key, LookRequest } from "../../sources/source.ts";
import { openWarehouse, type Warehouse } from "../../warehouse/duckdb/index.ts";
import { openLanding, readLines } from "../../warehouse/landing/index.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { createIngestActivities } from "./index.ts";

const MONDAY = { feed: "posts", until: "2026-10-05T09:00:00Z" };
const TUESDAY = { feed: "posts", until: "2026-10-06T09:00:00Z" };
const WEEK_LATER = { feed: "posts", until: "2026-10-12T09:00:00Z" };

/** More than any sweep here has: one that does not go on would ask for ever. */
const PARTS_MAX = 50;

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-slices-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

interface Shown {
  /** Ids as the list shows them, two a page. */
  ids: number[];
  /** Of what was asked again, what is there all the same. */
  there?: readonly number[];
  /** Of what was asked again, that of which nothing can be said. */
  unsure?: readonly number[];
}

/** A feed over ids that a test may change, and what it was asked again. */
function givenFeed(shown: Shown) {
  const asked: (readonly Key[])[] = [];
  const listed: Json[] = [];
  const feed: { -readonly [K in keyof Feed]: Feed[K] } = {
    name: "posts",
    stream: { name: "posts", primaryKey: ["id"] },
    fetchPage: async ({ cursor }) => {
      const records = shown.ids.map((id) => ({ id }));
      return { records, quarantined: [], cursor: Number(cursor ?? 0) + 1, done: true };
    },
    async sweep({ after }) {
      if (listed.push(after) > PARTS_MAX) throw new Error("This sweep never ends.");
      const from = Number(after ?? 0);
      const ids = shown.ids.slice(from, from + 2);
      const done = from + 2 >= shown.ids.length;
      return { keys: ids.map((id) => [id]), after: from + 2, done };
    },
    /** Two a request. */
    async look({ keys, after }: LookRequest) {
      const some = keys.slice(0, 2);
      asked.push(some);
      const stays = [...(shown.there ?? []), ...(shown.unsure ?? [])];
      const isThere = ([id]: Key) => stays.includes(Number(id));
      return {
        keys: some.filter(isThere),
        gone: some.filter((key) => !isThere(key)),
        after: Number(after ?? 0) + 1,
      };
    },
  };
  return { feed, asked, listed, shown };
}

/** Activities as a process has them that was just started. */
function started(feed: Feed, failpoint?: () => Promise<void>) {
  const landing = openLanding(dir, failpoint);
  return { ...createIngestActivities({ landing, feeds: [feed] }), landing };
}

const sweepWhole = (feed: Feed, request = MONDAY) => sweep(runtimeOf(started(feed)), request);

/** What landed, but for names. */
async function landed(kind?: "page" | "sweep") {
  const files = await openLanding(dir).files();
  const read = await Promise.all(files.map((file) => readLines(file)));
  return read
    .filter(({ manifest }) => kind === undefined || manifest.kind === kind)
    .map(({ manifest: { number, until, after }, lines }) => ({ number, until, after, lines }));
}

async function there(ids: readonly number[]) {
  const known = await openLanding(dir).known("posts");
  return ids.filter((id) => known.has([id]));
}

test("each slice goes on where the one before stopped, in whatever process", async () => {
  const { feed, listed } = givenFeed({ ids: [1, 2, 3, 4, 5] });
  await started(feed).landPage(MONDAY);

  const slices = [];
  for (let count = 0; count < 3; count += 1) slices.push(await started(feed).sweepFeed(MONDAY));

  expect(listed).toEqual([null, 2, 4]);
  expect(slices.map(({ done, keyCount }) => [done, keyCount])).toEqual([
    [false, 2],
    [false, 4],
    [true, 5],
  ]);
});

test("a sweep that is due again while it is under way goes on, and judges as of its beginning", async () => {
  const { feed, shown, listed } = givenFeed({ ids: [1, 2, 3, 4] });
  await started(feed).landPage(MONDAY);
  shown.ids = [1, 2, 3];
  await started(feed).sweepFeed(MONDAY);

  await sweepWhole(feed, WEEK_LATER);

  expect(listed).toEqual([null, 2]);
  expect(await landed("sweep")).toEqual([
    { number: 2, until: MONDAY.until, after: 1, lines: ["[1]", "[2]", "[3]"] },
  ]);
});

test("what landed after a sweep began is not judged by it, however many runs it takes", async () => {
  const { feed, shown } = givenFeed({ ids: [1, 2, 3] });
  await started(feed).landPage(MONDAY);
  await started(feed).sweepFeed(MONDAY);
  shown.ids = [1, 2, 3, 9];
  await started(feed).landPage(TUESDAY);
  shown.ids = [1, 2, 3];

  await sweepWhole(feed, TUESDAY);

  expect(await there([1, 2, 3, 9])).toEqual([1, 2, 3, 9]);
});

test("a page says whether a sweep of its feed is under way", async () => {
  const { feed } = givenFeed({ ids: [1, 2, 3] });
  const before = await started(feed).landPage(MONDAY);
  await started(feed).sweepFeed(MONDAY);
  const during = await started(feed).landPage(MONDAY);
  await sweepWhole(feed);
  const after = await started(feed).landPage(MONDAY);

  expect([before, during, after].map((page) => page.isSweepUnfinished)).toEqual([
    false,
    true,
    false,
  ]);
});

test("killed at any write, a sweep ends as if nothing had been", async () => {
  const given = (): Shown => ({ ids: [1, 2, 4], there: [6] });
  const play = async (killedAt: number) => {
    const { feed, shown } = givenFeed({ ids: [1, 2, 3, 4, 5, 6] });
    await started(feed).landPage(MONDAY);
    Object.assign(shown, given());
    let writes = 0;
    const kill = async () => {
      writes += 1;
      if (writes === killedAt) throw new Error("killed");
    };
    const killed = sweep(runtimeOf(started(feed, kill)), MONDAY);
    const outcome = await killed.then(
      () => "whole",
      () => "killed",
    );
    await sweepWhole(feed, TUESDAY);
    const all = { outcome, files: await landed() };
    await rm(dir, { recursive: true });
    dir = await mkdtemp(join(tmpdir(), "vklad-slices-"));
    return all;
  };
  const undisturbed = (await play(Infinity)).files.slice(0, 2);

  const killed: unknown[] = [];
  for (let at = 1; at < PARTS_MAX; at += 1) {
    const { outcome, files } = await play(at);
    if (outcome === "whole") break;
    killed.push(files.map((file) => ({ ...file, until: MONDAY.until })));
  }

  expect(undisturbed[1]?.lines).toEqual(["[1]", "[2]", "[4]", "[6]"]);
  // Two parts list, two look again, and then it is judged.
  expect(killed).toEqual(Array.from({ length: 5 }, () => undisturbed));
});

const POSTS = { feed: "discourse_posts", until: MONDAY.until };

/** Posts by id as a run shows them, with `Правка` once they were edited without a trace. */
const asPosts = (ids: readonly number[], edited: readonly number[] = []) =>
  ids.map((id) => ({
    ...{ id, user_id: 3, username: "ada", topic_id: 5, post_number: id, post_type: 1 },
    raw: edited.includes(id) ? `Правка ${id}` : `Текст ${id}`,
    ...{ created_at: "2026-09-01T10:00:00.000Z", updated_at: "2026-09-01T10:00:00.000Z" },
  }));

/**
 * A forum whose list, two posts a page, shows an edit of 2 and that 3, 5 and 6 are missing, and
 * whose second look finds 6, edited too.
 */
function givenForum(): Feed {
  const { feed } = givenFeed({ ids: [1, 2, 4], there: [6] });
  const { sweep: list, look } = feed;
  return {
    ...{ ...feed, name: POSTS.feed, stream: discoursePostsStream },
    fetchPage: async () => ({
      ...{ records: asPosts([1, 2, 3, 4, 5, 6]), quarantined: [], cursor: 1, done: true },
    }),
    sweep: async (request) => {
      const page = await list!(request);
      return {
        ...page,
        records: asPosts(
          page.keys.map(([id]) => Number(id)),
          [2],
        ),
      };
    },
    look: async (request) => {
      const page = await look!(request);
      return {
        ...page,
        records: asPosts(
          page.keys.map(([id]) => Number(id)),
          [6],
        ),
      };
    },
  };
}

/** What a warehouse holds of the posts once it has loaded what landed since; of files, the numbers. */
async function heldBy(warehouse: Warehouse) {
  await warehouse.load(openLanding(dir));
  const { rows: raw } = await sql`
    select * replace (split_part(landing_file, '-', 1) as landing_file)
    from raw_discourse_posts order by all`.execute(warehouse.db);
  const staging = await stgDiscoursePosts.query(warehouse.db).orderBy("post_id").execute();
  return { raw, staging };
}

test("killed at any write and loaded as it is, a sweep gives the warehouse the very same rows", async () => {
  const play = async (killedAt: number) => {
    const forum = givenForum();
    await using warehouse = await openWarehouse({
      ...{ file: ":memory:", streams: [discoursePostsStream], timeZone: "UTC" },
    });
    await started(forum).landPage(POSTS);
    let writes = 0;
    const kill = async () => {
      writes += 1;
      if (writes === killedAt) throw new Error("killed");
    };
    const outcome = await sweep(runtimeOf(started(forum, kill)), POSTS).then(
      () => "whole",
      () => "killed",
    );
    const between = await heldBy(warehouse);
    await sweepWhole(forum, POSTS);
    const held = await heldBy(warehouse);
    await rm(dir, { recursive: true });
    dir = await mkdtemp(join(tmpdir(), "vklad-slices-"));
    return { outcome, between, held };
  };
  const { held: undisturbed } = await play(Infinity);

  const killed: unknown[] = [];
  for (let at = 1; at < PARTS_MAX; at += 1) {
    const { outcome, between, held } = await play(at);
    if (outcome === "whole") break;
    // Nothing is taken for deleted before the sweep has judged.
    expect(between.staging).toHaveLength(6);
    killed.push(held);
  }

  expect(undisturbed.staging.map(({ post_id, text }) => [post_id, text])).toEqual([
    ...[
      ["1", "Текст 1"],
      ["2", "Правка 2"],
      ["4", "Текст 4"],
      ["6", "Правка 6"],
    ],
  ]);
  // Two edits land, two parts list, two look again, and then it is judged.
  expect(killed).toEqual(Array.from({ length: 7 }, () => undisturbed));
});

test("killed between its judgement and the end of its parts, a sweep judges no second time", async () => {
  const { feed, shown } = givenFeed({ ids: [1, 2, 3] });
  await started(feed).landPage(MONDAY);
  shown.ids = [1, 2];
  await started(feed).sweepFeed(MONDAY);
  await cp(join(dir, "posts", "sweep"), join(dir, "kept"), { recursive: true });
  await sweepWhole(feed);
  await rm(join(dir, "posts", "sweep"), { recursive: true, force: true });
  await cp(join(dir, "kept"), join(dir, "posts", "sweep"), { recursive: true });
  await rm(join(dir, "kept"), { recursive: true });

  expect(await openLanding(dir).unfinishedSweep("posts", ["id"])).toBeNull();
  await sweepWhole(feed, TUESDAY);

  expect(await landed("sweep")).toHaveLength(1);
});

/** A sweep of five posts, of which two parts are listed; the second one's file. */
async function givenTwoParts() {
  const { feed, listed } = givenFeed({ ids: [1, 2, 3, 4, 5] });
  await started(feed).landPage(MONDAY);
  await started(feed).sweepFeed(MONDAY);
  await started(feed).sweepFeed(MONDAY);
  const parts = join(dir, "posts", "sweep", "00000");
  const second = join(parts, (await readdir(parts)).toSorted()[1]!);
  return { feed, listed, second, bytes: await readFile(second) };
}

test("a part that cannot be read is read from the source again", async () => {
  const { feed, listed, second, bytes } = await givenTwoParts();
  await writeFile(second, bytes.subarray(1));

  await sweepWhole(feed);

  expect(listed).toEqual([null, 2, 2, 4]);
  expect(await there([1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4, 5]);
});

test("of two slices that ran at once only what follows each other counts", async () => {
  const { feed, listed } = givenFeed({ ids: [1, 2, 3, 4, 5, 6] });
  await started(feed).landPage(MONDAY);
  await Promise.all([started(feed).sweepFeed(MONDAY), started(feed).sweepFeed(TUESDAY)]);

  await sweepWhole(feed, TUESDAY);

  expect(listed).toEqual([null, null, 2, 4]);
  expect((await landed("sweep"))[0]?.lines).toHaveLength(6);
});

test("a part of another sweep is no part of this one, and its place is read again", async () => {
  const { feed, listed, second, bytes } = await givenTwoParts();
  await openLanding(dir).forgetSweep("posts");
  await started(feed).sweepFeed(TUESDAY);
  await writeFile(second, bytes);
  listed.length = 0;

  await sweepWhole(feed, TUESDAY);

  expect(listed).toEqual([2, 4]);
});

test("a place that another version of the feed has written is nowhere: the sweep begins anew", async () => {
  const { feed, listed } = givenFeed({ ids: [1, 2, 3] });
  await started(feed).landPage(MONDAY);
  await started(feed).sweepFeed(MONDAY);
  const { sweep: list } = feed;
  feed.sweep = async (request) => {
    if (request.after !== null) throw new SourceCursorError("posts", "page: expected a number");
    return list!({ ...request, after: 0 });
  };
  await expect(started(feed).sweepFeed(TUESDAY)).rejects.toThrow(SourceCursorError);
  feed.sweep = list!;

  await sweepWhole(feed, TUESDAY);

  expect(listed).toEqual([null, null, 2]);
});

test("what a sweep misses is deleted once it was missed a second time, and only that", async () => {
  const { feed, shown, asked } = givenFeed({ ids: [1, 2, 3, 4, 5] });
  await started(feed).landPage(MONDAY);
  Object.assign(shown, { ids: [1], there: [3], unsure: [5] });

  await sweepWhole(feed);

  expect(asked).toEqual([
    [[2], [3]],
    [[4], [5]],
  ]);
  expect(await there([1, 2, 3, 4, 5])).toEqual([1, 3, 5]);
});

test("however much is missing at once, each is looked for again before any of it is believed", async () => {
  const ids = Array.from({ length: 40 }, (_, index) => index + 1);
  const { feed, shown, asked } = givenFeed({ ids });
  await started(feed).landPage(MONDAY);
  Object.assign(shown, { ids: [1, 2], there: ids });

  await sweepWhole(feed);

  expect(asked.flat()).toEqual(ids.slice(2).map((id) => [id]));
  expect(await there(ids)).toEqual(ids);
});

test("a feed without another way lists all again, and what is in neither list is deleted", async () => {
  const { feed, shown, listed } = givenFeed({ ids: [1, 2, 3, 4] });
  const { look: _none, ...plain } = feed;
  await started(plain).landPage(MONDAY);
  shown.ids = [];
  await started(plain).sweepFeed(MONDAY);
  shown.ids = [1, 2, 3];

  await sweepWhole(plain);

  expect(listed).toEqual([null, null, 2]);
  expect(await there([1, 2, 3, 4])).toEqual([1, 2, 3]);
});

test("a feed that looks again for none of the keys is named instead of being asked for ever", async () => {
  const { feed, shown } = givenFeed({ ids: [1, 2, 3] });
  await started(feed).landPage(MONDAY);
  shown.ids = [1];
  feed.look = async ({ after }) => ({ keys: [], gone: [], after });

  await expect(sweepWhole(feed)).rejects.toThrow(
    "posts was asked again for 2 keys and looks for none.",
  );
});

test("what is said by one field whole spares no other that begins like it", async () => {
  const { feed, shown } = givenFeed({ ids: [1, 17, 170] });
  await started(feed).landPage(MONDAY);
  shown.ids = [1];
  const { sweep: list } = feed;
  feed.sweep = async (request) => ({
    ...(await list!(request)),
    unjudged: [{ field: "id", prefix: "17", isWhole: true }],
  });

  await sweepWhole(feed);

  expect(await there([1, 17, 170])).toEqual([1, 17]);
});
