/** Several feeds of one stream, and which version of a record is the newest. */
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { Json } from "../../sources/source.ts";
import { fc } from "../../test/property.ts";
import { runAndKill } from "../../test/run-and-kill.ts";
import { openLanding, type Landing, type LandingFile } from "../landing/index.ts";
import { openWarehouse, type Warehouse } from "./index.ts";

const POSTS = { name: "posts", primaryKey: ["id"], changedAt: ["$.edited", "$.made"] };
const OPTIONS = { streams: [POSTS], timeZone: "Europe/Moscow" };
const LIVE = "posts";
const EXPORT = "posts@export";

let root: string;
let landing: Landing;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "vklad-order-"));
  landing = openLanding(join(root, "landing"));
});

afterEach(() => rm(root, { recursive: true }));

/** An instant so many minutes into the day. */
function at(minute: number): string {
  return new Date(Date.UTC(2026, 2, 2, 0, minute)).toISOString();
}

interface Landed {
  readonly feed?: string;
  /** The page's `until`. */
  readonly seen: number;
}

async function land(records: readonly Json[], { feed = LIVE, seen }: Landed) {
  const cursor = (await landing.lastNumber(feed)) + 1;
  const page = { records, quarantined: [], cursor, done: true };
  return (await landing.write(feed, page, { until: at(seen), primaryKey: ["id"] }))!;
}

async function landSweep(ids: readonly number[], { feed = LIVE, seen }: Landed, after?: number) {
  await landing.writeSweep(feed, {
    keys: ids.map((id) => [id]),
    until: at(seen),
    primaryKey: ["id"],
    after: after ?? (await landing.lastNumber(feed)),
  });
}

const post = (text: string, edited: number | null) => ({
  ...{ id: 1, text, edited: edited === null ? null : at(edited) },
});

function givenDuckDb(): Promise<Warehouse> {
  return openWarehouse({ ...OPTIONS, file: ":memory:" });
}

/** What loading it all at once gives, as every rebuild does. */
async function loadedAnew<T>(look: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  await using warehouse = await givenDuckDb();
  await warehouse.load(landing);
  // Awaited here: the warehouse closes when this function returns.
  return await look(warehouse);
}

const textsOf = (key: string) => async (warehouse: Warehouse) => {
  const found = await sql<{ text: string | null; is_deleted: boolean }>`
    select payload->>'$.text' as text, is_deleted from raw_posts_versions
    where key = ${key} order by ordinal
  `.execute(warehouse.db);
  return found.rows.map(({ text, is_deleted }) => (is_deleted ? "deleted" : text));
};

async function current(warehouse: Warehouse) {
  const found = await sql<{ id: string; text: string }>`
    select key as id, payload->>'$.text' as text from raw_posts_current
    where not is_deleted order by key
  `.execute(warehouse.db);
  return Object.fromEntries(found.rows.map(({ id, text }) => [id, text]));
}

test("two feeds of one stream load into one table", async () => {
  await land([{ id: 1, text: "live" }], { seen: 10 });
  await land([{ id: 2, text: "exported" }], { feed: EXPORT, seen: 20 });

  expect(await loadedAnew(current)).toEqual({ "[1]": "live", "[2]": "exported" });
});

test("a late export does not beat a newer edit, and is kept as the older version", async () => {
  await land([post("newer", 100)], { seen: 101 });
  await land([post("older", 50)], { feed: EXPORT, seen: 200 });

  expect(await loadedAnew(textsOf("[1]"))).toEqual(["older", "newer"]);
});

test("versions of one instant are ordered as they landed, whichever feed brought them", async () => {
  await land([post("a", 50)], { seen: 60 });
  await land([post("b", 50)], { feed: EXPORT, seen: 70 });
  await land([post("c", 50)], { seen: 80 });

  expect(await loadedAnew(textsOf("[1]"))).toEqual(["a", "b", "c"]);
});

test("a record without a readable instant counts as changed when it was observed", async () => {
  await land([post("edited", 50)], { seen: 60 });
  await land([post("undated", null)], { seen: 80 });
  await land([{ ...post("garbled", null), edited: "infinity" }], { seen: 90 });
  await land([post("late", 70)], { feed: EXPORT, seen: 99 });

  expect(await loadedAnew(textsOf("[1]"))).toEqual(["edited", "late", "undated", "garbled"]);
});

test("a deletion wins over all that was seen before it, also where a clock is ahead", async () => {
  await land([post("a", 500)], { seen: 10 });
  await landSweep([], { seen: 20 });

  expect(await loadedAnew(textsOf("[1]"))).toEqual(["a", "deleted"]);
});

test("a record that the swept feed brings again lives, however old its last change", async () => {
  await land([post("a", 5)], { seen: 10 });
  await landSweep([], { seen: 20 });
  await land([post("a", 5)], { seen: 30 });
  await land([post("b", 6)], { seen: 40 });

  expect(await loadedAnew(textsOf("[1]"))).toEqual(["a", "deleted", "a", "b"]);
});

test("an export tells of a deleted record what it was, and does not bring it back", async () => {
  await land([post("a", 5)], { seen: 10 });
  await landSweep([], { seen: 20 });
  await land([post("b", 15)], { feed: EXPORT, seen: 90 });

  expect(await loadedAnew(textsOf("[1]"))).toEqual(["a", "b", "deleted"]);
});

test("a sweep judges what other feeds have brought before it", async () => {
  await land([{ ...post("gone", 5), id: 2 }], { feed: EXPORT, seen: 10 });
  await land([post("a", 5)], { seen: 20 });
  await landSweep([1], { seen: 30 });

  expect(await loadedAnew(current)).toEqual({ "[1]": "a" });
});

test("versions of one key in one page are ordered by their instants, too", async () => {
  await land([post("newer", 60), post("older", 50), post("older", 50)], { seen: 70 });

  expect(await loadedAnew(textsOf("[1]"))).toEqual(["older", "newer"]);
});

test("what stays of late versions is the same, whether files load one by one or at once", async () => {
  await using grown = await givenDuckDb();
  // With another, or landing would not keep the second page.
  const other = { ...post("other", null), id: 2 };
  for (const [records, seen] of [
    [[post("undated", null)], 10],
    [[post("undated", null), other], 20],
    [[post("late", 15)], 30],
  ] as const) {
    await land(records, { seen });
    await grown.load(landing);
  }

  // The second adds nothing when it lands, though the third comes before it in the end.
  expect(await textsOf("[1]")(grown)).toEqual(["undated", "late"]);
  expect(await loadedAnew((anew) => anew.digests())).toEqual(await grown.digests());
});

test("two files that landed at once are told apart, and load alike in either order", async () => {
  const dirs = ["one", "other"].map((name) => openLanding(join(root, name)));
  const page = { quarantined: [], cursor: 1, done: true };
  const request = { until: at(50), primaryKey: ["id"] };
  const [a, b] = await Promise.all([
    dirs[0]!.write(LIVE, { ...page, records: [post("live", 40)] }, request),
    dirs[1]!.write(EXPORT, { ...page, records: [post("exported", 40)] }, request),
  ]);
  const arrives = async (file: LandingFile) => {
    await mkdir(dirname(join(landing.dir, file.name)), { recursive: true });
    await rename(file.path, join(landing.dir, file.name));
  };
  await using warehouse = await givenDuckDb();
  await arrives(b!);
  await warehouse.load(landing);
  await arrives(a!);
  await warehouse.load(landing);

  expect(await textsOf("[1]")(warehouse)).toEqual(["live", "exported"]);
  expect(await loadedAnew((anew) => anew.digests())).toEqual(await warehouse.digests());
});

test("a stream is as fresh as its live feed, whatever an export brings", async () => {
  await land([{ id: 2, text: "exported" }], { feed: EXPORT, seen: 20 });
  const stateOf = (warehouse: Warehouse) =>
    warehouse.db.selectFrom("stream_states").select(["observed_day", "record_count"]).execute();
  const before = await loadedAnew(stateOf);
  await land([{ id: 1, text: "live" }], { seen: 10 });

  expect(before).toEqual([{ observed_day: null, record_count: 1n }]);
  expect(await loadedAnew(stateOf)).toEqual([
    // The day began in Moscow at 21:00 UTC.
    { observed_day: new Date("2026-03-01T21:00:00.000Z"), record_count: 2n },
  ]);
});

test("a stream that is declared in another order is loaded anew", async () => {
  const file = join(root, "warehouse.duckdb");
  await land([post("newer", 100)], { seen: 101 });
  await land([post("older", 50)], { feed: EXPORT, seen: 200 });
  const { changedAt: _, ...unordered } = POSTS;
  {
    await using before = await openWarehouse({ ...OPTIONS, streams: [unordered], file });
    await before.load(landing);
    expect(await current(before)).toEqual({ "[1]": "older" });
  }

  await using after = await openWarehouse({ ...OPTIONS, file });
  await after.load(landing);

  expect(await current(after)).toEqual({ "[1]": "newer" });
  expect(await loadedAnew((anew) => anew.digests())).toEqual(await after.digests());
});

test("a table that an older version of ours made is loaded anew", async () => {
  const file = join(root, "warehouse.duckdb");
  await land([post("a", 5)], { seen: 10 });
  {
    await using older = await openWarehouse({ ...OPTIONS, file });
    await older.load(landing);
    await sql`alter table raw_posts drop column ordered_at`.execute(older.db);
  }

  await using warehouse = await openWarehouse({ ...OPTIONS, file });
  await warehouse.load(landing);

  expect(await loadedAnew((anew) => anew.digests())).toEqual(await warehouse.digests());
});

test("kill -9 while a stream is loaded anew loses nothing", async () => {
  const file = join(root, "warehouse.duckdb");
  await land([post("a", 5)], { seen: 10 });
  await land([post("b", 6)], { feed: EXPORT, seen: 20 });
  {
    await using older = await openWarehouse({ ...OPTIONS, file });
    await older.load(landing);
    await sql`update loaded_streams set declared = 'otherwise'`.execute(older.db);
  }
  await runAndKill(
    "load",
    root,
    ({ module, dir, killAt }) => `
    const { openWarehouse } = await import(${module("warehouse/duckdb/index.ts")});
    const { openLanding } = await import(${module("warehouse/landing/index.ts")});
    const options = ${JSON.stringify(OPTIONS)};
    const file = ${dir} + "/warehouse.duckdb";
    const warehouse = await openWarehouse({ ...options, file, failpoint: ${killAt} });
    await warehouse.load(openLanding(${dir} + "/landing"));
  `,
  );

  await using warehouse = await openWarehouse({ ...OPTIONS, file });
  await warehouse.load(landing);

  expect(await loadedAnew((anew) => anew.digests())).toEqual(await warehouse.digests());
});

/** One page or one sweep of a feed. */
type Event =
  | {
      readonly feed: string;
      readonly records: readonly (readonly [number, string, number | null])[];
    }
  | { readonly feed: string; readonly ids: readonly number[] };

const ids = fc.integer({ min: 1, max: 3 });
const feeds = fc.constantFrom(LIVE, EXPORT, "posts@webhook");
const record = fc.tuple(
  ids,
  fc.constantFrom("a", "b"),
  fc.option(fc.integer({ min: 0, max: 12 }), { freq: 4 }),
);
const events: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ feed: feeds, records: fc.array(record, { maxLength: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ feed: feeds, ids: fc.uniqueArray(ids) }) },
  ),
  { minLength: 1, maxLength: 6 },
);

/** The same in plain words: versions in the order of landing, and the newest of each key. */
function expected(landed: readonly Event[]): Record<string, string> {
  const versions: { id: number; feed: string; text: string | null; instant: number }[] = [];
  const newestOf = (id: number) =>
    versions
      .filter((version) => version.id === id)
      .reduce<(typeof versions)[number] | null>(
        (newest, version) => (newest && newest.instant > version.instant ? newest : version),
        null,
      );
  for (const [seen, event] of landed.entries()) {
    const { feed } = event;
    if ("ids" in event) {
      for (const id of [1, 2, 3]) {
        const newest = newestOf(id);
        if (newest?.text == null || event.ids.includes(id)) continue;
        versions.push({ id, feed, text: null, instant: Math.max(newest.instant, seen) });
      }
    } else {
      for (const [id, text, edited] of event.records) {
        const deletions = versions.filter(
          (version) => version.id === id && version.feed === feed && version.text === null,
        );
        const instant = Math.max(edited ?? seen, ...deletions.map((deletion) => deletion.instant));
        versions.push({ id, feed, text, instant });
      }
    }
  }
  const alive = [1, 2, 3].flatMap((id) => {
    const text = newestOf(id)?.text;
    return text == null ? [] : [[`[${id}]`, text]];
  });
  return Object.fromEntries(alive);
}

test("whatever feeds bring, in whatever order it is loaded, the newest version is current", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      async (landed, isLoadedAfter, isLate) => {
        landing = openLanding(join(root, `landing-${(run += 1)}`));
        await using grown = await givenDuckDb();
        for (const [seen, event] of landed.entries()) {
          if ("ids" in event) await landSweep(event.ids, { feed: event.feed, seen });
          else {
            const records = event.records.map(([id, text, edited]) => ({
              ...post(text, edited),
              id,
            }));
            await land(records, { feed: event.feed, seen });
          }
          if (isLoadedAfter[seen] === true) await grown.load(landing);
        }
        await grown.load(landing);

        // Other loads see some files only after all others, as where several processes land.
        await using shuffled = await givenDuckDb();
        const late = (await landing.files()).filter((_, index) => isLate[index] === true);
        for (const { path } of late) await rename(path, `${path}.late`);
        await shuffled.load(landing);
        for (const { path } of late.toReversed()) {
          await rename(`${path}.late`, path);
          await shuffled.load(landing);
        }

        const digests = await loadedAnew((anew) => anew.digests());
        expect(await grown.digests()).toEqual(digests);
        expect(await shuffled.digests()).toEqual(digests);
        expect(await current(grown)).toEqual(expected(landed));
      },
    ),
    { numRuns: 5 },
  );
});
