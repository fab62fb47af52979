/** Snapshots that one machine publishes and others take, with object storage in between. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { expect, test } from "vitest";

import {
  openSnapshot,
  readRows,
  shareSnapshot,
  takeShared,
} from "../../warehouse/snapshot/index.ts";
import { seededRandom } from "../seed.ts";
import { givenObjects } from "./given-objects.ts";
import { at, published } from "./published.ts";

function givenFolders() {
  const root = mkdtempSync(join(tmpdir(), "vklad-shared-"));
  return {
    one: join(root, "one"),
    other: join(root, "other"),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

const countIn = async (dir: string) => {
  const snapshot = await openSnapshot(dir);
  if (snapshot === null) return null;
  return { asOf: snapshot.asOf, posts: (await readRows(snapshot, "posts")).length };
};

test("another machine takes what was published, to the digest, and nothing before that", async () => {
  using folders = givenFolders();
  const objects = givenObjects();
  expect(await takeShared(objects, folders.other)).toBe(false);
  const snapshot = await published(folders.one, 3, 1);

  await shareSnapshot(objects, snapshot);

  expect(await takeShared(objects, folders.other)).toBe(true);
  expect(await takeShared(objects, folders.other)).toBe(false);
  expect((await openSnapshot(folders.other))?.digest).toBe(snapshot.digest);
  expect(await countIn(folders.other)).toEqual({ asOf: at(1), posts: 3 });
});

test("a table that is the same is neither put nor brought again", async () => {
  using folders = givenFolders();
  const objects = givenObjects();
  const moved: string[] = [];
  const counting: typeof objects = {
    ...objects,
    async put(name, ...rest) {
      moved.push(`put ${name.split("/")[1]}`);
      return await objects.put(name, ...rest);
    },
    async get(name, ...rest) {
      if (name.includes("/tables/")) moved.push("get tables");
      return await objects.get(name, ...rest);
    },
  };
  await shareSnapshot(objects, await published(folders.one, 3, 1));
  await takeShared(objects, folders.other);
  const before = await openSnapshot(folders.other);

  await shareSnapshot(counting, await published(folders.one, 4, 2));
  await takeShared(counting, folders.other);

  expect(moved).toEqual(["put tables", "put manifests", "put current", "get tables"]);
  const after = (await openSnapshot(folders.other)) ?? expect.unreachable();
  const inode = (path: string | undefined) => statSync(join(path ?? "", "points.parquet")).ino;
  expect(inode(after.path)).toBe(inode(before?.path));
});

test("rows that stay while the moment moves on are told by that moment alone", async () => {
  using folders = givenFolders();
  const objects = givenObjects();
  await shareSnapshot(objects, await published(folders.one, 3, 1));
  await takeShared(objects, folders.other);
  await shareSnapshot(objects, await published(folders.one, 3, 2));

  expect(await takeShared(objects, folders.other)).toBe(true);

  expect(await countIn(folders.other)).toEqual({ asOf: at(2), posts: 3 });
});

test("an attempt that was overtaken does not put the older rows in place of the newer", async () => {
  using folders = givenFolders();
  const objects = givenObjects();
  const older = await published(folders.one, 3, 1);
  const newer = await published(folders.other, 4, 2);
  const late: typeof objects = {
    ...objects,
    async put(name, bytes, condition) {
      if (name.endsWith("/current")) await shareSnapshot(objects, newer);
      return await objects.put(name, bytes, condition);
    },
  };

  expect(await shareSnapshot(late, older)).toBe(false);

  await takeShared(objects, folders.one);
  expect(await countIn(folders.one)).toEqual({ asOf: at(2), posts: 4 });
});

test("what gave way goes after an hour, and not before", async () => {
  using folders = givenFolders();
  const objects = givenObjects();
  const tables = async () => (await objects.list("snapshots/tables/")).length;
  for (let minute = 1; minute <= 5; minute += 1)
    await shareSnapshot(objects, await published(folders.one, minute, minute));
  expect(await tables()).toBe(6);

  const inTwoHours = () => Date.now() + 2 * 60 * 60_000;
  await shareSnapshot(objects, await published(folders.one, 6, 6), inTwoHours);

  expect(await tables()).toBe(2);
  expect((await objects.list("snapshots/manifests/")).length).toBe(1);
  await takeShared(objects, folders.other);
  expect(await countIn(folders.other)).toEqual({ asOf: at(6), posts: 6 });
});

test("a file that was changed in the storage is not taken, and what was here stays", async () => {
  using folders = givenFolders();
  const objects = givenObjects();
  await shareSnapshot(objects, await published(folders.one, 3, 1));
  await takeShared(objects, folders.other);
  const snapshot = await published(folders.one, 4, 2);
  await shareSnapshot(objects, snapshot);
  const sha256 = snapshot.tables.find(({ name }) => name === "posts")?.sha256;
  await objects.put(`snapshots/tables/${sha256}.parquet`, new TextEncoder().encode("other rows"));

  await expect(takeShared(objects, folders.other)).rejects.toThrow(
    "is not the file its name tells",
  );

  expect(await countIn(folders.other)).toEqual({ asOf: at(1), posts: 3 });
  expect(readdirSync(folders.other).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

const PUBLISHER = `
  import { givenObjects } from ${JSON.stringify(new URL("given-objects.ts", import.meta.url).href)};
  import { published } from ${JSON.stringify(new URL("published.ts", import.meta.url).href)};
  import { shareSnapshot } from ${JSON.stringify(new URL("../../warehouse/snapshot/index.ts", import.meta.url).href)};
  const [dir, folder, from] = process.argv.slice(1);
  const objects = givenObjects(folder);
  for (let version = Number(from); ; version += 1) {
    await shareSnapshot(objects, await published(dir, version, version));
    process.stdout.write(version + "\\n");
  }
`;

test("a publisher that is killed at any instant leaves a whole snapshot current, and goes on", async () => {
  using folders = givenFolders();
  const objects = givenObjects();
  const random = seededRandom("kills of a publisher");
  let last = 0;
  for (let kills = 0; kills < 5; kills += 1) {
    const args = ["--input-type=module", "-e", PUBLISHER, folders.one, objects.folder];
    const child = spawn(process.execPath, [...args, `${last + 1}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "close");
    let said = "";
    child.stdout.on("data", (text) => (said += String(text)));
    await expect.poll(() => said.split("\n").length, { timeout: 60_000 }).toBeGreaterThan(1);
    await pause(random.whole(0, 400));
    child.kill("SIGKILL");
    await ended;
    const told = Number(said.trimEnd().split("\n").at(-1));

    await takeShared(objects, folders.other);

    const { asOf, posts } = (await countIn(folders.other)) ?? expect.unreachable();
    expect(asOf).toBe(at(posts));
    expect(posts).toBeGreaterThanOrEqual(told);
    last = posts;
  }
});
