import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";

import { createRandom } from "../../demo/random.ts";
import { landPageAt } from "../landing/given-landed.ts";
import { compactLanding, type Landing, landingOf, openLanding } from "../landing/index.ts";
import { forgetStreams } from "./forget.ts";
import { openWarehouse, type Warehouse } from "./index.ts";
import { readUnloaded } from "./unloaded.ts";

const STREAMS = [
  { name: "posts", primaryKey: ["id"] },
  { name: "likes", primaryKey: ["id"] },
];
const OPTIONS = { file: ":memory:", streams: STREAMS, timeZone: "UTC" };
const UNTIL = "2026-10-05T09:00:00Z";

let dir: string;
let landing: Landing;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-unloaded-"));
  landing = openLanding(dir);
});

afterEach(() => rm(dir, { recursive: true }));

const land = (feed: string, number: number, id = number) =>
  landPageAt(dir, { feed, number, records: [{ id, by: feed }] });

const sweep = (after: number) =>
  landing.writeSweep("posts", { keys: [[1]], until: UNTIL, primaryKey: ["id"], after });

/** What is to be loaded, or what is said instead. */
async function unloaded(warehouse: Warehouse, from: Pick<Landing, "folders"> = landing) {
  try {
    const { files, outdated } = await readUnloaded(warehouse, from);
    const places = files.map(({ file, place, placeBefore }) => [file.name, place, placeBefore]);
    return { places, outdated: outdated.map(({ name }) => name) };
  } catch (error) {
    return String(error);
  }
}

/** Lists every file, whatever is known of its folder. */
async function listedWhole(): Promise<Landing> {
  const files = await landing.files();
  return landingOf(landing, () => files);
}

/** How many folders were listed. */
function counted() {
  const listed: string[] = [];
  const folders: Landing["folders"] = async () =>
    new Map(
      [...(await landing.folders())].map(([stream, some]) => [
        stream,
        some.map((one) => ({
          ...one,
          files: () => (listed.push(`${stream} ${one.folder}`), one.files()),
        })),
      ]),
    );
  return { listed, landing: { ...landing, folders } };
}

async function givenPacked(): Promise<void> {
  for (const number of [1, 2, 1_000, 1_001, 2_000, 2_001, 3_000]) await land("posts", number);
  for (const number of [2, 1_000]) await land("posts@export", number, number + 5);
  await compactLanding(dir);
}

test("a packed folder is listed once, and then no more, by whoever loads or looks", async () => {
  await givenPacked();
  await using warehouse = await openWarehouse(OPTIONS);
  const first = counted();
  await warehouse.load(first.landing);
  expect(first.listed).toEqual(["posts 00000", "posts 00001", "posts 00002", "posts 00003"]);
  await land("posts", 3_001);

  const next = counted();
  const found = await unloaded(warehouse, next.landing);

  expect(next.listed).toEqual(["posts 00003"]);
  expect(found).toEqual({
    places: [[expect.stringMatching(/^posts\/00003\/00003001-/), 10, 9]],
    outdated: [],
  });
  await warehouse.load(landing);
  expect(await unloaded(warehouse)).toEqual({ places: [], outdated: [] });
});

test("a sweep that began in a folder which is not listed judges what had landed then", async () => {
  await givenPacked();
  await using warehouse = await openWarehouse(OPTIONS);
  await warehouse.load(landing);
  await sweep(1_000);

  const found = await unloaded(warehouse);

  expect(found).toEqual({
    places: [[expect.stringMatching(/^posts\/00003\/00003001-/), 10, 5]],
    outdated: [],
  });
  expect(found).toEqual(await unloaded(warehouse, await listedWhole()));
});

test("a pack that is gone is missed, also where nothing else of its feed is left", async () => {
  await givenPacked();
  await using warehouse = await openWarehouse(OPTIONS);
  await warehouse.load(landing);

  await rm(join(dir, "posts@export"), { recursive: true });

  expect(await unloaded(warehouse)).toMatch(/^LandingChangedError: .* loaded 2 landing files/);
});

test("a stream that was forgotten is loaded from its first file on", async () => {
  await givenPacked();
  await using warehouse = await openWarehouse(OPTIONS);
  await warehouse.load(landing);

  await warehouse.transaction(({ db }) => forgetStreams(db, STREAMS));

  expect(await unloaded(warehouse)).toEqual(await unloaded(warehouse, await listedWhole()));
  expect(await unloaded(warehouse)).toMatchObject({ places: { length: 9 } });
});

test("of a warehouse of an older version each folder is listed, and nothing is loaded again", async () => {
  await givenPacked();
  await using warehouse = await openWarehouse(OPTIONS);
  await warehouse.load(landing);

  await sql`drop table loaded_folders`.execute(warehouse.db);

  expect(await unloaded(warehouse)).toEqual({ places: [], outdated: [] });
});

test.each([0, 1])(
  "whatever lands, is packed, comes late or goes, what is new is what a whole list says (draw %i)",
  async (draw) => {
    const random = createRandom(`unloaded ${draw}`);
    await using warehouse = await openWarehouse(OPTIONS);
    const seen = { places: 0, outdated: 0, gone: 0 };
    let number = 1;
    for (let step = 0; step < 30; step += 1) {
      const feed = ["posts", "posts@export", "likes"][random.whole(0, 2)]!;
      const kind = random.whole(0, 11);
      if (kind < 6) await land(feed, (number += random.whole(0, 400)), random.whole(1, 20));
      else if (kind < 8) await compactLanding(dir);
      else if (kind === 8) await land(feed, random.whole(1, number), random.whole(1, 20));
      else if (kind === 9) number = (await sweep(random.whole(0, number)))?.number ?? number;
      else if (kind === 10 && step > 20) await takeAway(random.whole(0, 50));

      const found = await unloaded(warehouse);
      expect(found, `step ${step}`).toEqual(await unloaded(warehouse, await listedWhole()));
      if (typeof found === "string") {
        seen.gone += 1;
        break;
      }
      seen.places += found.places.length;
      seen.outdated += found.outdated.length;
      if (random.whole(0, 1) === 0) await warehouse.load(landing);
    }
    expect([seen.places > 0, seen.outdated > 0]).toEqual([true, true]);
  },
);

/** A file or a pack, or none. */
async function takeAway(index: number): Promise<void> {
  const all = await readdir(dir, { recursive: true });
  const [one] = all
    .filter((name) => /\.(zst|pack)$/.test(name))
    .toSorted()
    .slice(index);
  if (one !== undefined) await rm(join(dir, one));
}
