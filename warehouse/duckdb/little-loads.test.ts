/** What a load finds of a record's other versions, and counts, without looking at all that is there. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { fc } from "../../test/property.ts";
import { openLanding, type Landing } from "../landing/index.ts";
import { openWarehouse, type Warehouse } from "./index.ts";

const POSTS = { name: "posts", primaryKey: ["id"] };
const STREAMS = [POSTS, { ...POSTS, name: "edits", changedAt: ["$.edited"] }];
const OPTIONS = { streams: STREAMS, timeZone: "Europe/Moscow" };

let root: string;
let landing: Landing;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vklad-little-loads-"));
  landing = openLanding(join(root, "landing"));
});

afterEach(() => rm(root, { recursive: true }));

function at(minute: number): string {
  return new Date(Date.UTC(2026, 2, 2, 0, minute)).toISOString();
}

async function land(feed: string, records: readonly { readonly id: number }[], seen: number) {
  const page = { records, quarantined: [], cursor: seen, done: true };
  await landing.write(feed, page as never, { until: at(seen), primaryKey: ["id"] });
}

async function landSweep(feed: string, ids: readonly number[], seen: number) {
  const after = await landing.lastNumber(feed);
  const keys = ids.map((id) => [id]);
  await landing.writeSweep(feed, { keys, until: at(seen), primaryKey: ["id"], after });
}

async function countedIn({ db }: Warehouse) {
  const states = await db
    .selectFrom("stream_states")
    .select(["stream", "record_count"])
    .orderBy("stream")
    .execute();
  return states.map(({ stream, record_count }) => [stream, record_count]);
}

async function aliveIn({ db }: Warehouse) {
  const alive: unknown[] = [];
  for (const stream of ["edits", "posts"]) {
    const found = await sql<{ count: bigint }>`
      select count(*) as count from ${sql.table(`raw_${stream}_current`)} where not is_deleted
    `.execute(db);
    alive.push([stream, found.rows[0]?.count]);
  }
  return alive;
}

async function digestsOfLoadAtOnce() {
  await using anew = await openWarehouse({ ...OPTIONS, file: ":memory:" });
  await anew.load(landing);
  // Awaited here: the warehouse closes when this function returns.
  return await anew.digests();
}

const ids = fc.integer({ min: 1, max: 9 });
const little = fc.record({
  feed: fc.constantFrom("posts", "edits", "edits@export"),
  records: fc.array(fc.tuple(ids, fc.constantFrom("a", "b"), fc.integer({ min: 0, max: 30 })), {
    minLength: 1,
    maxLength: 3,
  }),
  sweep: fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.uniqueArray(ids, { minLength: 4 }) },
  ),
});

test("many loads of few records are one load of all, and each counts what is there", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(little, { minLength: 8, maxLength: 12 }), async (littles) => {
      landing = openLanding(join(root, `landing-${(run += 1)}`));
      await using grown = await openWarehouse({ ...OPTIONS, file: ":memory:" });
      for (const [seen, { feed, records, sweep }] of littles.entries()) {
        const edited = records.map(([id, text, minute]) => ({ id, text, edited: at(minute) }));
        await land(feed, edited, seen);
        if (sweep !== null) await landSweep(feed, sweep, seen);
        await grown.load(landing);
        expect(await countedIn(grown)).toEqual(await aliveIn(grown));
      }

      expect(await grown.digests()).toEqual(await digestsOfLoadAtOnce());
    }),
    { numRuns: 5 },
  );
});

test.each([
  ["has no hashes of keys", "drop table raw_posts_keys"],
  ["hashed keys otherwise", "update raw_posts_keys set key_hash = 1", "'otherwise'"],
  [
    "was loaded without them",
    // An older version of ours counted elsewhere, too.
    `delete from raw_posts_keys where version > 1048576;
     update loaded_streams set record_count = 1 where stream = 'posts'`,
  ],
])("a warehouse that %s has them once opened", async (_, change, hashedBy?: string) => {
  const file = join(root, "warehouse.duckdb");
  await land("posts", [{ id: 1 }], 10);
  await land("posts", [{ id: 2 }, { id: 3 }], 20);
  {
    await using other = await openWarehouse({ ...OPTIONS, file });
    await other.load(landing);
    for (const statement of change.split(";")) await sql.raw(statement).execute(other.db);
    if (hashedBy !== undefined)
      await sql.raw(`comment on table raw_posts_keys is ${hashedBy}`).execute(other.db);
  }

  await using warehouse = await openWarehouse({ ...OPTIONS, file });
  await land("posts", [{ id: 2 }, { id: 4 }], 30);
  await warehouse.load(landing);

  expect(await warehouse.digests()).toEqual(await digestsOfLoadAtOnce());
});

test("a warehouse of an older version, which kept no counts, is counted by its next load", async () => {
  const file = join(root, "warehouse.duckdb");
  await land("posts", [{ id: 1 }, { id: 2 }], 10);
  {
    await using older = await openWarehouse({ ...OPTIONS, file });
    await older.load(landing);
    await sql`alter table loaded_streams drop column record_count`.execute(older.db);
  }

  await using warehouse = await openWarehouse({ ...OPTIONS, file });
  await land("posts", [{ id: 2 }, { id: 3 }], 20);
  await warehouse.load(landing);

  expect(await countedIn(warehouse)).toEqual([
    ["edits", 0n],
    ["posts", 3n],
  ]);
});

test("a load that is killed between two transactions leaves no wrong count to the next", async () => {
  let killedAt = Infinity;
  const failpoint = async () => {
    if ((killedAt -= 1) === 0) throw new Error("Killed.");
  };
  await using warehouse = await openWarehouse({ ...OPTIONS, file: ":memory:", failpoint });
  await land("posts", [{ id: 1 }], 10);
  await warehouse.load(landing);
  await land("posts", [{ id: 2 }, { id: 3 }], 20);
  await landSweep("posts", [2, 3], 30);
  killedAt = 2;
  await expect(warehouse.load(landing)).rejects.toThrow("Killed.");
  killedAt = Infinity;

  await warehouse.load(landing);

  expect(await countedIn(warehouse)).toEqual([
    ["edits", 0n],
    ["posts", 2n],
  ]);
});
