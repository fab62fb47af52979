import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { parseExactly } from "../../sources/exact-json.ts";
import type { Json } from "../../sources/source.ts";
import { openLanding, readLines, rewriteFiles } from "./index.ts";

const REQUEST = { until: "2026-10-05T09:00:00Z", primaryKey: ["id"] };

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "vklad-rewrite-"));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

const clean = (line: string) => line.replaceAll("ada@x.org", "#");

async function landed() {
  const files = await openLanding(dir).files();
  return Promise.all(
    files.map(async (file) => {
      const { manifest, lines } = await readLines(file);
      return [manifest.kind, manifest.number, manifest.cursor, manifest.quarantined, lines];
    }),
  );
}

test("of what was refused every digit stays, and a file without contacts is not touched", async () => {
  const landing = openLanding(dir);
  const refused = (text: string) => ({ record: parseExactly(text) as Json, reason: "no id" });
  const page = { records: [], cursor: 1, done: true };
  const dirty = refused('{"mail":"ada@x.org","n":12345678901234567890}');
  await landing.write("posts", { ...page, quarantined: [dirty] }, REQUEST);
  const clear = refused('{"n":12345678901234567890}');
  await landing.write("posts", { ...page, quarantined: [clear] }, REQUEST);

  const rewritten = await rewriteFiles(await landing.files(), clean);

  expect(rewritten).toEqual([{ feed: "posts", fileCount: 1, recordCount: 1 }]);
  expect((await landed()).map(([, , , quarantined]) => JSON.stringify(quarantined))).toEqual([
    '[{"record":{"mail":"#","n":12345678901234567890},"reason":"no id"}]',
    '[{"record":{"n":12345678901234567890},"reason":"no id"}]',
  ]);
});

test("what a replay has mended is cleaned like what was refused, or it would be refused again", async () => {
  const landing = openLanding(dir);
  const refused = { record: { mail: "ada@x.org" }, reason: "no id" };
  const page = { records: [], cursor: null, done: true };
  await landing.write("posts", { ...page, quarantined: [refused] }, REQUEST);
  const mended = [{ feed: "posts", ...refused }];
  await landing.write("posts@replay", { ...page, quarantined: [], mended }, REQUEST);

  await rewriteFiles(await landing.files(), clean);

  const [before, after] = await Promise.all((await landing.files()).map(readLines));
  expect(after?.manifest.mended).toEqual([{ feed: "posts", ...before?.manifest.quarantined[0] }]);
  expect(after?.manifest.mended?.[0]?.record).toEqual({ mail: "#" });
});

test("only files that hold such a record are written anew, under their numbers, once", async () => {
  const landing = openLanding(dir);
  const refused = { record: { mail: "ada@x.org" }, reason: "no id" };
  const write = (
    records: readonly { id: number; mail: string }[],
    quarantined = [] as (typeof refused)[],
  ) =>
    landing.write("posts", { records, quarantined, cursor: records.length, done: false }, REQUEST);
  await write([
    { id: 1, mail: "ada@x.org" },
    { id: 2, mail: "" },
  ]);
  await write([{ id: 3, mail: "" }]);
  await write([{ id: 4, mail: "" }], [refused]);
  await landing.writeSweep("posts", { ...REQUEST, keys: [[1]], after: 3 });

  const first = await rewriteFiles(await landing.files(), clean);
  const second = await rewriteFiles(await landing.files(), clean);

  expect([first, second]).toEqual([[{ feed: "posts", fileCount: 2, recordCount: 2 }], []]);
  expect(await landed()).toEqual([
    ["page", 1, 2, [], ['{"id":1,"mail":"#"}', '{"id":2,"mail":""}']],
    ["page", 2, 1, [], ['{"id":3,"mail":""}']],
    ["page", 3, 1, [{ record: { mail: "#" }, reason: "no id" }], ['{"id":4,"mail":""}']],
    ["sweep", 4, 1, [], ["[1]"]],
  ]);
  expect(await readdir(join(dir, "posts", "00000"))).toHaveLength(4);
});
