import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { landPageAt } from "./given-landed.ts";
import { compactLanding, onDisk, openLanding } from "./index.ts";

let dir: string;
let scratch: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-on-disk-"));
  scratch = await mkdtemp(join(tmpdir(), "vklad-on-disk-scratch-"));
  for (const feed of ["posts", "posts@export"])
    for (const number of [1, 2, 1_000])
      await landPageAt(dir, { feed, number, records: [{ id: number, by: feed }] });
});

afterEach(async () => {
  await rm(dir, { recursive: true });
  await rm(scratch, { recursive: true });
});

const bytesAt = (paths: readonly string[]) =>
  Promise.all(paths.map((path) => readFile(path, "base64")));

test("what lies loose is read where it lies, and what is packed from a folder that goes again", async () => {
  const loose = await openLanding(dir).files();
  const before = await bytesAt(loose.map(({ path }) => path));
  await using first = await onDisk(loose, scratch);
  expect(first.paths).toEqual(loose.map(({ path }) => path));
  expect(await readdir(scratch)).toEqual([]);

  await compactLanding(dir);

  // Listed before it was packed, and after.
  expect(await first.areThere()).toBe(false);
  for (const files of [loose, await openLanding(dir).files()]) {
    await using disk = await onDisk(files, scratch);
    expect(await bytesAt(disk.paths)).toEqual(before);
    expect(await disk.areThere()).toBe(true);
    expect(await readdir(scratch)).toHaveLength(1);
  }
  expect(await readdir(scratch)).toEqual([]);
});
