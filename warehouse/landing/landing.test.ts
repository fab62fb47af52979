import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";

import { afterEach, beforeEach, expect, test } from "vitest";

import type { Json, Page } from "../../sources/source.ts";
import { runAndKill } from "../../test/run-and-kill.ts";
import { openLanding, readLines } from "./index.ts";

const REQUEST = { until: "2026-10-05T09:00:00Z", primaryKey: ["id"] };
const LATER = { ...REQUEST, until: "2026-10-06T09:00:00Z" };

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-landing-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

function pageOf(records: readonly Json[], cursor: Json, more: Partial<Page<Json>> = {}) {
  return { records, quarantined: [], cursor, done: true, ...more };
}

/** Names of all that landed, but for when a feed was last seen and where it goes on. */
async function contents() {
  const names = await readdir(dir, { recursive: true });
  return names.filter((name) => !/(seen|place)\.json$/.test(name)).toSorted();
}

test("a page lands with its records as sent and the cursor that follows", async () => {
  const landing = openLanding(dir);
  const records = [{ id: 1, raw: "ёлка" }, { id: 2 }];

  const file = await landing.write("posts", pageOf(records, "c1", { done: false }), REQUEST);

  const { manifest, lines } = await readLines(file!);
  expect(lines).toEqual(['{"id":1,"raw":"ёлка"}', '{"id":2}']);
  expect(manifest).toEqual({
    vklad_landing: 1,
    number: 1,
    record_count: 2,
    kind: "page",
    stream: "posts",
    cursor: "c1",
    until: "2026-10-05T09:00:00Z",
    done: false,
    primary_key: ["id"],
    quarantined: [],
  });
  expect(await landing.cursorOf("posts")).toBe("c1");
  expect(await landing.files()).toEqual([file]);
});

test("an empty page with the same cursor leaves no file but is remembered", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);
  const before = await contents();

  await landing.write("posts", pageOf([], "c1"), LATER);

  expect(await contents()).toEqual(before);
  expect(await landing.health()).toEqual([{ feed: "posts", stream: "posts", until: LATER.until }]);
});

test("pages that bring nothing leave no file, and the feed goes on from where they end", async () => {
  const landing = openLanding(dir);
  expect(await landing.write("posts", pageOf([], "c0", { done: false }), REQUEST)).toBeNull();
  expect(await landing.cursorOf("posts")).toBe("c0");
  await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);
  const before = await contents();

  await landing.write("posts", pageOf([], { at: "c3" }, { done: false }), LATER);
  const overlap = await landing.write("posts", pageOf([{ id: 1 }], { at: "c3" }), LATER);

  expect(overlap).toBeNull();
  expect(await contents()).toEqual(before);
  expect(await openLanding(dir).cursorOf("posts")).toEqual({ at: "c3" });
});

test("a place counts until the next file lands, a sweep's as well, which takes it over", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);
  await landing.write("posts", pageOf([], "c2"), REQUEST);

  await landing.writeSweep("posts", { ...LATER, keys: [[1]], after: 1 });
  expect(await landing.cursorOf("posts")).toBe("c2");
  await landing.write("posts", pageOf([{ id: 2 }], "c3"), LATER);

  expect(await landing.cursorOf("posts")).toBe("c3");
});

test("a place that cannot be read is none: what follows the last file is read again", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);
  await landing.write("posts", pageOf([], "c2"), LATER);
  const place = join(dir, "posts", "place.json");

  for (const text of ["", "nul", "null", "7", '{"cursor":"c9"}', '{"after":']) {
    await writeFile(place, text);
    expect(await landing.cursorOf("posts"), text).toBe("c1");
  }
});

test("a page that brings nothing but quarantine lands, and once", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);
  const poison = pageOf([], "c1", { quarantined: [{ record: { raw: "?" }, reason: "No key." }] });

  const file = await landing.write("posts", poison, LATER);
  const again = await landing.write("posts", poison, LATER);

  expect((await readLines(file!)).manifest.quarantined).toEqual(poison.quarantined);
  expect(again).toBeNull();
});

test("an overlap read again leaves no file", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }, { id: 2 }], "c1"), REQUEST);
  const before = await contents();

  await landing.write("posts", pageOf([{ id: 2 }], "c1"), LATER);

  expect(await contents()).toEqual(before);
});

test("an overlap that was read again up to another place lands", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);

  expect((await landing.write("posts", pageOf([{ id: 1 }], "c2"), LATER))?.number).toBe(2);
});

test("a record that changed within the overlap lands", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1, raw: "a" }], "c1"), REQUEST);

  const file = await landing.write("posts", pageOf([{ id: 1, raw: "b" }], "c1"), LATER);

  expect(file?.number).toBe(2);
});

test("a record that a sweep missed lands when it comes back unchanged", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }, { id: 2 }], "c1"), REQUEST);
  await landing.writeSweep("posts", { ...LATER, keys: [[1]], after: 1 });

  expect(await landing.write("posts", pageOf([{ id: 1 }], "c1"), LATER)).toBeNull();
  expect((await landing.write("posts", pageOf([{ id: 2 }], "c1"), LATER))?.number).toBe(3);
});

test("a sweep that finds the same keys leaves no file, and keeps the cursor", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }, { id: 2 }], { after: 7 }), REQUEST);
  await landing.writeSweep("posts", { ...REQUEST, keys: [[1], [2]], after: 1 });

  expect(await landing.writeSweep("posts", { ...LATER, keys: [[2], [1]], after: 2 })).toBeNull();
  expect(await landing.cursorOf("posts")).toEqual({ after: 7 });
});

test("a sweep that could look further than the one before lands, though it finds the same", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);
  const unjudged = [{ field: "path", prefix: "b/" }];
  await landing.writeSweep("posts", { ...REQUEST, keys: [[1]], unjudged, after: 1 });

  const same = await landing.writeSweep("posts", { ...LATER, keys: [[1]], unjudged, after: 2 });
  const further = await landing.writeSweep("posts", { ...LATER, keys: [[1]], after: 2 });

  expect([same, further?.number]).toEqual([null, 3]);
});

test("feeds of one stream land side by side, each with its own cursor and its own end", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }], { after: 1 }), REQUEST);
  await landing.write("posts@export", pageOf([{ id: 7 }], "line 7", { done: false }), LATER);
  await landing.write("posts", pageOf([{ id: 2 }], { after: 2 }), LATER);

  expect(await landing.cursorOf("posts")).toEqual({ after: 2 });
  expect(await landing.cursorOf("posts@export")).toBe("line 7");
  expect(await landing.cursorOf("posts@webhook")).toBeNull();
  expect(await landing.health()).toEqual([
    { feed: "posts", stream: "posts", until: LATER.until },
    { feed: "posts@export", stream: "posts", until: null },
  ]);
  const files = await landing.files();
  expect(files.map(({ feed, stream, number }) => [feed, stream, number])).toEqual([
    ["posts", "posts", 1],
    ["posts@export", "posts", 2],
    ["posts", "posts", 3],
  ]);
  const [, exported] = files;
  expect((await readLines(exported!)).manifest).toMatchObject({
    stream: "posts",
    feed: "posts@export",
  });
});

test("a sweep that finds the same keys lands again once another feed has brought something", async () => {
  const landing = openLanding(dir);
  await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);
  await landing.writeSweep("posts", { ...REQUEST, keys: [[1]], after: 1 });
  await landing.write("posts@export", pageOf([{ id: 7 }], "e1"), LATER);

  const file = await landing.writeSweep("posts", { ...LATER, keys: [[1]], after: 3 });

  expect(file?.number).toBe(4);
  expect(await landing.cursorOf("posts")).toBe("c1");
});

test("a record that the live feed's sweep missed lands when another feed brings it again", async () => {
  const landing = openLanding(dir);
  await landing.write("posts@webhook", pageOf([{ id: 1 }], "w1"), REQUEST);
  await landing.writeSweep("posts", { ...REQUEST, keys: [], after: 1 });

  expect((await landing.write("posts@webhook", pageOf([{ id: 1 }], "w1"), LATER))?.number).toBe(3);
});

test("half a surrogate pair and NaN land as JSON that every reader takes", async () => {
  const landing = openLanding(dir);
  const records = [{ id: 1, "k\ud83d": ["a\ud83d", Number.NaN], said: "\\ud83d 😀" }];

  const file = await landing.write("posts", pageOf(records, null), REQUEST);

  const { lines } = await readLines(file!);
  expect(lines).toEqual([`{"id":1,"k\ufffd":["a\ufffd",null],"said":"\\\\ud83d 😀"}`]);
});

test("a number that a source kept exact lands digit for digit", async () => {
  const landing = openLanding(dir);
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): Json };
  const records = [{ id: rawJSON("12345678901234567890"), raw: "\ud83d" }];

  const file = await landing.write("posts", pageOf(records, null), REQUEST);

  expect((await readLines(file!)).lines[0]).toContain('"id":12345678901234567890,');
});

test("a corrupted file is named, with what to do", async () => {
  const landing = openLanding(dir);
  const file = await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);
  const bytes = await readFile(file!.path);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(file!.path, bytes);

  await expect(landing.cursorOf("posts")).rejects.toMatchObject({
    name: "LandingCorruptError",
    file: file!.name,
    message: expect.stringContaining("Restore it from a backup"),
  });
});

test("kill -9 before the rename leaves no file, and the next write cleans up", async () => {
  await runAndKill(
    "fetch",
    dir,
    ({ module, dir: target, killAt }) => `
    const { openLanding } = await import(${module("warehouse/landing/index.ts")});
    const page = { records: [{ id: 1 }], quarantined: [], cursor: "c1", done: true };
    await openLanding(${target}, ${killAt}).write("posts", page, ${JSON.stringify(REQUEST)});
  `,
  );
  const landing = openLanding(dir);
  expect(await landing.files()).toEqual([]);
  expect(await landing.cursorOf("posts")).toBeNull();
  expect((await contents()).filter((name) => name.endsWith(".tmp"))).toHaveLength(1);

  const file = await landing.write("posts", pageOf([{ id: 1 }], "c1"), REQUEST);

  expect(await contents()).toEqual(["posts", "posts/00000", file!.name]);
  expect(zstdDecompressSync(await readFile(file!.path)).toString()).toContain('{"id":1}');
});
