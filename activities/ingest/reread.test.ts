import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { Feed, Json, Page, SweepPage } from "../../sources/source.ts";
import { openLanding, readLines } from "../../warehouse/landing/index.ts";
import { sweep } from "../../workflows/sweep.ts";
import { runtimeOf } from "../../workflows/testing.ts";
import { createIngestActivities } from "./index.ts";

const REQUEST = { feed: "posts", until: "2026-10-05T09:00:00Z" };

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-reread-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

/** A feed that gives these pages one after the other, and this page to a sweep. */
function givenFeed(pages: readonly Partial<Page<Json>>[], swept?: Partial<SweepPage>) {
  let count = 0;
  const feed: Feed = {
    name: "posts",
    stream: { name: "posts", primaryKey: ["id"] },
    fetchPage: async () => ({
      ...{ records: [], quarantined: [], cursor: (count += 1), done: true },
      ...pages[count - 1],
    }),
    sweep: async () => ({ keys: [], after: null, done: true, ...swept }),
  };
  const activities = createIngestActivities({ landing: openLanding(dir), feeds: [feed] });
  const sweepFeed = (request: typeof REQUEST) => sweep(runtimeOf(activities), request);
  return {
    ...activities,
    sweepFeed,
    landAll: () => pages.map(() => 0).reduce(land, Promise.resolve()),
  };

  async function land(before: Promise<void>): Promise<void> {
    await before;
    await activities.landPage(REQUEST);
  }
}

/** What landed, file by file. */
async function landed() {
  const files = await openLanding(dir).files();
  return Promise.all(files.map(async (file) => (await readLines(file)).lines));
}

const [FIRST, SECOND] = [
  { id: 1, raw: "один" },
  { id: 2, raw: "два" },
];
const CHANGED = { id: 2, raw: "два, поправлено" };

test("of a page that was read again only what changed lands, and its cursor", async () => {
  const refused = { record: { raw: "?" }, reason: "no key" };
  const { landAll } = givenFeed([
    { records: [FIRST, SECOND], quarantined: [refused] },
    { records: [FIRST, CHANGED, { id: 3 }], quarantined: [refused], isReread: true },
    { records: [CHANGED], isReread: true },
  ]);

  await landAll();

  expect(await landed()).toEqual([
    [JSON.stringify(FIRST), JSON.stringify(SECOND)],
    [JSON.stringify(CHANGED), '{"id":3}'],
  ]);
  expect(await openLanding(dir).cursorOf("posts")).toBe(3);
});

test("what went back to what it was lands again", async () => {
  const { landAll } = givenFeed([
    { records: [SECOND] },
    { records: [CHANGED], isReread: true },
    { records: [SECOND], isReread: true },
  ]);

  await landAll();

  expect((await landed()).flat()).toHaveLength(3);
});

test("of records that a sweep shows those land that landing does not know so", async () => {
  const records = [FIRST, CHANGED, { id: 3 }];
  const { landAll, sweepFeed } = givenFeed([{ records: [FIRST, SECOND] }], {
    ...{ keys: [[1], [2], [3]], records },
  });
  await landAll();

  expect(await sweepFeed(REQUEST)).toEqual({ done: true, keyCount: 3, foundCount: 2 });

  expect((await landed()).slice(1)).toEqual([
    [JSON.stringify(CHANGED), '{"id":3}'],
    ["[1]", "[2]", "[3]"],
  ]);
  expect(await sweepFeed(REQUEST)).toMatchObject({ foundCount: 0 });
});

test("a record that a sweep had missed and the next one shows lands again", async () => {
  const { landAll } = givenFeed([{ records: [FIRST, SECOND] }]);
  await landAll();
  await givenFeed([], { keys: [[1]] }).sweepFeed(REQUEST);

  const back = givenFeed([], { keys: [[1], [2]], records: [FIRST, SECOND] });

  expect(await back.sweepFeed(REQUEST)).toMatchObject({ foundCount: 1 });
  expect((await landed()).at(-2)).toEqual([JSON.stringify(SECOND)]);
});
