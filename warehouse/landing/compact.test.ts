import {
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  rm,
  rmdir,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "vitest";

import { openDirectory } from "./directory.ts";
import { damageOf } from "./file.ts";
import { landPageAt } from "./given-landed.ts";
import { compactLanding, lockLayout, openLanding, readLines, rewriteFiles } from "./index.ts";

const REQUEST = { until: "2026-10-05T09:00:00Z", primaryKey: ["id"] };

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-compact-"));
});

afterEach(() => rm(dir, { recursive: true }));

const at = (feed: string, number: number, isBeside = false) =>
  landPageAt(dir, { feed, number, isBeside, records: [{ id: number, by: `${feed} ada@x.org` }] });

/** Two feeds of a stream with a folder that is full, and what an older version put beside it. */
async function givenFull(): Promise<void> {
  await at("posts", 1, true);
  for (const number of [2, 3, 999, 1_000]) await at("posts", number);
  for (const number of [3, 998]) await at("posts@export", number);
  await at("likes", 1);
}

/** By its name, what each reader is told of each file. */
async function landed(files = openLanding(dir).files()) {
  return Promise.all(
    (await files).map(async (file) => {
      const { manifest, lines } = await readLines(file);
      return [file.stream, file.name, manifest.number, lines] as const;
    }),
  );
}

const entries = (feed: string) => readdir(join(dir, feed));
const isPack = (name: string) => name.endsWith(".pack");

test("a full folder becomes one pack, and every file of it is read as before", async () => {
  await givenFull();
  const before = await landed();
  const cursors = () => Promise.all(["posts", "posts@export"].map(openLanding(dir).cursorOf));
  const cursorsBefore = await cursors();

  const compacted = await compactLanding(dir);

  expect(compacted).toEqual({
    ...{ fileCount: 6, packCount: 2, leftCount: 0, damaged: [], isBusy: false },
  });
  expect(await landed()).toEqual(before);
  expect(await cursors()).toEqual(cursorsBefore);
  expect(await entries("posts")).toEqual([expect.stringMatching(/^00000-.*\.pack$/), "00001"]);
  expect(await entries("posts@export")).toEqual([expect.stringMatching(/^00000-.*\.pack$/)]);
  expect(await entries("likes")).toEqual(["00000"]);
  expect(await compactLanding(dir)).toMatchObject({ fileCount: 0, packCount: 0 });
});

test("whoever listed files before they were packed still reads them", async () => {
  await givenFull();
  const landing = openLanding(dir);
  const files = await landing.files();
  const before = await landed();

  await compactLanding(dir);

  expect(await landed(Promise.resolve(files))).toEqual(before);
  expect(await landed(landing.files())).toEqual(before);
  expect(await Promise.all(files.map(damageOf))).toEqual(files.map(() => null));
});

test("at each instant of packing, and of packing anew, each file is listed once", async () => {
  await givenFull();
  const warm = openDirectory(dir);
  const stepsOf = async (expected: Awaited<ReturnType<typeof landed>>) => {
    let steps = 0;
    await compactLanding(dir, {
      async failpoint() {
        steps += 1;
        expect(await landed(), `step ${steps}`).toEqual(expected);
        const names = (await warm.filesOfStream("posts")).map(({ name }) => name);
        expect(names, `step ${steps}`).toEqual(
          expected.filter(([stream]) => stream === "posts").map(([, name]) => name),
        );
      },
    });
    return steps;
  };
  expect(await stepsOf(await landed())).toBeGreaterThan(20);

  // A writer that was slow comes into a folder that is packed.
  await at("posts", 500);

  expect(await stepsOf(await landed())).toBeGreaterThan(10);
  expect((await entries("posts")).filter(isPack)).toHaveLength(1);
});

test("a file that lies loose besides, as a backup brings it back, is not counted twice", async () => {
  await givenFull();
  const [file] = await openLanding(dir).files();
  const before = await landed();
  await copyFile(file!.path, join(dir, "kept"));
  await compactLanding(dir);

  await mkdir(dirname(file!.path), { recursive: true });
  await copyFile(join(dir, "kept"), file!.path);

  expect(await landed()).toEqual(before);
});

test("a feed that is walked back while it is packed shows each file", async () => {
  await givenFull();
  const names = (await openDirectory(dir).filesOf("posts")).map(({ name }) => name);
  const walk = openDirectory(dir).backwards(["posts"]);
  const last = await walk.next();

  await compactLanding(dir);

  const rest = await Array.fromAsync(walk);
  expect([last.value!, ...rest].map(({ name }) => name)).toEqual(names.toReversed());
});

test("what the disk did not keep as it was written takes nothing away", async () => {
  await givenFull();
  const before = await landed();
  const spoilt = async () => {
    const draft = (await entries("posts")).find((name) => name.endsWith(".tmp"));
    if (draft === undefined) return;
    await using file = await open(join(dir, "posts", draft), "r+");
    await file.write("?", 0);
  };

  const compacted = await compactLanding(dir, { failpoint: spoilt });

  expect(compacted).toMatchObject({ packCount: 1, damaged: [expect.stringMatching(/^posts\//)] });
  expect(await landed()).toEqual(before);
  expect((await entries("posts")).filter((name) => /pack|tmp/.test(name))).toEqual([]);
});

test("a damaged file is named, and its folder stays as it is", async () => {
  await givenFull();
  const file = (await openLanding(dir).files()).find(({ feed }) => feed === "posts@export")!;
  await writeFile(file.path, "rotten");

  const compacted = await compactLanding(dir);

  expect(compacted).toMatchObject({ fileCount: 4, packCount: 1, damaged: [file.name] });
  expect(await entries("posts@export")).toEqual(["00000"]);
});

test("what a pack holds is proved when it is read, and a copy from a backup mends it", async () => {
  const file = await at("posts", 1);
  await at("posts", 1_000);
  const bytes = await readFile(file.path);
  await compactLanding(dir);
  const pack = join(dir, "posts", (await entries("posts")).find(isPack)!);
  const rotten = await readFile(pack);
  rotten.writeUInt8(rotten.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  await writeFile(pack, rotten);
  const [listed] = await openLanding(dir).files();
  expect(await damageOf(listed!)).toMatch(/^its SHA-256 in posts\/00000-.*\.pack starts with /);

  await mkdir(dirname(file.path), { recursive: true });
  await writeFile(file.path, bytes);

  expect(await damageOf(listed!)).toBeNull();
  await compactLanding(dir);
  expect(await entries("posts")).toEqual([expect.stringMatching(/\.pack$/), "00001"]);
  expect(await damageOf(listed!)).toBeNull();
});

test("a pack that lost its end is named instead of taken for an empty folder", async () => {
  await givenFull();
  await compactLanding(dir);
  const pack = (await entries("posts")).find(isPack)!;
  await writeFile(join(dir, "posts", pack), "half");

  await expect(openLanding(dir).files()).rejects.toThrow(
    `Landing file posts/${pack}: it does not hold the files that its name says.`,
  );
});

test("a pack is a zstd file of all its lines, for whoever has no Vklad", async () => {
  await at("posts", 1);
  await at("posts", 2);
  await at("posts", 1_000);
  await compactLanding(dir);
  const pack = join(dir, "posts", (await entries("posts")).find(isPack)!);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();

  const read = await connection.runAndReadAll(
    `select json->>'$.id' as id from read_json_objects('${pack}', format = 'newline_delimited', compression = 'zstd')`,
  );

  expect(read.getRows().flat().toSorted()).toEqual(["1", "2", null, null]);
  connection.closeSync();
  instance.closeSync();
});

test("a call goes no further than it was told, and a dry one changes nothing", async () => {
  await givenFull();
  const before = await entries("posts");
  expect(await compactLanding(dir, { dryRun: true })).toMatchObject({ fileCount: 6, packCount: 2 });
  expect(await entries("posts")).toEqual(before);

  expect(await compactLanding(dir, { foldersMax: 1 })).toMatchObject({
    ...{ fileCount: 4, packCount: 1, leftCount: 1 },
  });
});

test("beside one who packs or cleans, nobody else packs", async () => {
  await givenFull();
  {
    using _other = lockLayout(dir);
    expect(lockLayout(dir)).toBeNull();
    expect(await compactLanding(dir)).toMatchObject({ packCount: 0, leftCount: 2, isBusy: true });
  }
  expect(await compactLanding(dir)).toMatchObject({ packCount: 2, isBusy: false });
});

test("a writer whose folder goes just before it commits makes it again", async () => {
  let isGone = false;
  const landing = openLanding(dir, async () => {
    if (!isGone) await rmdir(join(dir, "posts", "00000"));
    isGone = true;
  });

  await landing.write(
    "posts",
    { records: [{ id: 1 }], quarantined: [], cursor: 1, done: true },
    REQUEST,
  );

  expect(await landed()).toHaveLength(1);
  expect(await entries("posts")).toEqual(["00000", "seen.json"]);
});

test("cleaning writes a pack anew; at each instant each record is there, and only once in the end", async () => {
  await givenFull();
  await compactLanding(dir);
  const clean = (line: string) => line.replaceAll("ada@x.org", "#");
  const ids = async () =>
    new Set((await landed()).flatMap(([, , , lines]) => lines.map((one) => JSON.parse(one).id)));
  const before = await ids();
  const linesBefore = (await landed()).map(([, , , lines]) => lines);
  let steps = 0;

  const files = await openLanding(dir).files();
  const rewritten = await rewriteFiles(files, clean, async () => {
    steps += 1;
    expect(await ids(), `step ${steps}`).toEqual(before);
  });

  expect(rewritten.map(({ feed, fileCount }) => [feed, fileCount])).toEqual(
    [
      ...[
        ["likes", 1],
        ["posts", 5],
        ["posts@export", 2],
      ],
    ].toSorted(),
  );
  expect(steps).toBeGreaterThan(5);
  expect((await landed()).map(([, , , lines]) => lines)).toEqual(
    linesBefore.map((lines) => lines.map(clean)),
  );
  expect((await entries("posts")).filter(isPack)).toHaveLength(1);
  expect(await rewriteFiles(await openLanding(dir).files(), clean)).toEqual([]);
});
