import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { createRandom } from "../../demo/random.ts";
import { openDirectory } from "./directory.ts";
import { openLanding, readLines, type Landing, type LandingFile } from "./index.ts";
import { jsonLine } from "./json-line.ts";
import { fileName, folderOf } from "./names.ts";
import { landingFile } from "./stored.ts";
import { packed } from "./zstd.ts";

const REQUEST = { until: "2026-10-05T09:00:00Z", primaryKey: ["id"] };
const FEEDS = ["posts", "posts@export", "likes"];

let dir: string;
let landing: Landing;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-directory-"));
  landing = openLanding(dir);
});

afterEach(() => rm(dir, { recursive: true }));

let cursor = 0;
const write = (feed: string, of = landing) => {
  cursor += 1;
  const page = { records: [{ id: cursor }], quarantined: [], cursor, done: true };
  return of.write(feed, page, REQUEST) as Promise<LandingFile>;
};

/** As if so many files had landed before it. */
async function moved(file: LandingFile, number: number): Promise<LandingFile> {
  const { manifest, lines } = await readLines(file);
  const text = [jsonLine({ ...manifest, number }), ...lines].map((line) => `${line}\n`).join("");
  const bytes = await packed(text);
  const name = `${folderOf(number)}/${fileName(number, bytes)}`;
  await mkdir(join(dir, file.feed, folderOf(number)), { recursive: true });
  await writeFile(join(dir, file.feed, name), bytes);
  await rm(file.path);
  return landingFile(dir, file.feed, name)!;
}

test("a folder holds a thousand numbers, and the next file goes on after the last", async () => {
  await moved(await write("posts"), 999);

  const files = [await write("posts@export"), await write("posts")];

  expect(files.map(({ number }) => number)).toEqual([1_000, 1_001]);
  expect(files.map(({ name }) => name.split("/").slice(0, 2))).toEqual([
    ["posts@export", "00001"],
    ["posts", "00001"],
  ]);
  expect((await landing.files()).map(({ number }) => number)).toEqual([999, 1_000, 1_001]);
});

test("what an older version has landed beside the folders comes in its order", async () => {
  const old = [await write("posts"), await write("posts@export"), await write("posts")];
  for (const file of old) await rename(file.path, join(dir, file.feed, basename(file.path)));

  const next = await write("posts");

  expect(next.number).toBe(4);
  expect((await landing.files()).map(({ feed, number }) => [feed, number])).toEqual([
    ["posts", 1],
    ["posts@export", 2],
    ["posts", 3],
    ["posts", 4],
  ]);
  expect(await landing.cursorOf("posts@export")).toBe(cursor - 2);
});

test("whatever others land or take away is listed, as by one who looks for the first time", async () => {
  const random = createRandom("listed again");
  const others = openLanding(dir);
  const one = openDirectory(dir);
  for (let step = 0; step < 120; step += 1) {
    const feed = FEEDS[random.whole(0, 2)]!;
    const file = await write(feed, others);
    const kind = random.whole(0, 9);
    if (kind === 0) await moved(file, file.number + random.whole(0, 1_500));
    if (kind === 1) await rm(file.path);
    // A folder that has stood for long is what a list is kept of.
    if (kind < 4) await age(join(dir, feed), step);
    for (const stream of ["posts", "likes"]) {
      const found = await one.filesOfStream(stream);
      expect(found, `step ${step}`).toEqual(await openDirectory(dir).filesOfStream(stream));
      const backwards = await Array.fromAsync(one.backwards(await one.feedsOf(stream)));
      expect(backwards, `step ${step}`).toEqual(found.toReversed());
    }
  }
});

/** Its last change was long ago, and at another instant at each step. */
async function age(feedDir: string, step: number): Promise<void> {
  const old = new Date(Date.UTC(2026, 0, 1) + step);
  for (const folder of ["", "00000", "00001"])
    await utimes(join(feedDir, folder), old, old).catch(() => undefined);
}

test("a folder that changes twice within a tick of the clock is listed twice", async () => {
  const one = openDirectory(dir);
  const first = await write("posts");
  const folder = dirname(first.path);
  const tick = new Date();
  await utimes(folder, tick, tick);
  expect(await one.filesOf("posts")).toHaveLength(1);

  await write("posts");
  await utimes(folder, tick, tick);

  expect(await one.filesOf("posts")).toHaveLength(2);
});

test("the end of a feed is found before a look into the folders before it", async () => {
  await moved(await write("posts"), 2_000);
  const later = await moved(await write("posts"), 4_000);
  const files = openDirectory(dir).backwards(["posts"]);

  const last = await files.next();
  await moved(later, 2_001);

  expect(last.value?.number).toBe(4_000);
  expect((await files.next()).value?.number).toBe(2_001);
});
