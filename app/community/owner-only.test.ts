import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { dataFolder } from "./data-folder.ts";
import { keepToOwner, makeForOwnerOnly } from "./owner-only.ts";

let root: string;
let umask: number;

beforeEach(() => {
  umask = process.umask(0);
  root = mkdtempSync(join(tmpdir(), "vklad-owner-"));
});

afterEach(() => {
  process.umask(umask);
  rmSync(root, { recursive: true, force: true });
});

const modeOf = (path: string) => (lstatSync(path).mode & 0o777).toString(8);

/** Every entry with its mode, the folder itself as an empty name. */
function modes(): Record<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).toSorted();
  return Object.fromEntries(["", ...names].map((name) => [name, modeOf(join(root, name))]));
}

/** As a version before this one left it, with a umask of 0. */
function givenOlderFolder(): void {
  for (const dir of ["landing/discourse_posts", "keys"])
    mkdirSync(join(root, dir), { recursive: true });
  for (const file of ["landing/discourse_posts/1.ndjson", "ledger.db", "ledger.db-wal"])
    writeFileSync(join(root, file), "");
}

const CLOSED = {
  ...{ "": "700", keys: "700", landing: "700", "landing/discourse_posts": "700" },
  ...{ "landing/discourse_posts/1.ndjson": "600", "ledger.db": "600", "ledger.db-wal": "600" },
};

test("an older folder is closed to others, and how much of it was open is said", () => {
  givenOlderFolder();

  // mkdtemp makes the folder itself for its owner only.
  expect(keepToOwner(dataFolder(root))).toBe(6);
  expect(modes()).toEqual(CLOSED);
  expect(keepToOwner(dataFolder(root))).toBe(0);
});

test("what somebody else keeps there is left as it is, and what a link leads to as well", () => {
  givenOlderFolder();
  mkdirSync(join(root, "photos"));
  const elsewhere = mkdtempSync(join(tmpdir(), "vklad-elsewhere-"));
  writeFileSync(join(elsewhere, "guide.md"), "");
  symlinkSync(elsewhere, join(root, "demo"));

  keepToOwner(dataFolder(root));

  expect(modeOf(join(root, "photos"))).toBe("777");
  expect(modeOf(join(elsewhere, "guide.md"))).toBe("666");
  rmSync(elsewhere, { recursive: true });
});

test("a folder that is not there yet is not made", () => {
  const missing = join(root, "missing");

  expect(keepToOwner(dataFolder(missing))).toBe(0);
  expect(readdirSync(root)).toEqual([]);
});

test("what is made from the start on is its owner's, whatever the umask was", () => {
  makeForOwnerOnly();
  givenOlderFolder();

  expect(modes()).toEqual(CLOSED);
  expect(keepToOwner(dataFolder(root))).toBe(0);
});
